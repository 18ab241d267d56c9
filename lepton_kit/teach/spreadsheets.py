"""Spreadsheets that are safe to open: no text in them is taken for a formula, and what people saved is read again."""

import csv
import io
import re
import unicodedata
from collections.abc import Container, Iterable
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.plain_text import clean
from lepton_kit.files import write

__all__ = ["read_sheet", "safe", "write_sheet"]

_NUMBER = re.compile(r"0\d+|\d{12,}|\d+e\d+", re.IGNORECASE)  # texts that Excel would write back otherwise


def safe(value: object) -> object:
    """A cell that a spreadsheet shows as it is: what would be read as a formula gets an apostrophe before it.

    So does what stands behind a semicolon: where decimals have a comma, a double click on the file begins a cell there.

    Examples
    --------
    >>> safe("=cmd|' /C calc'!A0"), safe("Ada"), safe(-1.5)
    ("'=cmd|' /C calc'!A0", 'Ada', -1.5)
    """
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    return ";".join(f"'{part}" if _formula(part) else part for part in clean(value, 10_000, one_line=True).split(";"))


def _formula(text: str) -> bool:
    return unicodedata.normalize("NFKC", text).strip(' "')[:1] in ("=", "+", "-", "@")


def write_sheet(path: Path, rows: Iterable[Iterable[object]], *, for_excel: bool = False) -> None:
    """Write rows as CSV, UTF-8, every cell in quotes and safe.

    With ``for_excel`` a mark before the text says that it is UTF-8, and an id such as 0012 is written ="0012", which
    stays a text there; a learning platform knows neither.
    """

    def cell(value: object) -> object:
        return f'="{value}"' if for_excel and isinstance(value, str) and _NUMBER.fullmatch(value) else safe(value)

    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([map(cell, row) for row in rows])
    write(path, text.getvalue().encode("utf-8-sig" if for_excel else "utf-8", "backslashreplace"))


def read_sheet(path: Path, *, needed: Container[str] | None = None) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV as ``(line, {title: cell})``, in UTF-8 or UTF-16 and with , ; or tab, as spreadsheets write it.

    ``needed`` holds the titles, in lower case, that may stand once only; without it none may stand twice.

    Raises
    ------
    CourseError
        If the file is no such table, or two such columns have one title.
    """
    wide = path.read_bytes().startswith((b"\xff\xfe", b"\xfe\xff"))  # Excel's "Unicode text"
    try:
        text = path.read_text(encoding="utf-16" if wide else "utf-8-sig")
    except UnicodeError:
        raise CourseError(f"{path.name} is not UTF-8. In the spreadsheet, save it as 'CSV UTF-8'.") from None
    sign = re.search(r"[,;\t]", re.sub(r'"[^"]*"', "", text))  # the first: titles may hold more commas than columns
    rows = csv.reader(io.StringIO(text), delimiter=sign[0] if sign else ",")
    try:
        table = [(rows.line_num, [*map(_read, row)]) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error as problem:
        raise CourseError(f"{path.name}, line {rows.line_num}, cannot be read as CSV: {problem}.") from None
    titles = table.pop(0)[1] if table else []
    counted = [title for title in titles if title and (needed is None or title.casefold() in needed)]
    if twice := {title for title in counted if counted.count(title) > 1}:
        raise CourseError(f"{path.name}: two columns are called {', '.join(sorted(twice))}.")
    for line, row in table:
        if any(row[len(titles) :]):
            has = f"{len(row)} cells under {len(titles)} titles. Is a comma in a cell that has no quotes around it?"
            raise CourseError(f"{path.name}, line {line}, has {has}")
    return [(line, dict(zip(titles, row, strict=False))) for line, row in table if row != titles]


def _read(cell: str) -> str:
    """A cell in one line, without the apostrophe that ``safe`` may have put before it, or the ="..." of others."""
    cell = " ".join(cell.split())
    cell = cell[2:-1] if cell[:2] == '="' and cell[-1:] == '"' else cell
    return cell[1:] if cell[:1] == "'" and safe(cell[1:]) == cell else cell
