"""Small pictures as SVG text: elements, escaped by the standard library, and the kit's colours and font."""

import xml.etree.ElementTree as ET

from lepton_kit.style import COLOURS, GREY, INK, PALE

__all__ = ["COLOURS", "GREY", "INK", "PALE", "element", "signed", "svg", "text"]


def element(tag, *children, **attributes):
    """An SVG element; ``stroke_width`` becomes ``stroke-width``, numbers are shortened to two decimals.

    Examples
    --------
    >>> ET.tostring(element("rect", x=1, width=2 / 3, stroke_width=1), encoding="unicode")
    '<rect x="1" width="0.67" stroke-width="1" />'
    """
    node = ET.Element(tag, {name.rstrip("_").replace("_", "-"): _written(value) for name, value in attributes.items()})
    for child in children:
        if isinstance(child, str):
            node.text = child
        else:
            node.append(child)
    return node


def text(x, y, words, *, size=13, anchor="start", fill=INK, **attributes):
    """Words at a point; ``anchor`` is start, middle or end."""
    return element("text", str(words), x=x, y=y, font_size=size, text_anchor=anchor, fill=fill, **attributes)


def signed(number, digits=2):
    """A number as print sets it, with a true minus sign and no negative zero.

    Examples
    --------
    >>> signed(-1.7), signed(-0.001)
    ('−1.70', '0.00')
    """
    written = f"{number:.{digits}f}"
    return written.replace("-", "−") if float(written) else written.lstrip("-")


def svg(width, height, *children):
    """The whole picture, as text, on a white ground, so that it also reads on a dark page."""
    ground = element("rect", width=width, height=height, fill="white")
    root = element("svg", ground, *children, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:g} {height:g}")
    root.attrib |= {"width": f"{width:g}", "height": f"{height:g}", "font-family": "DejaVu Sans, Arial, sans-serif"}
    return ET.tostring(root, encoding="unicode")


def _written(value):
    return value if isinstance(value, str) else f"{round(float(value), 2):g}"
