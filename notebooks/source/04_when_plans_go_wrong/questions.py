"""Lesson 4, when plans go wrong."""

from dataclasses import replace

import numpy as np

from lepton_kit.exercises import Guess
from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.content import INDUSTRIES, industry_file
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import names as names_in
from lepton_kit.exercises.values import plain_name
from lepton_kit.partnership import allocate, coverage, read_industry, removal_impact, select

_BASE = read_industry(industry_file("base"))
_TWELVE, _RULES = _BASE.portfolio, _BASE.rules
_C, _R = _TWELVE.cost, _TWELVE.returns
_BEST = select(_TWELVE, _BASE.budget, **_RULES)
_CHANCE = 0.3


def _protected(gamma, include=()):
    return select(_TWELVE, _BASE.budget, **_RULES, deviation=_C / 10, gamma=gamma, include=include)


def _broken(plan):
    late = np.random.default_rng(3).random((100_000, 12)) < _CHANCE
    return ((_C + _C / 10 * late) @ plan.x > _BASE.budget + 1e-9).mean()


def _two_plans():
    plans = [_protected(0), _protected(1)]
    return {"value": [plan.value for plan in plans], "broken": [_broken(plan) for plan in plans]}


def _worst(cost, deviation, gamma):
    return np.sum(cost) + np.sort(deviation)[::-1][:gamma].sum()


def _signed_with_overruns(rng):
    """None to all of one to six partners overrun; twice, more than there are."""
    yield np.array([0.5]), np.array([0.05]), 0
    yield np.array([0.5]), np.array([0.05]), 3
    for n in (2, 3, 4, 6):
        cost, deviation = (rng.integers(2, 90, n) / 100 + 0.003, rng.permutation(np.arange(1, 12))[:n] / 100)
        for gamma in (0, 1, n - 1, n, n + 2):
            yield cost, deviation, gamma


def _poured(weight, scale, price):
    return np.maximum(0, np.asarray(weight) / price - scale)


def _vessels(rng):
    """One to five partners with a price at which all, some and none of them get something."""
    for n in (1, 1, 2, 3, 5):
        weight, scale = (rng.integers(1, 20, n).astype(float), rng.integers(1, 9, n).astype(float))
        for price in (0.5 * (weight / scale).min(), np.median(weight / scale), 2 * (weight / scale).max()):
            yield weight, scale, float(price)


def _irreplaceable(x, members=None):
    rows = x if members is None else members
    names = np.array(_TWELVE.names)
    return set(names[rows][removal_impact(_BASE.M[rows]) > 0].tolist()) & set(names[x].tolist())


def _small():
    return select(_TWELVE, 2.0, **_RULES)


def _industries(rng):
    for name in INDUSTRIES:
        yield (read_industry(industry_file(name)),)
    energy = read_industry(industry_file("energy"))  # where it matters whose costs overrun by a tenth
    yield (replace(energy, name="energy with a budget of 3.0", budget=3.0),)


def _premium(mine, gamma=1, rules=True, share=0.1, overrun=None):
    kept = mine.rules if rules else {}
    bold = select(mine.portfolio, mine.budget, **kept)
    overrun = mine.portfolio.cost * share if overrun is None else overrun
    return 1 - select(mine.portfolio, mine.budget, **kept, deviation=overrun, gamma=gamma).value / bold.value


def _mask(chosen):
    return np.isin(_TWELVE.names, list(chosen))


def _outcome(chosen, seed, years=20_000):
    x = _mask(chosen)
    worth = _TWELVE.net @ x + sum(q for pair, q in _BASE.synergy.items() if set(pair) <= set(chosen))
    late = np.random.default_rng(seed).random((years, 12)) < _CHANCE
    return worth - ((_C + _C / 10 * late) @ x > _BASE.budget + 1e-9)


def _first_seed_that_fails(chosen):
    other = _protected(1).chosen
    for seed in range(5):
        d = _outcome(chosen, seed) - _outcome(other, seed)
        if d.mean() - 1.96 * d.std() / np.sqrt(len(d)) <= 0:
            return seed
    return None


def _partners(answer):
    """The names of a plan as the table has them; a name that it does not have is kept."""
    full = {plain_name(name): name for name in _TWELVE.names}
    return {full.get(plain, name) for plain, name in names_in(answer).items()}


