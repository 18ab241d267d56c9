"""Lesson 9, did it cause anything?"""

from itertools import combinations

import numpy as np
from scipy.stats import t as student_t

from lepton_kit.exercises.comparing import Unjudged, exactly, near, same_function
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers
from lepton_kit.partnership.difference_in_differences import did


def _shops(**world):
    return content_module("09", "shops").shops(**world)


def _rise():
    """Mean sales of the shops with the camera, after less before."""
    rows = _shops(effect=3.0).table[:6]
    return rows[:, 4:].mean() - rows[:, :4].mean()


def _growing():
    data = _shops(effect=0.0, growth=0.8)
    return did(data.sales, data.shop, data.year, data.camera, start=5).estimate


def _as_far():
    """How many choices of six shops give an estimate at least as far from 0 as the real one."""
    table = _shops(effect=3.0).table
    change = table[:, 4:].mean(axis=1) - table[:, :4].mean(axis=1)
    sums = np.array([change[list(six)].sum() for six in combinations(range(12), 6)])
    return int(np.sum(np.abs(2 * sums - change.sum()) >= abs(2 * change[:6].sum() - change.sum()) - 1e-9))


GUESSES = [
    Guess("09.a", _rise, "The next cell makes two comparisons."),
    Guess("09.b", _growing, "The next cell computes it. Look at the rows before the start too."),
    Guess("09.c", _as_far, "The next cell goes through all 924."),
]


