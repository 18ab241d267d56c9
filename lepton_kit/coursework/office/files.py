"""What every part of the course folder's machinery shares: its error, how ids compare, and whole writes."""

import unicodedata

__all__ = ["CourseError", "folded", "write"]


class CourseError(Exception):
    """A course folder, a roster or an order that cannot be worked with; the message says why and what to do."""


def write(path, content):
    """Write a text or bytes whole or not at all, with the folders that lead there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace"))
    partial.replace(path)


def folded(text):
    """A text as it is compared: one form for each letter, no case, no space around.

    Examples
    --------
    >>> folded(" S001 ") == folded("s001")
    True
    """
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()