def _beats_the_other(answer, expected):
    """What keeps a plan from passing the bar of the open task, or None."""
    plan = _partners(answer)
    if strange := sorted(plan - set(_TWELVE.names)):
        return f"There is no partner {strange[0]!r}: give the names in full, as the table has them."
    apart = [pair for pair in _BASE.conflicts if set(pair) <= plan]
    alone = [pair for pair in _BASE.requires if pair[0] in plan and pair[1] not in plan]
    if apart:
        return f"{' and '.join(apart[0])} will not sign together."
    if alone:
        return f"{alone[0][0]} needs {alone[0][1]}."
    if (cost := _C @ _mask(plan)) > _BASE.budget + 1e-9:
        return f"Before anything goes wrong, this plan costs {cost:.1f} of 2.8 already."
    if coverage(_BASE.M, _mask(plan)) < 1 - 1e-9:
        return "Not all six outputs are covered: look at `base.M` and `base.outputs`."
    seed = _first_seed_that_fails(plan)
    return None if seed is None else f"It does not beat the plan with gamma 1: for seed {seed} the interval reaches 0."


def _is(plan):
    return lambda answer: _partners(answer) == set(plan.chosen)


GUESSES = [
    Guess(
        id="04.a",
        answer=lambda: _protected(1).value,
        then="Run the next cell, and see what two, three and four overruns cost.",
    ),
    Guess(
        id="04.b",
        answer=lambda: dict(zip(_BEST.chosen, allocate(_R[_BEST.x], _C[_BEST.x], budget=1.0).x, strict=True))[
            "Saint Orrin Hospital"
        ],
        then="Run the next cell. In its rows the partners stand in the order of the table.",
    ),
]

