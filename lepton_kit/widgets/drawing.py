"""Small pictures as SVG text: elements, escaped by the standard library, and the kit's colours and font."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lepton_kit.style import COLOURS, GREY, INK, PALE

__all__ = ["COLOURS", "GREY", "HALO", "INK", "PALE", "Marks", "Names"]
__all__ += ["cells", "element", "image", "key", "line", "rect", "signed", "svg", "text"]

Marks = list[ET.Element]
Names = Sequence[str]
Cells = Mapping[Any, object]
HALO: dict[str, Any] = {"paint_order": "stroke", "stroke": "white", "stroke_width": 3}  # lines may pass


def element(tag: str, *children: ET.Element, **attributes: Any) -> ET.Element:
    """An SVG element; ``stroke_width`` becomes ``stroke-width``, numbers are shortened to two decimals.

    Examples
    --------
    >>> ET.tostring(element("rect", x=1, width=2 / 3, stroke_width=1), encoding="unicode")
    '<rect x="1" width="0.67" stroke-width="1" />'
    """
    node = ET.Element(tag, {name.rstrip("_").replace("_", "-"): _written(value) for name, value in attributes.items()})
    node.extend(children)
    return node


def rect(x: float, y: float, width: float, height: float, fill: str = "none", **attributes: Any) -> ET.Element:
    """A rectangle by its upper left corner and its size."""
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, stroke: str = GREY, **attributes: Any) -> ET.Element:
    """A line between two points."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **attributes)


def image(uri: str, x: float, y: float, width: float, height: float) -> ET.Element:
    """A picture stretched over a rectangle, its pixels left as squares."""
    place = {"x": x, "y": y, "width": width, "height": height, "preserveAspectRatio": "none"}
    return element("image", href=uri, style="image-rendering: pixelated", **place)


def text(
    x: float, y: float, words: object, *, size: float = 12, anchor: str = "start", fill: str = INK, **attributes: Any
) -> ET.Element:
    """Words at a point; ``anchor`` is start, middle or end; ``bold=True`` sets them in bold."""
    attributes |= {"font_weight": "bold"} if attributes.pop("bold", False) else {}
    node = element("text", x=x, y=y, font_size=size, text_anchor=anchor, fill=fill, **attributes)
    node.text = str(words)
    return node


def cells(y: float, *, left: Cells = MappingProxyType({}), right: Cells = MappingProxyType({}), **look: Any) -> Marks:
    """Words on one line: what stands left-aligned at some x, and right-aligned at others."""
    words_at = [(x, words, "start") for x, words in left.items()] + [(x, words, "end") for x, words in right.items()]
    return [text(x, y, words, anchor=anchor, **look) for x, words, anchor in words_at]


def key(y: float, entries: Iterable[tuple[float, str, str]]) -> Marks:
    """What colours mean: for each (x, colour, words) a patch with its words, on the line at ``y``."""
    marks: Marks = []
    for x, colour, words in entries:
        marks += [rect(x, y - 10, 12, 12, colour, stroke=GREY, stroke_width=0.5), text(x + 18, y, words, fill=GREY)]
    return marks


def signed(number: float, digits: int = 2) -> str:
    """A number as print sets it, with a true minus sign and no negative zero.

    Examples
    --------
    >>> signed(-1.7), signed(-0.001)
    ('−1.70', '0.00')
    """
    written = f"{number:.{digits}f}"
    return written.replace("-", "−") if float(written) else written.lstrip("-")


def svg(width: float, height: float, *children: ET.Element) -> str:
    """The whole picture, as text, on a white ground, so that it also reads on a dark page."""
    ground = rect(0, 0, width, height, "white")
    root = element("svg", ground, *children, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}")
    root.attrib |= {"width": f"{width:g}", "height": f"{height:g}", "font-family": "DejaVu Sans, Arial, sans-serif"}
    return ET.tostring(root, encoding="unicode")


def _written(value: Any) -> str:
    return value if isinstance(value, str) else f"{round(float(value), 2):g}"
