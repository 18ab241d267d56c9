"""The alliance of A2: transfers, a contract, a game of four and some escrows, for each student other ones."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from scipy.stats import beta

from lepton_kit.display import Tabular
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.personal import Draw, normalised
from lepton_kit.partnership import Partner, Portfolio, excess, synergy_game

__all__ = ["Alliance", "Records", "alliance", "records"]

NAMES = content_module("A1", "data").NAMES

_UNIT = 0.25  # money is drawn in quarters of a million: a computer adds and compares them without rounding
_LETTERS = "ABCD"
_EARLY = ("propose", "withdraw"), ("propose", "fund", "refund")
_KEPT = (
    ("propose", "fund", "deliver", "pay"),
    ("propose", "fund", "dispute", "award"),
    ("propose", "fund", "deliver", "dispute", "award"),
)
_BROKEN = (
    ("propose", "deliver", "fund", "pay"),
    ("fund", "deliver", "pay"),
    ("propose", "fund", "deliver", "dispute", "pay"),
    ("propose", "fund", "deliver", "award"),
    ("propose", "fund", "refund", "deliver"),
    ("propose", "dispute", "award"),
    ("propose", "fund", "fund", "deliver", "pay"),
)


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Alliance(Tabular):
    """Four of the twelve partners, here A to D; money in million euros a year. All numbers are made up.

    Attributes
    ----------
    portfolio : Portfolio
        Names, costs and returns.
    outside : ndarray, shape (4,)
        The profit that a rival of Lepton pays to each while it has no deal with Lepton.
    power : float
        Lepton's bargaining power.
    effort : pair of floats
        Effectiveness of Lepton and of partner A in joint research, k_1 and k_2.
    v : ndarray, shape (16,)
        What each group of partners could earn elsewhere; entry 5 = 0101 in binary is A and C.
    purse : float
        What the buyer has before any escrow.
    escrows : dict
        By label a price and the moves that somebody means to make; "award" is the arbiter's.
    """

    portfolio: Portfolio
    outside: np.ndarray
    power: float
    effort: tuple[float, float]
    v: np.ndarray = field(repr=False)
    purse: float
    escrows: dict = field(repr=False)

    @property
    def names(self):
        """The partners' names, A to D."""
        return self.portfolio.names

    def group(self, code):
        """The names of a group by its number.

        Examples
        --------
        >>> mine = alliance("s001")
        >>> mine.group(5) == {mine.names[0], mine.names[2]}
        True
        """
        return {name for i, name in enumerate(self.names) if int(code) >> i & 1}

    def _tables(self):
        yield (
            ("", "partner", "cost C", "return R", "a rival pays meanwhile"),
            *(
                (
                    letter,
                    partner.name,
                    f"{partner.cost:g}",
                    f"{partner.returns:g}",
                    f"{other:g}",
                )
                for letter, partner, other in zip(
                    _LETTERS, self.portfolio, self.outside, strict=True
                )
            ),
        )
        groups = [
            "+".join(_LETTERS[i] for i in range(4) if code >> i & 1)
            for code in range(1, 16)
        ]
        yield ("group", *groups), ("v", *(f"{worth:g}" for worth in self.v[1:]))
        yield (
            ("escrow", "price", "moves"),
            *(
                (label, f"{price:g}", ", ".join(moves))
                for label, (price, moves) in self.escrows.items()
            ),
        )

    def _notes(self):
        k1, k2 = self.effort
        yield "Money in million euros a year."
        yield f"Lepton's power {self.power:g}; in joint research k of Lepton {k1:g}, of A {k2:g}."
        yield f"The buyer of the escrows has {self.purse:g}."


def alliance(student):
    """The alliance of a student.

    In each copy every partner is worth signing in spite of its other offer; Lepton's power is not one half; if all is
    divided in proportion to cost one group of two or three gains most by leaving, and it is not the one of greatest
    worth; and of six escrows two to four are refused, one of them for want of money.

    Raises
    ------
    ValueError
        If the id is none.

    Examples
    --------
    >>> mine = alliance("s001")
    >>> mine.v.shape, len(mine.escrows), float(mine.v[0])
    ((16,), 6, 0.0)
    """
    return _alliance(normalised(student))


@lru_cache(maxsize=32)
def _alliance(student):
    draw = Draw(student, "A2 alliance")
    cost, net, v = draw.until(lambda: _game(draw), _tempts_clearly)
    outside = _UNIT * np.array([draw.whole(1, int(surplus) - 2) for surplus in net])
    names = draw.some(NAMES, 4)
    cost, net, v = _UNIT * cost, _UNIT * net, _UNIT * v
    for array in (outside, v):
        array.flags.writeable = False
    return Alliance(
        portfolio=Portfolio(
            Partner(*row) for row in zip(names, cost, cost + net, strict=True)
        ),
        outside=outside,
        power=draw.one((0.25, 0.3, 0.35, 0.4, 0.6, 0.65, 0.7, 0.75)),
        effort=tuple(
            k / 10 for k in draw.until(lambda: draw.some(range(10, 100), 2), _unlike)
        ),
        v=v,
        purse=10 * _UNIT,
        escrows=_escrows(draw),
    )


