"""Speed, measured: every row is a ratio against a named peer, both run in turn in one process tree."""

from tests.bench.engine import Results, Row, rows, run


def show_valuation():
    """Print the tables of the stored game of data partners."""
    from tests.bench.valuation_tables import show

    show()


__all__ = ["Results", "Row", "rows", "run", "show_valuation"]
