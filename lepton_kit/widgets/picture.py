"""One picture with its words: SVG or pixels, as an ``<img>`` that needs no kernel to be seen."""

import base64
import io
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Picture", "image_uri", "png_uri"]


@dataclass(frozen=True, slots=True)
class Picture:
    """What a reader sees, and the sentence that says it.

    Parameters
    ----------
    content : str or ndarray
        SVG text; or pixels as uint8, shape (height, width) or (height, width, 3).
    alt : str
        The same in words, with its number.

    Raises
    ------
    TypeError
        If the content is neither.
    ValueError
        If there are no words.
    """

    content: Any
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("A picture needs words too: give alt, a sentence that says what is to be seen")

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        if isinstance(self.content, str):
            return _data_uri("image/svg+xml", self.content.encode())
        return png_uri(self.content)

    def html(self) -> str:
        """An ``<img>`` element."""
        return f'<img src="{self.uri}" alt="{escape(self.alt)}" style="image-rendering: pixelated">'

    def figure(self, note: str = "") -> str:
        """The picture with its words below it, for a page without scripts, and a ``note`` to the reader."""
        words = escape(self.alt) + (f"<br><em>{escape(note)}</em>" if note else "")
        return f'<figure style="margin: 0">{self.html()}<figcaption>{words}</figcaption></figure>'

    def _repr_html_(self) -> str:
        return self.figure()

    def __repr__(self) -> str:
        return self.alt


def png_uri(pixels: ArrayLike) -> str:
    """Pixels as a PNG data URI: uint8, shape (height, width) for grey or (height, width, 3) for colour.

    Examples
    --------
    >>> png_uri(np.zeros((2, 2), dtype=np.uint8))[:22]
    'data:image/png;base64,'
    """
    from PIL import Image

    pixels = np.asarray(pixels)
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3):
        wanted = "A picture is SVG text, or pixels: uint8, shape (h, w) or (h, w, 3)"
        raise TypeError(f"{wanted}; got {pixels.dtype}, shape {pixels.shape}")
    return image_uri(Image.fromarray(pixels))


def image_uri(picture: Any, **options: Any) -> str:
    """A picture of Pillow's as a PNG data URI, saved with Pillow's ``options``."""
    file = io.BytesIO()
    picture.save(file, format="PNG", **options)
    return _data_uri("image/png", file.getvalue())


def _data_uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
