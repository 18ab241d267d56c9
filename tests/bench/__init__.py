"""Speed, measured: every row is a ratio against a named peer, both run in turn in one process tree."""

from tests.bench.engine import Results, Row, rows, run


def show(keys, **options):
    """Measure the rows with these keys, all of them without, and print what comes out."""
    from tests.bench.showing import show

    show(keys, **options)


def show_valuation():
    """Print the tables of the stored game of data partners."""
    from tests.bench.valuation_tables import show

    show()


__all__ = ["Results", "Row", "rows", "run", "show", "show_valuation"]
