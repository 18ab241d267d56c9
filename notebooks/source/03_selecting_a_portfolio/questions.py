"""Lesson 3, selecting a portfolio."""

import numpy as np

from lepton_kit.exercises import Guess
from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.candidates import candidates
from lepton_kit.partnership.network import removal_impact
from lepton_kit.partnership.partner import Partner, Portfolio
from lepton_kit.partnership.selection import select

_FOUR = Portfolio(
    [Partner("hospital", 8, 18), Partner("bank", 5, 11), Partner("school", 5, 11), Partner("clinic", 3, 7.5)]
)


def _table():
    return {"table": candidates()}


def _best(table, budget=28, **forced):
    return select(table.portfolio.net, table.portfolio.cost, budget, **table.rules, **forced)


def _plain(table, **forced):
    return select(table.portfolio.net, table.portfolio.cost, 28, **forced).value


def _alone(table, **forced):
    rules = {name: rule for name, rule in table.rules.items() if name != "synergy"}
    return select(table.portfolio.net, table.portfolio.cost, 28, **rules, **forced).value


def _city(table):
    return table.portfolio.names.index("City of Marrowby")


def _irreplaceable(table, x):
    names = np.array(table.portfolio.names)[x]
    return set(names[removal_impact(table.M[x]) > 0].tolist())


def _poured(weight, scale, price):
    return np.maximum(0, np.asarray(weight) / price - scale)


def _vessels(rng):
    """One to five partners with a price at which all, some and none of them get something."""
    for n in (1, 1, 2, 3, 5):
        weight, scale = rng.integers(1, 20, n).astype(float), rng.integers(1, 9, n).astype(float)
        for price in (0.5 * (weight / scale).min(), np.median(weight / scale), 2 * (weight / scale).max()):
            yield weight, scale, float(price)


GUESSES = [
    Guess(
        id="03.a",
        answer=lambda: select(_FOUR.net[:3], _FOUR.cost[:3], budget=10).value,
        then="Run the next cell, and compare with the top of the list.",
    ),
]

