"""One look for results: aligned text when printed, a table in a notebook; and a function's source, one click away."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

__all__ = ["Facts", "Source", "Tabular", "source"]


def _cells(rows):
    return [[f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]


def _text(rows):
    rows = _cells(rows)
    first, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
    return [
        "  ".join([row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True))])
        for row in rows
    ]


def _html(rows, caption=""):
    head, *body = _cells(rows)
    lines = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
    lines += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
    caption = f"<caption style='white-space: nowrap'>{escape(caption)}</caption>" if caption else ""
    return f"<table>{caption}{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


class Tabular:
    """Mix-in for a result with ``_rows()``, the head first, or several such ``_tables()``; floats get 4 digits.

    It may have a line above, ``_summary()``, and lines below, ``_notes()``.
    """

    __slots__ = ()

    def _summary(self):
        return ""

    def _tables(self):
        return [self._rows()]

    def _notes(self):
        return ()

    def __repr__(self):
        blocks = [*("\n".join(_text(rows)) for rows in self._tables()), "\n".join(self._notes())]
        return "\n".join(filter(None, [self._summary(), "\n\n".join(filter(None, blocks))]))

    __str__ = __repr__

    def _repr_html_(self):
        notes = "<br>".join(map(escape, self._notes()))
        return "<br>".join(_html(rows, self._summary()) for rows in self._tables()) + f"<p>{notes}</p>" * bool(notes)


class Facts:
    """Mix-in for a result with ``_facts()``, facts by what they are about, and perhaps ``_title()``, a line."""

    __slots__ = ()

    def _title(self):
        return ""

    def __repr__(self):
        facts, title = dict(self._facts()).items(), self._title()
        width, indent = max(len(what) for what, _ in facts), "  " * bool(title)
        return "\n".join([*[title] * bool(title), *(f"{indent}{what:<{width}}  {fact}" for what, fact in facts)])

    __str__ = __repr__

    def _repr_html_(self):
        facts = dict(self._facts()).items()
        title = f"<caption>{escape(self._title())}</caption>" if self._title() else ""
        rows = "".join(f"<tr><th>{escape(what)}</th><td>{escape(fact)}</td></tr>" for what, fact in facts)
        return f"<table>{title}{rows}</table>"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a function or class and the place where it stands."""

    place: str
    text: str

    def _repr_html_(self):
        return f"<details><summary>Source: <code>{self.place}</code></summary><pre>{escape(self.text)}</pre></details>"

    def __repr__(self):
        return f"# {self.place}\n{self.text}"


def source(thing: Callable) -> Source:
    """Show how a function or class of the kit is written.

    Raises
    ------
    TypeError
        If the thing has no Python source.

    Examples
    --------
    >>> source(source).place
    'lepton_kit.display.source'
    """
    return Source(f"{thing.__module__}.{thing.__qualname__}", inspect.getsource(thing))
