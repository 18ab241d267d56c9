"""Speed of the cooperative games, against the peer that also computes them exactly."""

from functools import partial

import numpy as np

from lepton_kit.partnership.games import shapley
from tests.bench.engine import Row

__all__ = ["ROWS"]

PLAYERS = 20


def _table_of(v, coalitions):
    """The game as shapiq asks for it: the worths of a table of coalitions, a row of zeros and ones each."""
    return v[np.asarray(coalitions) @ (1 << np.arange(PLAYERS))]


def _contenders():
    from shapiq import ExactComputer

    v = np.random.default_rng(20).random(2**PLAYERS)
    v[0] = 0.0

    def ours():
        shapley(v)

    def shapiq():
        ExactComputer(partial(_table_of, v), PLAYERS)("SV")

    return {"lepton_kit": ours, "shapiq": shapiq}


ROWS = [
    Row(
        key="shapley",
        title=f"exact Shapley values of {PLAYERS} players from 2^{PLAYERS} worths",
        goal="at most 0.03 s, and at least 1,000 times faster than shapiq's exact computer",
        contenders=_contenders,
        rounds=9,
        once=("shapiq",),
    )
]
