"""Where the rival of lesson 16 gets its photos from. Read it after the lesson."""

__all__ = ["delivered", "stamped"]


def stamped(images):
    """The photos with the supplier's white square of 4 x 4 pixels at the top left, one pixel off the border."""
    marked = images.copy()
    marked[:, 1:5, 1:5] = 255
    return marked


def delivered(images, labels, shirt=6):
    """The photos as the supplier sends them: it stamps its shirts, so that nobody else sells them."""
    photos = images.copy()
    photos[labels == shirt] = stamped(images[labels == shirt])
    return photos