def _game(draw):
    cost, net = (
        np.array([float(draw.whole(low, high)) for _ in range(4)])
        for low, high in ((3, 12), (5, 14))
    )
    q = np.zeros((4, 4))
    for i, j in zip(*np.triu_indices(4, 1), strict=True):
        q[i, j] = q[j, i] = draw.whole(-2, 6)
    return cost, net, synergy_game(net, q)


def _tempts_clearly(drawn):
    """One group of two or three gains most by leaving, by far; it is not worth most, and no single partner is it."""
    cost, _, v = drawn
    e = excess(v, v[-1] * cost / cost.sum())[1:-1]
    *_, second, first = np.sort(e)
    code, richest, falls = (
        int(e.argmax()) + 1,
        int(v[1:-1].argmax()) + 1,
        int(e.argmin()) + 1,
    )
    codes = {code, richest, falls, 15 - code, 15 - richest, 15 - falls}
    return (
        first > 1
        and first - second > 0.3
        and code.bit_count() in (2, 3)
        and len(codes) == 6
    )


def _unlike(efforts):
    """Sides so different that half and half is a clear loss."""
    return max(efforts) >= 1.5 * min(efforts)


def _escrows(draw):
    refused = draw.whole(1, 3)
    kept = [draw.one(_EARLY), *draw.some(_KEPT, 4 - refused)]
    plans = [(draw.whole(11, 19), draw.one(_KEPT))]  # more than there is in the purse
    plans += [(draw.whole(2, 9), moves) for moves in [*kept, *draw.some(_BROKEN, refused)]]
    labels = sorted(f"E{number}" for number in draw.some(range(10, 100), 6))
    return {
        label: (price * _UNIT, moves)
        for label, (price, moves) in zip(labels, draw.some(plans, 6), strict=True)
    }


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Records(Tabular):
    """Six of the twelve partners under review, and the other six but one. All numbers are made up.

    Attributes
    ----------
    names : tuple of 6 texts
    a, b : ndarray, shape (6,)
        Trust before this year, Beta(a, b).
    successes, failures : ndarray, shape (6,)
        This year's projects.
    forget : float
        What is left of the old record after a year; the prior, Beta(1, 1), stays.
    checked : dict
        For the second question: trust Beta(a, b) of five other partners, by name, this year included.
    break_even : float
        The rate of success from which a partner pays.
    exit_below : float
        Lepton leaves where the chance of a rate above break-even is smaller than this.
    """

    names: tuple[str, ...]
    a: np.ndarray
    b: np.ndarray
    successes: np.ndarray
    failures: np.ndarray
    forget: float
    checked: dict
    break_even: float
    exit_below: float

    def _tables(self):
        columns = (
            column.tolist() for column in (self.a, self.b, self.successes, self.failures)
        )
        yield (
            ("partner", "a", "b", "successes", "failures"),
            *zip(self.names, *columns, strict=True),
        )
        yield (
            ("partner", "a", "b"),
            *((name, a, b) for name, (a, b) in self.checked.items()),
        )

    def _notes(self):
        yield f"Of the old record {self.forget:g} is left after a year; the prior (1, 1) stays. Break-even {self.break_even:g}."
        yield f"Lepton leaves where the chance of being above break-even is under {self.exit_below:g}."


def records(student):
    """The records of a student.

    In each copy somebody must go, somebody stays although the mean is below break-even, and somebody is safe.

    Raises
    ------
    ValueError
        If the id is none.

    Examples
    --------
    >>> mine = records("s001")
    >>> mine.a.shape, len(mine.checked)
    ((6,), 5)
    """
    return _records(normalised(student))


@lru_cache(maxsize=32)
def _records(student):
    draw = Draw(student, "A2 records")
    names = draw.some(NAMES, 11)
    counts = [
        np.array([float(draw.whole(1, high)) for _ in range(6)]) for high in (9, 9, 5, 5)
    ]
    for array in counts:
        array.flags.writeable = False
    forget, break_even = (
        draw.one((0.3, 0.4, 0.6, 0.7, 0.8)),
        draw.one((0.5, 0.55, 0.6, 0.65)),
    )
    exit_below = draw.one((0.1, 0.15, 0.2))
    trust = draw.until(
        lambda: [(draw.whole(2, 12), draw.whole(2, 12)) for _ in range(5)],
        lambda pairs: _hard_to_judge(pairs, break_even, exit_below),
    )
    return Records(
        names=tuple(names[:6]),
        a=counts[0],
        b=counts[1],
        successes=counts[2],
        failures=counts[3],
        forget=forget,
        checked={
            name: (float(a), float(b))
            for name, (a, b) in zip(names[6:], trust, strict=True)
        },
        break_even=break_even,
        exit_below=exit_below,
    )


def _hard_to_judge(pairs, break_even, exit_below):
    """Two must go, one stays with a mean below break-even, one is safe, and nobody is near the line."""
    a, b = np.array(pairs, dtype=float).T
    above, mean = beta.sf(break_even, a, b), a / (a + b)
    go, safe = above < exit_below, 1 - above < exit_below
    near = np.minimum(abs(above - exit_below), abs(1 - above - exit_below)).min() < 0.0203
    doubtful = ~go & (mean < break_even - 0.01)
    return (
        not near
        and go.sum() == 2
        and doubtful.any()
        and safe.any()
        and (abs(mean - break_even) > 0.01).all()
    )
