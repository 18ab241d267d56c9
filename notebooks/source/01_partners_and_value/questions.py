"""Lesson 1, partners and value."""

import numpy as np

from lepton_kit.exercises.calling import called
from lepton_kit.exercises.comparing import (
    Property,
    exactly,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.content import INDUSTRIES, industry_file
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import Unjudged, numbers, size
from lepton_kit.partnership.article_model import (
    ARTICLE,
    PRINTED_NET,
    net_by_reading,
)
from lepton_kit.partnership.industries import read_industry
from lepton_kit.partnership.portfolios import Portfolio

GUESSES = [
    Guess(
        "01.a",
        lambda: ARTICLE.names[ARTICLE.net.argmax()][-1],
        "The next cell subtracts, partner by partner.",
        choices=("A", "B", "C"),
    ),
    Guess("01.b", lambda: net_by_reading(ARTICLE, reading="own_charge")[:2].sum(), "Run the next cell to see it."),
    Guess("01.c", lambda: "no", "The next cell puts all six side by side.", choices=("yes", "no")),
]


def _example():
    return {"C": ARTICLE.cost, "R": ARTICLE.returns}


def _by(reading, alpha=0.25, beta=0.5):
    return lambda C, R: net_by_reading(C, R, alpha=alpha, beta=beta, reading=reading)


def _score(cost):
    return 0.5 * cost + 0.5 * 1.5


def _kept(cost, returns, alpha):
    return alpha * (np.asarray(returns) - cost)


def _shares(rng):
    """One to four partners, some of whom cost more than they bring; Lepton keeps all, nothing or a part.

    Together they bring more than they cost: `transfer` takes a loss in all for costs and returns that changed places.
    """
    for n, alpha in ((1, 1.0), (1, 0.0), (2, 0.25), (3, 0.6), (4, 0.35)):
        cost, surplus = rng.integers(8, 20, n) / 2, rng.integers(-7, 8, n) / 2
        surplus[0] += max(0, 0.5 - surplus.sum())
        yield cost, cost + surplus, alpha
    yield np.array([0.8, 0.7]), np.array([1.2, 0.5]), 0.5


def _portfolios(rng):
    """Some of the course's industries, and two partners of whom one brings exactly what it costs."""
    yield (Portfolio({"bank": (0.5, 0.5), "school": (0.25, 0.75)}),)
    yield (Portfolio([{"name": "bank", "cost": 0.75, "returns": 0.5}, {"name": "clinic", "cost": 0, "returns": 0.5}]),)
    for name in INDUSTRIES[1:]:
        yield (read_industry(industry_file(name)).portfolio,)


def _those(condition):
    return lambda portfolio: {partner.name for partner in portfolio if condition(partner)}


# The open task ------------------------------------------------------------------------------------------------------


def _groups():
    """Costs and returns of 2,400 partners in 200 groups, as the task describes them; always the same ones."""
    rng = np.random.default_rng(19)
    cost = rng.uniform(0.2, 0.9, 2400)
    return cost, cost * rng.uniform(1.3, 3.0, 2400)


def _transfers(pays):
    """Cost, returns and transfers of the 200 groups; what is no number, or not twelve of them, is told."""
    cost, returns = _groups()
    paid = [numbers(called(pays, case, 3)) for case in zip(cost.reshape(200, 12), returns.reshape(200, 12), strict=True)]
    if other := [size(t) for t in paid if t.shape != (12,)]:
        raise Unjudged(f"Called for twelve partners, your function gives {other[0]}. A transfer for each of them is wanted.")
    return cost, returns, np.concatenate(paid)


def _share_kept(pays):
    cost, returns, t = _transfers(pays)
    return (returns - t).sum() / (returns - cost).sum()


def _both_sign(pays):
    cost, returns, t = _transfers(pays)
    return bool(np.all((t >= cost - 1e-9) & (t <= returns + 1e-9)))


def _all_gain(pays):
    cost, _, t = _transfers(pays)
    return bool(np.all(t >= 1.2 * cost - 1e-9))


QUESTIONS = [
    Question(
        id="01.1",
        answer=lambda: 0.25,
        accept=near(),
        praise="It is paid 0.75 and has borne 0.5. Lepton keeps 1.4 − 0.75 = 0.65, and together that is R − C = 0.9.",
        hints=[
            "Look at the partner's side of the cash-flow table: what does it bear, and what is it paid?",
            "The partner gains t − C. The return R arrives at Lepton.",
            "`gain = 0.75 - 0.5`",
        ],
        misconceptions=[
            Misconception(
                "gave what Lepton keeps",
                lambda: 0.65,
                "That is R − t, what Lepton keeps. The partner is paid t and has borne C.",
            ),
            Misconception(
                "gave the surplus",
                lambda: 0.9,
                "R − C is what both have together. The partner's part of it is t − C.",
            ),
            Misconception(
                "forgot its cost",
                lambda: 0.75,
                "That is the transfer. The hospital has borne a cost of 0.5 for it.",
                printed=True,
            ),
        ],
        read="See the table in *What is a partner worth?*",
    ),
    Question(
        id="01.2",
        answer=lambda: {"N_A", "N_B", "S"},
        accept=exactly(),
        praise="A is 0.2, B is 0.4, and the total is 0.8. Only C survives, and nothing in the article tells the reader so.",
        hints=[
            "Type each left side into a cell: 1.2 - 0.5 * 0.8 - 0.5 * 1.2 is the first.",
            "If some of the parts are wrong, add up the right ones too: is the total still 0.9?",
            "1.2 − 0.4 − 0.6 is 0.2, 1.5 − 0.35 − 0.75 is 0.4, 1.0 − 0.3 − 0.5 is 0.2, and they add up to 0.8.",
        ],
        misconceptions=[
            Misconception(
                "compared with definition (1)",
                lambda: {"N_B", "N_C", "S"},
                "That holds against R − C. Here the left sides are to be worked out as they stand, with the weights.",
            ),
            Misconception(
                "forgot the total",
                lambda: {"N_A", "N_B"},
                "Two nets are wrong. 0.9 is the sum of what is printed, but what is the sum of the right nets?",
            ),
            Misconception(
                "stopped at the first",
                lambda: {"N_A"},
                "The line for A refutes itself. Now do the other lines, where no step in between is printed.",
            ),
            Misconception(
                "named the one that is right",
                lambda: {"N_C"},
                "N_C is the one that is right. The question asks for those that are wrong.",
            ),
        ],
        read="See *An article on the table*.",
    ),
    Question(
        id="01.3",
        given=_example,
        answer=lambda C, R: dict(zip(ARTICLE.names, _by("own_charge")(C, R).tolist(), strict=True)),
        accept=near(1e-6),
        praise="0.4, 0.575 and 0.35: each pays for itself, a quarter of its cost and half of its return.",
        hints=[
            "Each partner is charged for itself only. Which two numbers make up its charge?",
            "The charge is a quarter of its cost plus half of its return; the net is the return minus the charge.",
            "`R - (0.25 * C + 0.5 * R)`",
        ],
        misconceptions=[
            Misconception(
                "left the weights out",
                _by("definition"),
                "That is definition (1), R − C. Equation (4) charges alpha C + beta R instead of C.",
                printed=True,
            ),
            Misconception(
                "copied the printed nets",
                lambda C, R: np.array(PRINTED_NET),
                "Those are the numbers that the article prints. Compute them: two of the three are wrong.",
                printed=True,
            ),
            Misconception(
                "charged the whole pool to every partner",
                _by("full_sum"),
                "You subtracted the sum over all partners from each of them, so the pool is charged three times. "
                "Here each partner pays for itself only.",
            ),
            Misconception(
                "gave the charge, not what is left",
                lambda C, R: 0.25 * C + 0.5 * R,
                "That is the charge alpha C + beta R. The net is the return minus the charge.",
            ),
            Misconception(
                "lost the brackets",
                lambda C, R: R - 0.25 * C + 0.5 * R,
                "R - 0.25 * C + 0.5 * R adds the second term back. The minus must reach both: use brackets.",
            ),
            Misconception(
                "exchanged the weights",
                lambda C, R: R - (0.5 * C + 0.25 * R),
                "Alpha goes with the cost and beta with the return: a quarter of C, half of R.",
            ),
            Misconception(
                "kept the article's weights",
                _by("own_charge", 0.5),
                "Those are the nets with weights of 0.5, as the table has them. Here alpha is 0.25.",
                printed=True,
            ),
            Misconception(
                "gave the total",
                lambda C, R: _by("own_charge")(C, R).sum(),
                "That is the total S. The question asks for the three nets, an array.",
            ),
        ],
        read="See *One formula, six readings*.",
    ),
    Question(
        id="01.4",
        answer=lambda: _score(1.4) - _score(0.7),
        accept=near(1e-6),
        praise="Half of the additional cost goes to the credit of whoever causes it.",
        hints=[
            "Write the score down twice, once for each cost. Which term changes?",
            "The term with the return stays. The other is alpha times the cost.",
            "`rise = 0.5 * 1.4 - 0.5 * 0.7`",
        ],
        misconceptions=[
            Misconception(
                "gave the new score",
                lambda: _score(1.4),
                "That is the score at the new cost. How much more is it than the score at the old one?",
            ),
            Misconception(
                "gave the old score",
                lambda: _score(0.7),
                "That is the score at the old cost. How much more is the score at the new one?",
            ),
            Misconception(
                "left the weight out",
                lambda: 0.7,
                "The cost rises by 0.7, and the score counts it with alpha = 0.5.",
                printed=True,
            ),
            Misconception(
                "gave the rise as a share",
                lambda: _score(1.4) / _score(0.7) - 1,
                "That is the rise in relation to the old score. The difference of the two scores is wanted.",
            ),
        ],
        read="See equation (3).",
    ),
    Question(
        id="01.5",
        given=_example,
        answer=lambda C, R: R.sum(),
        accept=near(1e-6),
        praise="Weights of 0: Lepton takes all returns and pays nobody. No partner was chosen, and none would come.",
        hints=[
            "Under own_charge each net is R − (alpha C + beta R). What do the weights take away?",
            "The weights only ever take away. Which values of at least 0 take away least?",
            "With both weights 0 the total is `R.sum()`.",
        ],
        misconceptions=[
            Misconception(
                "kept the weights at 0.5",
                lambda C, R: _by("own_charge", 0.5)(C, R).sum(),
                "0.8 is the total with weights of 0.5. Equation (5) may move them.",
                printed=True,
            ),
            Misconception(
                "kept the weights' sum at 1",
                lambda C, R: (R - C).sum(),
                "1.6 is the most while alpha + beta = 1. Here each weight may be any number from 0 up.",
                printed=True,
            ),
            Misconception(
                "let the weights go below 0",
                lambda C, R: np.inf,
                "With weights below 0 the total would grow without end. Here each weight is 0 or more.",
            ),
            Misconception(
                "gave the costs",
                lambda C, R: C.sum(),
                "That is what the partners bear. With which weights does Lepton keep most?",
            ),
        ],
        read="See *What the optimisation optimises*.",
    ),
    Question(
        id="01.6",
        answer=lambda: _kept,
        accept=same_function(_shares),
        praise="It is alpha (R − C): Lepton keeps the share alpha of each surplus.",
        hints=[
            "Lepton receives the return and pays the transfer. What is left?",
            "Write the transfer in brackets: `alpha * cost + (1 - alpha) * returns`.",
            "`return returns - (alpha * cost + (1 - alpha) * returns)`",
        ],
        misconceptions=[
            Misconception(
                "returned the transfer",
                lambda: lambda cost, returns, alpha: alpha * cost + (1 - alpha) * returns,
                "That is what the partner is paid. Lepton keeps the return minus that.",
            ),
            Misconception(
                "gave the partner's gain",
                lambda: lambda cost, returns, alpha: (1 - alpha) * (returns - cost),
                "That is what the partner gains, t − C. Lepton keeps R − t, the part alpha of the surplus. (If you did "
                "not mean that, alpha and 1 − alpha have changed places.)",
            ),
            Misconception(
                "never went below zero",
                lambda: lambda cost, returns, alpha: np.maximum(0, _kept(cost, returns, alpha)),
                "A partner may cost more than it brings. Then Lepton keeps less than nothing, and should know it.",
            ),
            Misconception(
                "left the sign out",
                lambda: lambda cost, returns, alpha: abs(_kept(cost, returns, alpha)),
                "A partner may cost more than it brings. Then what Lepton keeps is negative.",
            ),
            Misconception(
                "added up over the partners",
                lambda: lambda cost, returns, alpha: _kept(cost, returns, alpha).sum(),
                "You returned one number, the total. The question asks for each partner.",
            ),
            Misconception(
                "paid the cost as well",
                lambda: lambda cost, returns, alpha: _kept(cost, returns, alpha) - cost,
                "The cost was subtracted twice: the partner bears it and the transfer covers it.",
            ),
        ],
        read="See *The reading that rescues it*.",
    ),
    Question(
        id="01.7",
        given=lambda: {"total": ARTICLE.total},
        answer=lambda total: 0.6 / total,
        accept=near(1e-3),
        praise="With three eighths of the power, Lepton keeps 0.6 of the 1.6.",
        hints=[
            "With alpha + beta = 1, which part of each surplus does Lepton keep?",
            "Lepton keeps alpha times the total surplus, the sum of all R − C.",
            "`alpha = 0.6 / ARTICLE.total`",
        ],
        misconceptions=[
            Misconception(
                "took the amount for the share",
                lambda total: 0.6,
                "0.6 is the amount. Alpha is a share: of which total?",
                printed=True,
            ),
            Misconception(
                "gave the partners' share",
                lambda total: 1 - 0.6 / total,
                "That is beta, the part that the partners gain.",
            ),
            Misconception(
                "took a share of the returns",
                lambda total: 0.6 / ARTICLE.returns.sum(),
                "You divided by the sum of the returns. What is shared is the surplus, returns minus costs.",
            ),
            Misconception(
                "took the total of a reading",
                lambda total: 0.6 / 0.8,
                "0.8 is what Lepton keeps with alpha = 0.5. What is shared is the whole surplus, the sum of R − C.",
            ),
            Misconception(
                "took the printed total",
                lambda total: 0.6 / 0.9,
                "0.9 is the total that the article prints, and it is wrong. What is shared is the sum of R − C.",
            ),
            Misconception(
                "took a share of the costs",
                lambda total: 0.6 / ARTICLE.cost.sum(),
                "You divided by the sum of the costs. What is shared is the surplus, returns minus costs.",
            ),
        ],
        read="See *The reading that rescues it*.",
    ),
    Question(
        id="01.8",
        answer=lambda: _those(lambda partner: partner.net > 0),
        accept=same_function(_portfolios),
        praise="It works for your industry and for the six others. Whom Lepton can also afford is the matter of lesson 3.",
        hints=[
            "Which sign has the net contribution of a partner who brings more than it costs?",
            "A set can be built with a condition: `{partner.name for partner in portfolio if ...}`.",
            "`return {partner.name for partner in portfolio if partner.net > 0}`",
        ],
        misconceptions=[
            Misconception(
                "counted those who break even",
                lambda: _those(lambda partner: partner.net >= 0),
                "Whoever brings exactly what it costs does not bring more: compare with `>`, not `>=`.",
            ),
            Misconception(
                "named those who lose",
                lambda: _those(lambda partner: partner.net < 0),
                "Those cost more than they bring. The others are wanted.",
            ),
            Misconception(
                "looked at the return alone",
                lambda: _those(lambda partner: partner.returns > 0),
                "Everybody brings something. Compare it with the cost: `partner.net` is R − C.",
            ),
        ],
        read="See *What is a partner worth?*",
    ),
    Question(
        id="01.9",
        answer=lambda: lambda cost, returns: np.maximum(1.2 * cost, 0.8 * cost + 0.2 * returns),
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(_both_sign, "Some partner is paid less than its cost, or more than Lepton receives. One side refuses."),
            Property(_all_gain, "Both sides sign, but some partner gains less than a fifth of its cost. Give it a floor."),
            Property(lambda pays: _share_kept(pays) >= 0.6, "Everybody gains, but Lepton keeps less than 60 % of the surplus."),
        ),
        praise="Over the bar. Now compare it with half and half, and defend it.",
        hints=[
            "Which partners gain too little by a share of the surplus? What would help those, and only those?",
            "`np.maximum(a, b)` takes the larger of two transfers, partner by partner: one can be a floor.",
            "`np.maximum(1.2 * cost, alpha * cost + (1 - alpha) * returns)` with an alpha above 0.6.",
        ],
        misconceptions=[
            Misconception(
                "refunded the cost only",
                lambda: lambda cost, returns: cost,
                "Everybody signs, but nobody gains: t = C is Lepton's dream. Add at least a fifth of the cost.",
                shows=lambda pays: abs(_share_kept(pays) - 1) < 1e-9,
            ),
            Misconception(
                "shared half and half",
                lambda: lambda cost, returns: (cost + returns) / 2,
                "That is half and half: Lepton keeps 50 %, and a partner who brings 1.3 C gains only 0.15 C.",
                shows=lambda pays: abs(_share_kept(pays) - 0.5) < 1e-9,
            ),
        ],
        read="See *The reading that rescues it*.",
    ),
]
