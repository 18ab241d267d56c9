"""One look for results: aligned text when printed, a table in a notebook."""

from html import escape

__all__ = ["Facts", "Tabular"]


class Tabular:
    """Mix-in for a result with ``_rows()``, the head first, and perhaps ``_summary()``, a line; floats get 4 digits."""

    __slots__ = ()

    def _summary(self):
        return ""

    def _cells(self):
        return [[f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in row] for row in self._rows()]

    def __repr__(self):
        rows = self._cells()
        first, *widths = (max(map(len, column)) for column in zip(*rows, strict=True))
        lines = [
            "  ".join([row[0].ljust(first), *(cell.rjust(width) for cell, width in zip(row[1:], widths, strict=True))])
            for row in rows
        ]
        return "\n".join(line for line in (self._summary(), *lines) if line)

    __str__ = __repr__

    def _repr_html_(self):
        caption = f"<caption style='white-space: nowrap'>{escape(self._summary())}</caption>" if self._summary() else ""
        head, *body = self._cells()
        rows = ["".join(f"<th>{escape(cell)}</th>" for cell in head)]
        rows += ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in body]
        return f"<table>{caption}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


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
        title = f"<caption>{escape(self._title())}</caption>" if self._title() else ""
        rows = "".join(
            f"<tr><th>{escape(what)}</th><td>{escape(fact)}</td></tr>" for what, fact in dict(self._facts()).items()
        )
        return f"<table>{title}{rows}</table>"
