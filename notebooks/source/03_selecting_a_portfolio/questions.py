"""Lesson 3, selecting a portfolio."""

import numpy as np

from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.content import content_file
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.knapsack import select
from lepton_kit.partnership.network import removal_impact
from lepton_kit.partnership.portfolios import Portfolio

_THREE = Portfolio({"hospital": (8, 18), "bank": (5, 11), "school": (5, 11)})
_CITY = ["City of Marrowby"]
NOTES = {
    "synergy": {
        ("Saint Orrin Hospital", "Quillmere University"): 4,
        ("Pedlarway", "Hullabaloo & Finch"): 3,
    },
    "conflicts": [("Ostergate Group", "Brindlecloud")],
    "requires": [("Hullabaloo & Finch", "Fernlight Software")],
}
_OUTPUTS = ["methods", "labelled data", "computing", "customers", "funding", "pilot sites"]


def _offers():
    return {"offers": Portfolio(content_file("02", "candidates.csv"))}


def _best(offers, budget=28, **forced):
    return select(offers, budget, **NOTES, **forced)


def _irreplaceable(offers, x):
    signed = offers[x]
    return {
        name
        for name, lost in zip(
            signed.names, removal_impact(signed.table(_OUTPUTS)), strict=True
        )
        if lost > 0
    }


def _poured(weight, scale, price):
    return np.maximum(0, np.asarray(weight) / price - scale)


QUESTIONS = [
    Question(
        id="03.1",
        given=lambda: {"three": _THREE},
        answer=lambda three: select(three, budget=13).value,
        accept=near(1e-6),
        praise="The hospital and the bank (or the school), for 13: now the top of the list is in.",
        hints=[
            "A ranking looks at one partner at a time. What does a budget look at?",
            "There are three pairs. What does each cost, and what does it bring?",
            "`select(three, budget=13).value`",
        ],
        misconceptions=[
            Misconception(
                "stopped at the best single partner",
                lambda three: three.net.max(),
                "The hospital alone is worth 10 and leaves 5 of the budget: enough for one more.",
            ),
            Misconception(
                "kept the answer for the old budget",
                lambda three: select(three, budget=10).value,
                "12 is the best for a budget of 10. With 13, a pair with the hospital can be paid.",
            ),
            Misconception(
                "ignored the budget",
                lambda three: three.net.sum(),
                "All three together cost 18. The budget is 13.",
            ),
            Misconception(
                "counted returns, not net contributions",
                lambda three: three.returns[:2].sum(),
                "That is what the two bring before their cost is paid: N = R - C, lesson 1.",
            ),
            Misconception(
                "gave the cost",
                lambda three: three.cost[:2].sum(),
                "13 is what the pair costs. What is it worth?",
            ),
        ],
        read="See *Would you buy from the top of the list?*",
    ),
    Question(
        id="03.2",
        given=_offers,
        answer=lambda offers: _best(offers).value - _best(offers, include=_CITY).value,
        accept=near(1e-6),
        praise="28 instead of 31: a promise has a price, and now it can be said aloud.",
        hints=[
            "Compare two best portfolios: one of a free choice and one with the city in it.",
            "`select` takes `include=[...]`, a list of partners' names.",
            '`best.value - select(offers, 28, **notes, include=["City of Marrowby"]).value`',
        ],
        misconceptions=[
            Misconception(
                "gave the value with the city",
                lambda offers: _best(offers, include=_CITY).value,
                "That is what the portfolio with the city is worth. How much less is that than the free choice?",
            ),
            Misconception(
                "the wrong way round",
                lambda offers: _best(offers, include=_CITY).value - _best(offers).value,
                "What is lost counts as a positive number: the free choice minus the forced one.",
            ),
            Misconception(
                "took the city's own net contribution",
                lambda offers: offers[_CITY[0]].net,
                "The city brings 2 of its own. The cost of the promise is who has to make room for it.",
            ),
            Misconception(
                "forced the city out",
                lambda offers: _best(offers).value - _best(offers, exclude=_CITY).value,
                "Leaving the city out costs nothing: it was not in. The mayor wants it in: `include`.",
            ),
            Misconception(
                "took the city's cost",
                lambda offers: offers[_CITY[0]].cost,
                "4 is what the city costs. The question is how much value the portfolio loses.",
            ),
        ],
        read="See *Partners are not separate* and the budget explorer.",
    ),
    Question(
        id="03.3",
        answer=lambda: _poured,
        accept=same_function(
            [
                (np.array([1.0, 1, 1, 1]), np.array([5.0, 4, 3, 6]), 3 / 17),
                (np.array([12.0, 18, 11, 9, 5]), np.array([5.0, 8, 6, 7, 2]), 1.5),
                (np.array([2.0, 3]), np.array([4.0, 5]), 10.0),
            ]
        ),
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
                lambda: (
                    lambda weight, scale, price: np.maximum(0, 1 / price - scale / weight)
                ),
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
        given=_offers,
        answer=lambda offers: _irreplaceable(offers, _best(offers, 14).x),
        accept=exactly(),
        praise="All three: the smaller the portfolio, the more hangs on each of its members.",
        hints=[
            "Take only the rows of M whose partners are in the small portfolio.",
            "`removal_impact(M[small])` says what is lost with each of them. Whose entry is above 0?",
            "`set(names[small][removal_impact(M[small]) > 0].tolist())` with `small = line.x[14]`",
        ],
        misconceptions=[
            Misconception(
                "asked all twelve",
                lambda offers: _irreplaceable(offers, np.full(12, True)),
                "Among all twelve nobody is missed. But only the small portfolio has signed: use its rows of M.",
            ),
            Misconception(
                "kept the portfolio of 28",
                lambda offers: _irreplaceable(offers, _best(offers).x),
                "Those two are the single sources at a budget of 28. At 14 others have signed: `line.x[14]`.",
            ),
            Misconception(
                "forgot the pilot sites",
                lambda offers: {"Quillmere University", "Brindlecloud"},
                "The school makes one output only, and nobody else in this portfolio makes it.",
            ),
        ],
        read="See *The ecosystem: who can be replaced?*",
    ),
]
