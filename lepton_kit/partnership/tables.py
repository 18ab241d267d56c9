"""One look for results that are tables: aligned text when printed, HTML in a notebook."""

from html import escape

__all__ = ["Table"]


class Table:
    """Mix-in for a result with ``_table()``, which returns a list of rows, the head first; numbers are shortened."""

    __slots__ = ()

    def _cells(self):
        return [[f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in row] for row in self._table()]

    def __str__(self):
        rows = self._cells()
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("  ".join(cell.rjust(w) for cell, w in zip(row, widths, strict=True)) for row in rows)

    def _repr_html_(self):
        head, *body = self._cells()
        rows = [
            "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row)
            for tag, row in [("th", head), *(("td", row) for row in body)]
        ]
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"