def _tables(rng):
    """Tables of two to eight shops; the treated are not the first, and the years before not as many as those after."""
    for n, years, start in ((2, 2, 1), (4, 3, 2), (5, 4, 1), (6, 5, 3), (8, 8, 4)):
        treated = np.zeros(n, dtype=bool)
        treated[rng.permutation(n)[: n // 2]] = True
        yield rng.integers(0, 40, (n, years)) / 4 + 5 * treated[:, None], treated, start


def _effect(table, treated, start):
    change = table[:, start:].mean(axis=1) - table[:, :start].mean(axis=1)
    return change[treated].mean() - change[~treated].mean()


def _placebos(rng):
    """Estimates with ties, negative ones, and real ones that are the largest, the smallest and in between."""
    yield 2.0, np.array([2.0, -2.0])
    yield 1.5, np.array([1.5, -2.0, 0.5, -0.5])
    yield -2.5, np.array([2.0, -2.5, 0.5, -0.25, 1.0])
    for n in (8, 12, 20):
        estimates = rng.integers(-12, 13, n) / 4
        yield float(estimates[n // 2]), estimates
    yield 0.1 + 0.2, np.array([0.3, -0.1, 0.1 + 0.2, 0.05])


def _p(real, placebos):
    return np.mean(np.abs(placebos) >= abs(real) - 1e-9)


def _decisions(rng):
    """Each way out, with the ends of the intervals on the cost and on 0 among them."""
    yield 2.0, 3.0, 1.0, -0.5, 0.5
    yield -1.0, 0.5, 1.0, -0.5, 0.5
    yield 0.5, 3.0, 1.0, -0.5, 0.5
    yield 2.0, 3.0, 1.0, 0.25, 0.5
    yield 2.0, 3.0, 1.0, -0.75, -0.25
    yield -1.0, 0.5, 1.0, -0.75, -0.25
    yield 0.25, 0.75, 1.0, -0.5, 0.5
    yield -1.0, 1.5, 1.0, -0.5, 0.5
    yield 1.0, 2.0, 1.0, -1.0, 1.0
    yield 2.0, 3.0, 1.0, 0.0, 0.5


def _decide(low, high, cost, gap_low, gap_high):
    if not gap_low <= 0 <= gap_high:
        return "wait"
    return "grow" if low > cost else "stop" if high < cost else "wait"


# The open task ------------------------------------------------------------------------------------------------------

MOST, POWER = 500, 0.85


def _cost(treated, others, before, after):
    return 20 * treated * after + 2 * (treated + others) * (before + after)


def _power(treated, others, before, after, worlds=20_000):
    """The chance that Welch's 95 % interval of an effect of 1 lies above 0, as the lesson computes it."""
    rng = np.random.default_rng(9)
    sd = np.sqrt(0.6**2 * (1 / before + 1 / after) + 0.5**2)
    x, y = rng.normal(1.0, sd, (worlds, treated)), rng.normal(0, sd, (worlds, others))
    a, b = x.var(axis=1, ddof=1) / treated, y.var(axis=1, ddof=1) / others
    freedom = (a + b) ** 2 / (a**2 / (treated - 1) + b**2 / (others - 1))
    low = x.mean(axis=1) - y.mean(axis=1) - student_t.ppf(0.975, freedom) * np.sqrt(a + b)
    return float(np.mean(low > 0))


def _design(answer):
    return numbers(answer, ("treated", "others", "before", "after"))


def _required_properties(answer, expected):
    """What a design lacks: its form, then its money, then its power."""
    design = _design(answer)
    if design.shape != (4,) or not np.array_equal(design, np.round(design)):
        raise Unjudged("Four whole numbers are wanted: (treated, others, before, after).")
    treated, others, before, after = design.astype(int).tolist()
    if min(treated, others) < 2:
        return "A group of fewer than two shops tells nothing about chance."
    if before < 2 or after < 1:
        return "At least two years before and one after are wanted: with one year before there is no pre-trend to look at."
    cost = _cost(treated, others, before, after)
    if cost > MOST:
        return f"It costs {cost:,}; there are {MOST}."
    power = _power(treated, others, before, after)
    return None if power >= POWER - 0.005 else f"Its power is {power:.2f}; at least {POWER} is wanted."


QUESTIONS = [
    Question(
        id="09.1",
        given=lambda: {"tutor": (12.0, 15.5), "others": (9.0, 11.0)},
        answer=lambda tutor, others: (tutor[1] - tutor[0]) - (others[1] - others[0]),
        accept=near(1e-6),
        praise="1.5 points: 2 of the 3.5 would have come anyway, if the classes moved in parallel.",
        hints=[
            "How much did each group change?",
            "The other classes show what would have come without the tutor.",
            "`(15.5 - 12.0) - (11.0 - 9.0)`",
        ],
        misconceptions=[
            Misconception(
                "compared before with after",
                lambda tutor, others: tutor[1] - tutor[0],
                "3.5 also holds what would have come anyway. The other classes tell how much that is.",
            ),
            Misconception(
                "compared the two groups after the start",
                lambda tutor, others: tutor[1] - others[1],
                "These classes were ahead by 3 before the tutor came. That is not its doing.",
            ),
            Misconception(
                "subtracted the wrong way round",
                lambda tutor, others: (others[1] - others[0]) - (tutor[1] - tutor[0]),
                "The sign is turned: the treated classes' change comes first.",
            ),
            Misconception(
                "added the two changes",
                lambda tutor, others: (tutor[1] - tutor[0]) + (others[1] - others[0]),
                "The change of the others is to be taken away: it would have come anyway.",
            ),
        ],
        read="See *Sales went up*.",
    ),
    Question(
        id="09.2",
        answer=lambda: _effect,
        accept=same_function(_tables),
        praise="One number a shop, then two means and their difference.",
        hints=[
            "Which one number does each shop contribute?",
            "A shop's change: the mean of its row from column `start` on, less the mean of the columns before.",
            "`change = table[:, start:].mean(axis=1) - table[:, :start].mean(axis=1)`, then "
            "`change[treated].mean() - change[~treated].mean()`",
        ],
        misconceptions=[
            Misconception(
                "compared before with after",
                lambda: lambda table, treated, start: table[treated, start:].mean() - table[treated, :start].mean(),
                "That is the change of the treated alone. Subtract the change of the others.",
            ),
            Misconception(
                "compared the groups after the start",
                lambda: lambda table, treated, start: table[treated, start:].mean() - table[~treated, start:].mean(),
                "That counts what was different between the groups from the start.",
            ),
            Misconception(
                "began a column too late",
                lambda: lambda table, treated, start: _effect(table[:, 1:], treated, start) if start > 1 else 0.0,
                "The first year is column 0: the years before are `table[:, :start]`.",
            ),
            Misconception(
                "took the last year and the first",
                lambda: lambda table, treated, start: (
                    (table[treated, -1] - table[treated, 0]).mean() - (table[~treated, -1] - table[~treated, 0]).mean()
                ),
                "That uses the first and the last year alone. Take the means of all years before, and of all years after.",
            ),
            Misconception(
                "turned the groups round",
                lambda: lambda table, treated, start: _effect(table, ~treated, start),
                "The sign is turned: the treated come first.",
            ),
        ],
        read="See *Sales went up*.",
    ),
    Question(
        id="09.3",
        given=lambda: {"growth": 0.3, "years": 6},
        answer=lambda growth, years: growth * years,
        accept=near(1e-6),
        praise="1.8, for nothing at all. That is why the pre-trend is looked at first.",
        hints=[
            "In which year lies the middle of the years before, and in which the middle of those after?",
            "The middles are 3.5 and 9.5: 6 years apart.",
            "`0.3 * 6`",
        ],
        misconceptions=[
            Misconception(
                "took one year's growth",
                lambda growth, years: growth,
                "The gap grows from year to year. How many years are there between the middles of the two periods?",
            ),
            Misconception(
                "took all years",
                lambda growth, years: growth * 2 * years,
                "Twelve years are all of them. The *means* of the two periods are nearer to each other than that.",
            ),
            Misconception(
                "took from the first year to the last",
                lambda growth, years: growth * (2 * years - 1),
                "That is the growth from the first year to the last. The estimate compares means.",
            ),
            Misconception(
                "took half of the period",
                lambda growth, years: growth * years / 2,
                "Half a period lies between the middle of the years before and the start, and another half after it.",
            ),
        ],
        read="See *The reason to believe it*.",
    ),
    Question(
        id="09.4",
        answer=lambda: _p,
        accept=same_function(_placebos),
        praise="With twelve shops the smallest possible value is 2 in 924: the real choice and its mirror image.",
        hints=[
            "What does far from 0 mean for an estimate of -4?",
            "Compare `np.abs(placebos)` with `abs(real) - 1e-9`; the mean of True and False is a share.",
            "`return np.mean(np.abs(placebos) >= abs(real) - 1e-9)`",
        ],
        misconceptions=[
            Misconception(
                "looked at one side only",
                lambda: lambda real, placebos: np.mean(np.asarray(placebos) >= real - 1e-9),
                "Far from 0 has two sides: take `np.abs` of both.",
            ),
            Misconception(
                "left the signs of the placebos",
                lambda: lambda real, placebos: np.mean(np.asarray(placebos) >= abs(real) - 1e-9),
                "Far below 0 is far from 0 as well: take `np.abs` of the placebos too.",
            ),
            Misconception(
                "left the sign of the real one",
                lambda: lambda real, placebos: np.mean(np.abs(placebos) >= real - 1e-9),
                "The real estimate may be negative: take `abs` of it too.",
            ),
            Misconception(
                "counted the real one once more",
                lambda: lambda real, placebos: (np.sum(np.abs(placebos) >= abs(real) - 1e-9) + 1) / (len(placebos) + 1),
                "The real one is among the placebos here, so nothing is to be added.",
            ),
            Misconception(
                "counted instead of taking the share",
                lambda: lambda real, placebos: np.sum(np.abs(placebos) >= abs(real) - 1e-9),
                "That is how many there are. A share is wanted: divide by their number.",
            ),
            Misconception(
                "left out the equal ones",
                lambda: lambda real, placebos: np.mean(np.abs(placebos) > abs(real) + 1e-9),
                "At least as far: the real one counts too, so the share is never 0.",
            ),
            Misconception(
                "gave the share that is nearer to 0",
                lambda: lambda real, placebos: np.mean(np.abs(placebos) < abs(real) - 1e-9),
                "That is the share that is *less* far from 0. The p-value is the rest.",
            ),
            Misconception(
                "compared without room for floats",
                lambda: lambda real, placebos: np.mean(np.abs(placebos) >= abs(real)),
                "0.1 + 0.2 is a little more than 0.3: leave room for such dust, `abs(real) - 1e-9`.",
            ),
        ],
        read="See *Try to prove yourself wrong*.",
    ),
    Question(
        id="09.5",
        given=lambda: {"wrong": {"A", "B", "D"}, "harmless": {"C", "E"}},
        answer=lambda wrong, harmless: set(wrong),
        accept=exactly(),
        praise="What both groups share, and what stays as it is, cancels. What touches one group's change does not.",
        hints=[
            "Ask of each: does it touch the *change* of one group, and not that of the other?",
            "A hard winter for all changes both groups alike. Being larger in all years is no change.",
            "Three of the five.",
        ],
        misconceptions=[
            Misconception(
                "named the harmless ones",
                lambda wrong, harmless: set(harmless),
                "These two cancel: one is common to both groups, the other stays as it is. The rest is wanted.",
            ),
            Misconception(
                "counted the larger shops in",
                lambda wrong, harmless: {*wrong, "E"},
                "Being larger in *all* years is no change; the difference in differences takes it away.",
            ),
            Misconception(
                "counted the winter in",
                lambda wrong, harmless: {*wrong, "C"},
                "The winter costs all the same, so it is in both changes and cancels.",
            ),
            Misconception(
                "overlooked the customers who went over",
                lambda wrong, harmless: {"B", "D"},
                "If customers go over, the other shops' change is the camera's doing as well, and counts double.",
            ),
            Misconception(
                "overlooked what came too early",
                lambda wrong, harmless: {"A", "D"},
                "Sales that were put off make year 4 too low, so the rise looks larger than it is.",
            ),
        ],
        read="See *Try to prove yourself wrong*.",
    ),
    Question(
        id="09.6",
        answer=lambda: _decide,
        accept=same_function(_decisions),
        praise="A rule that was written before the result cannot be bent to it.",
        hints=[
            "First the fairness of the comparison, then the effect.",
            "`gap_low <= 0 <= gap_high` says that 0 lies within.",
            'After that: `"grow" if low > cost else "stop" if high < cost else "wait"`',
        ],
        misconceptions=[
            Misconception(
                "did not look at the gap",
                lambda: lambda low, high, cost, gap_low, gap_high: (
                    "grow" if low > cost else "stop" if high < cost else "wait"
                ),
                "If the gap changed before the start, the comparison is not fair, whatever the effect looks like.",
            ),
            Misconception(
                "compared the effect with 0",
                lambda: lambda low, high, cost, gap_low, gap_high: _decide(low, high, 0, gap_low, gap_high),
                "An effect above 0 is not enough: it has to be above the cost.",
            ),
            Misconception(
                "took the middle of the interval",
                lambda: lambda low, high, cost, gap_low, gap_high: (
                    "wait" if not gap_low <= 0 <= gap_high else "grow" if (low + high) / 2 > cost else "stop"
                ),
                "The middle may be luck. Grow only if the whole interval is above the cost.",
            ),
            Misconception(
                "took the upper end for growing",
                lambda: lambda low, high, cost, gap_low, gap_high: (
                    "wait" if not gap_low <= 0 <= gap_high else "grow" if high > cost else "stop"
                ),
                "With the upper end above the cost the effect *may* be large enough. All of the interval has to be.",
            ),
        ],
        read="See *Your industry: say beforehand what would convince you*.",
    ),
    Question(
        id="09.7",
        answer=lambda: (12, 20, 3, 1),
        accept=_required_properties,
        praise="Over the bar. Shops without a camera are cheap evidence, and so are years before.",
        hints=[
            "Which of the four numbers is dear? What does each of the others add?",
            "One year after, and many shops to compare with, leave money for more cameras.",
            "Try 12 treated shops, two to three years before and one after, and as many others as the rest pays for.",
        ],
        misconceptions=[
            Misconception(
                "kept the first design",
                lambda: (6, 6, 4, 4),
                "That is the one to be bettered: it costs 672 and finds the effect two times out of three.",
                shows=lambda design: np.array_equal(_design(design), (6, 6, 4, 4)),
            ),
            Misconception(
                "spent too much",
                lambda: (12, 28, 4, 4),
                "That costs more than 500. A camera is paid for in each year after the start: how many of these do you need?",
                shows=lambda design: _design(design).shape == (4,) and bool(_cost(*_design(design)) > MOST),
            ),
        ],
        read="See *Open task: an evaluation that can find something*.",
    ),
]
