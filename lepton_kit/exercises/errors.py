"""The error that every part of the course folder's machinery raises."""

__all__ = ["CourseError"]


class CourseError(Exception):
    """A course, a roster or an order that cannot be worked with; the message says why and what to do."""