QUESTIONS = [
    Question(
        id="04.1",
        answer=lambda: (_C / 10)[_BEST.x].sum(),
        accept=near(1e-6),
        praise="A tenth of 2.8, since all of it was spent: 3.08 against a budget of 2.80.",
        hints=[
            "Each of the five costs a tenth more. How much is that together?",
            "`overrun[best.x]` holds the five overruns.",
            "`over = overrun[best.x].sum()`",
        ],
        misconceptions=[
            Misconception(
                "gave the whole cost",
                lambda: 1.1 * _C[_BEST.x].sum(),
                "That is what the five cost at worst. By how much is it more than the budget?",
            ),
            Misconception(
                "let all twelve overrun",
                lambda: (_C / 10).sum(),
                "Those are the overruns of all twelve. Only the five who signed are paid: `best.x`.",
            ),
            Misconception(
                "took the largest overrun only",
                lambda: (_C / 10)[_BEST.x].max(),
                "That is the largest single overrun. Here all five overrun in the same year.",
            ),
        ],
        read="See *Would the best plan survive the year?*",
    ),
    Question(
        id="04.2",
        answer=lambda: _worst,
        accept=same_function(_signed_with_overruns),
        praise="The worst case needs no search: it is the largest overruns, as many as Γ allows.",
        hints=[
            "Which overruns hurt most, if somebody may choose them?",
            "Sort the deviations from the largest down and take the first `gamma` of them.",
            "`return cost.sum() + np.sort(deviation)[::-1][:gamma].sum()`",
        ],
        misconceptions=[
            Misconception(
                "took the smallest overruns",
                lambda: lambda cost, deviation, gamma: cost.sum() + np.sort(deviation)[:gamma].sum(),
                "`np.sort` begins with the smallest. The worst case has the largest overruns in it.",
            ),
            Misconception(
                "took the first in the table",
                lambda: lambda cost, deviation, gamma: cost.sum() + deviation[:gamma].sum(),
                "Those are the first partners of the table, not the ones whose overruns hurt most. Sort first.",
            ),
            Misconception(
                "counted from the end",
                lambda: lambda cost, deviation, gamma: cost.sum() + np.sort(deviation)[-gamma:].sum(),
                "Right, except for gamma 0: `[-0:]` is everything. Turn the row round first: `np.sort(deviation)[::-1][:gamma]`.",
            ),
            Misconception(
                "took the largest overrun only",
                lambda: lambda cost, deviation, gamma: cost.sum() + deviation.max(),
                "That is one overrun, the largest. Up to `gamma` of them happen, and with gamma 0 none does.",
            ),
            Misconception(
                "let everybody overrun",
                lambda: lambda cost, deviation, gamma: cost.sum() + deviation.sum(),
                "That is the case in which all overrun at once. At most `gamma` of them do.",
            ),
            Misconception(
                "gave the extra cost only",
                lambda: lambda cost, deviation, gamma: np.sort(deviation)[::-1][:gamma].sum(),
                "That is what the overruns add. What do the partners cost together with it?",
            ),
            Misconception(
                "multiplied the largest by gamma",
                lambda: lambda cost, deviation, gamma: cost.sum() + gamma * deviation.max(),
                "Only one partner has the largest overrun. The next one to overrun costs less.",
            ),
            Misconception(
                "picked whom it hits by cost",
                lambda: lambda cost, deviation, gamma: cost.sum() + deviation[np.argsort(-cost)][:gamma].sum(),
                "You took the dearest partners. The worst case has the largest *overruns*, whoever has them.",
            ),
        ],
        read="See *Insurance against a few overruns*.",
    ),
    Question(
        id="04.3",
        given=_two_plans,
        answer=lambda value, broken: (value[0] - value[1]) / (broken[0] - broken[1]),
        accept=near(0.01),
        praise="About 0.21: if a year over budget costs more than that, the protected plan is better.",
        hints=[
            "Per year, the plan with gamma 1 gives up some value. What does it save?",
            "It saves the extra amount in 48 of 100 years. At which amount do saving and loss balance?",
            "`(plans[0].value - plans[1].value) / (broken[0] - broken[1])`",
        ],
        misconceptions=[
            Misconception(
                "gave the value given up",
                lambda value, broken: value[0] - value[1],
                "That is what the protection costs each year. It saves the extra amount only in some of the years.",
            ),
            Misconception(
                "multiplied by the chance",
                lambda value, broken: (value[0] - value[1]) * (broken[0] - broken[1]),
                "You multiplied. The amount times the chance that is saved has to equal what is given up: divide.",
            ),
            Misconception(
                "forgot that the protected plan breaks too",
                lambda value, broken: (value[0] - value[1]) / broken[0],
                "The plan with gamma 1 breaks its budget as well, in 35 years of 100. Only the difference is saved.",
            ),
            Misconception(
                "divided by the protected plan's chance",
                lambda value, broken: (value[0] - value[1]) / broken[1],
                "What counts is how much rarer the broken budgets become, `broken[0] - broken[1]`.",
            ),
            Misconception(
                "turned the fraction over",
                lambda value, broken: (broken[0] - broken[1]) / (value[0] - value[1]),
                "Upside down: an amount of money is wanted, so the value given up stands above the line.",
            ),
        ],
        read="See *Insurance against a few overruns*.",
    ),
    Question(
        id="04.4",
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
                "A partner whose first euro is worth less than the price gets nothing, not less than nothing.",
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
        read="See *More money for those who have signed*.",
    ),
    Question(
        id="04.5",
        answer=lambda: _irreplaceable(_small().x),
        accept=exactly(),
        praise="Of the four, only the smallest and cheapest: nobody else there has a pilot site.",
        hints=[
            "First find who signs at 2.0. Then take only their rows of M.",
            "`removal_impact(base.M[small.x])` says what is lost with each of them. Whose entry is above 0?",
            "`set(names[small.x][removal_impact(base.M[small.x]) > 0].tolist())`",
        ],
        misconceptions=[
            Misconception(
                "asked all twelve",
                lambda: _irreplaceable(np.full(12, True)),
                "Among all twelve nobody is missed. But only the small portfolio has signed: use its rows of M.",
            ),
            Misconception(
                "kept the portfolio of 2.8",
                lambda: _irreplaceable(_BEST.x),
                "Those two are the single sources at a budget of 2.8. At 2.0 others have signed.",
            ),
            Misconception(
                "named every member",
                lambda: set(_small().chosen),
                "All four have signed, and for three of them somebody else makes all that they make.",
            ),
            Misconception(
                "named who can be replaced",
                lambda: set(_small().chosen) - _irreplaceable(_small().x),
                "Those three can be replaced. The question asks for who cannot.",
            ),
        ],
        read="See *Who can be replaced?*",
    ),
    Question(
        id="04.6",
        answer=lambda: 1 - (1 - 0.05) * (1 - 0.15),
        accept=near(1e-6),
        praise="One minus the chance that both hold, 0.95 times 0.85.",
        hints=[
            "It is easier to say how likely a year is in which neither of them fails.",
            "Quillmere holds with 0.95 and Ostergate with 0.85. Both at once?",
            "`chance = 1 - (1 - 0.05) * (1 - 0.15)`",
        ],
        misconceptions=[
            Misconception(
                "added the chances",
                lambda: 0.05 + 0.15,
                "The sum counts the years twice in which both fail. Ask for the years in which neither does.",
            ),
            Misconception(
                "multiplied the chances",
                lambda: 0.05 * 0.15,
                "That is the chance that both fail in the same year. One failure is enough here.",
            ),
            Misconception(
                "gave the chance that both hold",
                lambda: 0.95 * 0.85,
                "In those years nobody fails. The question asks for all the other years.",
            ),
            Misconception(
                "left out the years in which both fail",
                lambda: 0.05 * 0.85 + 0.95 * 0.15,
                "That is exactly one failure. A year in which both fail counts as well.",
            ),
        ],
        read="See *Who can be replaced?*",
    ),
    Question(
        id="04.7",
        answer=lambda: _premium,
        accept=same_function(_industries, seconds=10),
        praise="It differs from industry to industry, and in finance the protection comes free.",
        hints=[
            "Two plans for the same industry: one that trusts the costs, one that survives one overrun.",
            "`select(mine.portfolio, mine.budget, **mine.rules, deviation=mine.portfolio.cost / 10, gamma=1)` is the second.",
            "`return 1 - careful.value / bold.value`",
        ],
        misconceptions=[
            Misconception(
                "gave the money, not the share",
                lambda: lambda mine: (
                    _premium(mine) * select(mine.portfolio, mine.budget, **mine.rules).value
                ),
                "That is the value given up, in million euros. The share of the best plan's value is wanted: divide.",
            ),
            Misconception(
                "left the rules out",
                lambda: lambda mine: _premium(mine, rules=False),
                "Synergies, conflicts and requirements are missing: pass `**mine.rules` in both calls.",
            ),
            Misconception(
                "gave the share that is left",
                lambda: lambda mine: 1 - _premium(mine),
                "That is the share of the value that is left. How much is given up?",
            ),
            Misconception(
                "protected against every overrun",
                lambda: lambda mine: _premium(mine, gamma=12),
                "That plan survives all overruns at once. One is asked for: `gamma=1`.",
            ),
            Misconception(
                "divided by the careful plan's value",
                lambda: lambda mine: 1 / (1 - _premium(mine)) - 1,
                "You divided by the value of the careful plan. The share is that of the best plan's value.",
            ),
            Misconception(
                "took the base table's overruns",
                lambda: lambda mine: _premium(mine, overrun=_C / 10),
                "Nearly: `overrun` holds the tenths of the base table's costs. Each industry has its own, `mine.portfolio.cost / 10`.",
            ),
            Misconception(
                "used the base table",
                lambda: lambda mine: _premium(_BASE),
                "Your function gives the same for every industry. Take everything from `mine`.",
            ),
            Misconception(
                "let the cost itself overrun",
                lambda: lambda mine: _premium(mine, share=1.0),
                "That lets a cost double. The overrun is a tenth of it: `mine.portfolio.cost / 10`.",
            ),
        ],
        read="See *Your industry*, and 04.a for the same in the base table.",
    ),
    Question(
        id="04.8",
        # Several plans with gamma 2 are worth the same; with this partner each of them covers the six outputs.
        answer=lambda: set(_protected(2, include=["Ostergate Group"]).chosen),
        accept=_beats_the_other,
        praise="Better in the same years, for five seeds. Write down what it gives up and what for: that is your defence.",
        hints=[
            "A broken budget now costs 1.0. What does the plan with gamma 1 pay for its broken budgets in a usual year?",
            "Compare plans with a larger gamma: `compare(plans[2].chosen, plans[1].chosen)`. Does each cover the six outputs?",
            '`include=["Ostergate Group"]` with `gamma=2` passes. Look for another plan that does, with fewer broken budgets.',
        ],
        misconceptions=[
            Misconception(
                "kept the plan without protection",
                lambda: set(_BEST.chosen),
                "That plan spends every cent, and its budget breaks in 83 years of 100.",
                shows=_is(_BEST),
            ),
            Misconception(
                "gave the plan that is to be beaten",
                lambda: set(_protected(1).chosen),
                "That is the plan with gamma 1 itself: the difference is 0 in every year.",
                shows=_is(_protected(1)),
            ),
        ],
        read="See *Open task*.",
    ),
]
