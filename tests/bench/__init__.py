"""Speed, measured: every row is a ratio against a named peer, both run in turn in one process tree."""

from tests.bench.engine import Results, Row, rows, run

__all__ = ["Results", "Row", "rows", "run"]