QUESTIONS = [
    Question(
        id="03.1",
        given=lambda: {"four": _FOUR},
        answer=lambda four: select(four.net, four.cost, budget=13).value,
        accept=near(1e-6),
        praise="Bank, school and clinic for 13: once more without the top of the list.",
        hints=[
            "A ranking looks at one partner at a time. What does a budget look at?",
            "List the sets that cost 13 or less. What does each of them bring?",
            "`select(four.net, four.cost, budget=13).value`",
        ],
        misconceptions=[
            Misconception(
                "stopped at the best single partner",
                lambda four: four.net.max(),
                "The hospital alone is worth 10 and leaves 5 of the budget: enough for one more.",
            ),
            Misconception(
                "kept the answer for the old budget",
                lambda four: select(four.net, four.cost, budget=10).value,
                "12 is the best for a budget of 10. There are 3 more to spend, and a fourth partner.",
            ),
            Misconception(
                "went down the list",
                lambda four: four.net[:2].sum(),
                "16 is what the list signs, the hospital first. Three others cost as much together and are worth more.",
            ),
            Misconception(
                "ignored the budget",
                lambda four: four.net.sum(),
                "All four together cost 21. The budget is 13.",
            ),
            Misconception(
                "counted returns, not net contributions",
                lambda four: four.returns[1:].sum(),
                "That is what they bring before their cost is paid: N = R - C, lesson 1.",
            ),
            Misconception(
                "gave the cost",
                lambda four: four.cost[1:].sum(),
                "13 is what they cost. What are they worth?",
            ),
        ],
        read="See *Would you buy from the top of the list?*",
    ),
    Question(
        id="03.2",
        given=_table,
        answer=lambda table: _best(table).value - _best(table, include=[_city(table)]).value,
        accept=near(1e-6),
        praise="28 instead of 31: a promise has a price, and now it can be said aloud.",
        hints=[
            "Compare two best portfolios: one of a free choice and one with the city in it.",
            "`select` takes `include=[...]`, a list of partners' numbers. The city's number is `place[...]`.",
            '`best.value - select(N, C, 28, **table.rules, include=[place["City of Marrowby"]]).value`',
        ],
        misconceptions=[
            Misconception(
                "gave the value with the city",
                lambda table: _best(table, include=[_city(table)]).value,
                "That is what the portfolio with the city is worth. How much less is that than the free choice?",
            ),
            Misconception(
                "the wrong way round",
                lambda table: _best(table, include=[_city(table)]).value - _best(table).value,
                "What is lost counts as a positive number: the free choice minus the forced one.",
            ),
            Misconception(
                "left the rules out",
                lambda table: _plain(table) - _plain(table, include=[_city(table)]),
                "2 comes out where synergies and conflicts are left out: pass `**table.rules` in both calls. (It is the "
                "city's own net contribution too; but what counts is who has to make room for it.)",
            ),
            Misconception(
                "forced the city out",
                lambda table: _best(table).value - _best(table, exclude=[_city(table)]).value,
                "Leaving the city out costs nothing: it was not in. The mayor wants it in: `include`.",
            ),
            Misconception(
                "left the synergies out",
                lambda table: _best(table).value - _alone(table, include=[_city(table)]),
                "4 comes out where the city's portfolio has no synergies: pass all of `**table.rules`. (The city also "
                "costs 4; the question is how much value the portfolio loses.)",
            ),
        ],
        read="See *Partners are not separate* and the budget explorer.",
    ),
    Question(
        id="03.3",
        answer=lambda: _poured,
        accept=same_function(_vessels),
        praise="One level for all, and nobody below ground.",
        hints=[
            "How high does the water stand, and how high is the ground? The vessel is as wide as its weight.",
            "The level is 1 / price and the ground scale / weight. Where the ground is higher, there is no water.",
            "`return np.maximum(0, weight / price - scale)`",
        ],
        misconceptions=[
            Misconception(
                "let the water go below the ground",
                lambda: lambda weight, scale, price: weight / price - scale,
                "A partner whose first unit is worth less than the price gets nothing, not less than nothing.",
            ),
            Misconception(
                "multiplied by the price",
                lambda: lambda weight, scale, price: np.maximum(0, weight * price - scale),
                "A higher price means less for each. From weight / (scale + x) = price, what is x?",
            ),
            Misconception(
                "gave the depth, not the amount",
                lambda: lambda weight, scale, price: np.maximum(0, 1 / price - scale / weight),
                "That is how deep the water is. The amount is depth times width, and the width is the weight.",
            ),
            Misconception(
                "left the scale out",
                lambda: lambda weight, scale, price: weight / price,
                "That is level times width, measured from the bottom. Subtract the ground.",
            ),
        ],
        read="See *More money for those who signed*.",
    ),
    Question(
        id="03.4",
        given=_table,
        answer=lambda table: _irreplaceable(table, _best(table, 18).x),
        accept=exactly(),
        praise="Three of the four: only what the school makes, somebody else makes too.",
        hints=[
            "Take only the rows of M whose partners are in the small portfolio.",
            "`removal_impact(M[small])` says what is lost with each of them. Whose entry is above 0?",
            "`set(names[small][removal_impact(M[small]) > 0].tolist())` with `small = line.x[18]`",
        ],
        misconceptions=[
            Misconception(
                "asked all twelve",
                lambda table: _irreplaceable(table, np.full(12, True)),
                "Among all twelve nobody is missed. But only the small portfolio has signed: use its rows of M.",
            ),
            Misconception(
                "kept the portfolio of 28",
                lambda table: _irreplaceable(table, _best(table).x),
                "Those two are the single sources at a budget of 28. At 18 others have signed: `line.x[18]`.",
            ),
            Misconception(
                "named every member",
                lambda table: set(np.array(table.portfolio.names)[_best(table, 18).x].tolist()),
                "All four have signed, and for one of them somebody else makes all that it makes.",
            ),
            Misconception(
                "named who can be replaced",
                lambda table: {"Lantern Hill School"},
                "The school can be replaced. The question asks for those who cannot.",
            ),
        ],
        read="See *The ecosystem: who can be replaced?*",
    ),
]
