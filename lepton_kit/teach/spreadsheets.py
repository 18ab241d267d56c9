"""Spreadsheets that are safe to open: no text in them is taken for a formula, and what people saved is read again."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.plain_text import clean
from lepton_kit.files import write

__all__ = ["read_sheet", "safe", "write_sheet"]


def safe(value: object) -> object:
    """A cell that a spreadsheet shows as it is: what would be read as a formula gets an apostrophe before it.

    Examples
    --------
    >>> safe("=cmd|' /C calc'!A0"), safe("Ada"), safe(-1.5)
    ("'=cmd|' /C calc'!A0", 'Ada', -1.5)
    """
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = clean(value, 10_000, one_line=True)
    return f"'{text}" if unicodedata.normalize("NFKC", text).strip()[:1] in ("=", "+", "-", "@") else text


def write_sheet(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write rows as CSV, UTF-8, every cell in quotes and safe."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([map(safe, row) for row in rows])
    write(path, text.getvalue())


def read_sheet(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV as ``(line, {title: cell})``, whichever of , ; and tab the spreadsheet wrote.

    Raises
    ------
    CourseError
        If the file is not UTF-8, or two columns have one title.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CourseError(f"{path.name} is not UTF-8. In the spreadsheet, save it as 'CSV UTF-8'.") from None
    head = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
    titles = [title.strip() for title in next(rows, [])]
    twice = {title for title in titles if title and titles.count(title) > 1}
    if twice:
        raise CourseError(f"{path.name}: two columns are called {', '.join(sorted(twice))}.")
    return [
        (line, {title: _read(cell) for title, cell in zip(titles, row, strict=False)})
        for line, row in enumerate(rows, start=2)
        if any(cell.strip() for cell in row)
    ]


def _read(cell: str) -> str:
    """A cell without the apostrophe that ``safe`` may have put before it."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and safe(cell[1:]) == cell else cell
