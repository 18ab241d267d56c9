"""The one place where a text of a student's is made harmless: for the wire, a terminal, a page, a spreadsheet."""

import re

__all__ = ["clean"]

_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?")


def clean(text: object, length: int = 2000, *, one_line: bool = False) -> str:
    """``text`` without terminal codes and control characters, cut in the middle to ``length``.

    Lone halves of letters and marks that turn the reading direction go too; odd blanks become plain ones, and so do
    tabs and ends of lines with ``one_line``.

    Examples
    --------
    >>> clean("\\x1b[31mred\\x1b[0m\\x07 and white")
    'red and white'
    >>> clean("two\\nlines\\u202e", one_line=True)
    'two lines'
    """
    kept = "" if one_line else "\n\t"
    plain = _ESCAPES.sub("", str(text)[: 50 * length]).replace("\r\n", "\n").replace("\r", "\n")
    plain = "".join(c if c in kept or c.isprintable() else " " if c.isspace() else "" for c in plain)
    return plain if len(plain) <= length else f"{plain[: length // 2]} … {plain[len(plain) - length // 2 :]}"
