"""Lesson 7, trust and exit."""

import numpy as np
from scipy.stats import beta

from lepton_kit.exercises.calling import called
from lepton_kit.exercises.comparing import Property, near, properties, same_function
from lepton_kit.exercises.content import INDUSTRIES, industry_file
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import Unjudged, numbers, size
from lepton_kit.partnership.beta_reputation import prob_better, update_trust
from lepton_kit.partnership.industries import read_industry
from lepton_kit.partnership.portfolios import Portfolio

GUESSES = [
    Guess("07.a", lambda: prob_better(2, 1, 5, 5), "The next cell computes it, and draws why."),
    Guess(
        "07.b",
        lambda: "patient",
        "The next cell lets 2,000 trios go through ten years.",
        choices=("never", "patient", "first doubt"),
    ),
]


def _reviews(rng):
    """Trust, break-even and level: clear and doubtful partners, new ones, and levels that nothing or all falls below."""
    yield 1, 1, 0.5, 0.4
    yield 4, 8, 0.5, 0.1
    yield 9, 2, 0.5, 0.0
    for level in (0.05, 0.1, 0.2, 0.4, 0.5, 0.6):
        yield (int(rng.integers(1, 9)), int(rng.integers(1, 9)), int(rng.integers(4, 8)) / 10, level)
    yield 1, 1, 0.5, 0.5  # the chance is the level itself
    yield (1, 2, 0.5, 0.3)  # with the prior in it twice, the chance would not be below the level
    yield 5, 6, 0.5, 0.4
    yield 12, 6, 0.5, 0.2
    yield 2, 3, 0.5, 0.6


def _portfolios(rng):
    """In each industry those who bring more than they cost, and one partner alone."""
    yield (Portfolio([{"name": "clinic", "cost": 0.5, "returns": 0.8, "successes": 2, "failures": 1}]),)
    yield (
        Portfolio(
            [
                {"name": "dear, and often on time", "cost": 0.9, "returns": 1, "successes": 7, "failures": 3},
                {"name": "cheap, and often late", "cost": 0.1, "returns": 1, "successes": 4, "failures": 6},
                {"name": "new and cheap", "cost": 0.2, "returns": 1, "successes": 0, "failures": 0},
            ]
        ),
    )
    for name in INDUSTRIES[1:]:
        everybody = read_industry(industry_file(name)).portfolio
        yield (Portfolio([partner for partner in everybody if partner.net > 0]),)


def _counts(portfolio):
    return portfolio.column("successes"), portfolio.column("failures")


def _worth_its_cost(portfolio, *, swapped=False):
    won, lost = _counts(portfolio)[::-1] if swapped else _counts(portfolio)
    return beta.sf(portfolio.cost / portfolio.returns, 1 + won, 1 + lost)


def _worth_its_record(portfolio):
    return beta.sf(portfolio.cost / portfolio.returns, *_counts(portfolio))


def _named(score):
    return lambda portfolio: portfolio.names[int(np.argmin(score(portfolio)))]


def _mean_trust(portfolio):
    return update_trust(1, 1, *_counts(portfolio)).mean


# The open task ------------------------------------------------------------------------------------------------------

PARTNERS, YEARS, BREAK_EVEN, MORE = 3000, 10, 0.5, 0.3


def in_proportion(successes, failures):
    """The lesson's rule: projects in proportion to the chance of being above break-even, exit below 0.1."""
    chance = beta.sf(BREAK_EVEN, 1 + successes, 1 + failures)
    return np.where(chance < 0.1, 0, np.maximum(1, np.rint(10 * chance)))


def _decided(rule, record):
    projects = numbers(called(rule, record, 3))
    if projects.shape not in ((), (PARTNERS,)):
        raise Unjudged(f"Called for {PARTNERS:,} partners, your rule gives {size(projects)}. One for each of them is wanted.")
    return np.broadcast_to(projects, PARTNERS)


def _gain(rule):
    """What a partner gains on average under a rule, for 3,000 partners that are always the same."""
    rng = np.random.default_rng(7)
    rate = rng.beta(2, 2, PARTNERS)
    luck = rng.random((YEARS, 10, PARTNERS))
    won, lost, gain = (np.zeros(PARTNERS) for _ in range(3))
    staying = np.ones(PARTNERS, dtype=bool)
    for year in luck:
        projects = np.where(staying, np.clip(np.rint(_decided(rule, (won.copy(), lost.copy()))), 0, 10), 0)
        staying = projects > 0
        successes = ((year < rate) & (np.arange(10)[:, None] < projects)).sum(axis=0)
        won, lost = won + successes, lost + projects - successes
        gain += successes - BREAK_EVEN * projects
    return float(gain.mean())


def _allowed(rule):
    """Whether all decisions for records that may come up are numbers from 0 to 10."""
    won, lost = np.random.default_rng(8).integers(0, 30, (2, PARTNERS)).astype(float)
    projects = _decided(rule, (won, lost))
    return bool(np.all((projects >= -0.5) & (projects <= 10.5)))


QUESTIONS = [
    Question(
        id="07.1",
        given=lambda: {"successes": 5, "failures": 1},
        answer=lambda successes, failures: update_trust(1, 1, successes, failures).mean,
        accept=near(1e-6),
        praise="Beta(6, 2): a little below the 5 of 6 that were seen, because six projects are not many.",
        hints=[
            "Which two numbers does the flat curve start with, and what does the record add to each?",
            "Beta(1 + 5, 1 + 1); its mean is a / (a + b).",
            "`update_trust(1, 1, successes=5, failures=1).mean`",
        ],
        misconceptions=[
            Misconception(
                "gave the curve",
                lambda successes, failures: np.array([1.0 + successes, 1 + failures]),
                "Those are a and b of the curve. Its mean is a / (a + b), `.mean` of what `update_trust` gives.",
            ),
            Misconception(
                "took the share delivered",
                lambda successes, failures: successes / (successes + failures),
                "5 of 6 is the sample's share. The flat prior adds 1 to each count.",
            ),
            Misconception(
                "took projects for failures",
                lambda successes, failures: (1 + successes) / (2 + 2 * successes + failures),
                "The second number counts failures: 1 of 6, not 6.",
            ),
            Misconception(
                "gave the most plausible rate's failures",
                lambda successes, failures: (1 + failures) / (2 + successes + failures),
                "That is the mean chance to fail. Successes belong on top.",
            ),
            Misconception(
                "started from one count",
                lambda successes, failures: (1 + successes) / (1 + successes + failures),
                "The prior adds 1 to both counts, so 2 to their sum.",
            ),
        ],
        read="See *Which record do you trust more?*",
    ),
    Question(
        id="07.2",
        given=lambda: {"a": 8, "b": 2, "rate": 0.6},
        answer=lambda a, b, rate: float(beta.sf(rate, a, b)),
        accept=near(1e-6),
        praise="The mean of 0.8 is clear of 0.6, and the width of the curve leaves some doubt.",
        hints=[
            "A chance is an area under the curve. Which side of 0.6?",
            "`beta.sf(x, a, b)`: first the rate, then the two numbers of the curve.",
            "`beta.sf(0.6, 8, 2)`",
        ],
        misconceptions=[
            Misconception(
                "took the wrong side",
                lambda a, b, rate: float(beta.cdf(rate, a, b)),
                "That is the chance of a rate *below* 0.6: `beta.cdf`. Take `beta.sf`.",
            ),
            Misconception(
                "took the record for the curve",
                lambda a, b, rate: float(beta.sf(rate, a - 1, b - 1)),
                "7 and 1 is the record. With the prior, the curve is Beta(8, 2).",
            ),
            Misconception(
                "turned the curve round",
                lambda a, b, rate: float(beta.sf(rate, b, a)),
                "Successes come first: Beta(8, 2), not Beta(2, 8).",
            ),
            Misconception(
                "gave the height of the curve",
                lambda a, b, rate: float(beta.pdf(rate, a, b)),
                "That is the density at 0.6, which can be more than 1. A chance is the area to the right of it.",
            ),
        ],
        read="See *Which record do you trust more?*",
    ),
    Question(
        id="07.3",
        given=lambda: {"held": np.array([[0, 1], [1, 1], [1, 0]])},
        answer=lambda held: dict(zip("ab", (1.0 + held.sum(axis=0)).tolist(), strict=True)),
        accept=near(1e-6),
        praise="The vote that has to be waited for and the alliance that is not left lightly cancel each other.",
        hints=[
            "Go through the four rules. Which three hold?",
            "Start from (1, 1) and add (0, 1), (1, 1) and (1, 0).",
            "`prior_of(base.portfolio['City of Marrowby'], RULES)`",
        ],
        misconceptions=[
            Misconception(
                "left out the flat start, or the permit",
                lambda held: 0.0 + held.sum(axis=0),
                "Something is left out: the flat Beta(1, 1), to which pseudo-counts are added, or the permit that whoever brings "
                "data needs.",
            ),
            Misconception(
                "took the first rule that holds",
                lambda held: 1.0 + held[0],
                "All rules that hold are added up, not the first one only.",
            ),
            Misconception(
                "overlooked the alliance",
                lambda held: 1.0 + held[:2].sum(axis=0),
                "The form of co-operation counts as well: it is a strategic alliance.",
            ),
        ],
        read="See *What do we know before the first project?*",
    ),
    Question(
        id="07.4",
        given=lambda: {"a": 6, "b": 6, "successes": 4, "failures": 0, "forget": 0.5},
        answer=lambda a, b, successes, failures, forget: update_trust(a, b, successes, failures, forget=forget).mean,
        accept=near(1e-6),
        praise="Beta(7.5, 3.5): four new projects weigh nearly as much as the ten old ones.",
        hints=[
            "Which counts fade: the record, the new ones, or the prior?",
            "The record is (5, 5); half of it is (2.5, 2.5). Add the prior (1, 1) and the new (4, 0).",
            "`update_trust(6, 6, successes=4, failures=0, forget=0.5).mean`",
        ],
        misconceptions=[
            Misconception(
                "faded the prior as well",
                lambda a, b, successes, failures, forget: (
                    (forget * a + successes) / (forget * (a + b) + successes + failures)
                ),
                "That is the other model, in which the prior fades too: Beta(7, 3). The formula above keeps the prior (1, 1).",
            ),
            Misconception(
                "forgot nothing, or old and new alike",
                lambda a, b, successes, failures, forget: (a + successes) / (a + b + successes + failures),
                "That is Beta(10, 6): nothing is forgotten, or all of it in proportion. The old record alone fades.",
            ),
            Misconception(
                "gave the curve",
                lambda a, b, successes, failures, forget: np.array(
                    [1 + forget * (a - 1) + successes, 1 + forget * (b - 1) + failures]
                ),
                "Those are a and b of the curve. Its mean is a / (a + b), `.mean` of what `update_trust` gives.",
            ),
            Misconception(
                "forgot everything",
                lambda a, b, successes, failures, forget: (1 + successes) / (2 + successes + failures),
                "That starts over from Beta(1, 1). Half of the record of 5 in 10 is kept.",
            ),
            Misconception(
                "faded the new counts",
                lambda a, b, successes, failures, forget: (
                    (a + forget * successes) / (a + b + forget * (successes + failures))
                ),
                "You halved this year's review. What fades is what is old.",
            ),
            Misconception(
                "trusted this year only",
                lambda a, b, successes, failures, forget: successes / (successes + failures),
                "4 of 4 is this year's share. The old record still counts, by half.",
            ),
        ],
        read="See *Old news fades*.",
    ),
    Question(
        id="07.5",
        answer=lambda: lambda a, b, break_even, level: bool(beta.sf(break_even, a, b) < level),
        accept=same_function(_reviews),
        praise="A mean below break-even is a doubt. Leaving takes more than a doubt.",
        hints=[
            "Which function gave you the chance of a rate above 0.6?",
            "`beta.sf(break_even, a, b)` is the chance. Compare it with `level`.",
            "`return beta.sf(break_even, a, b) < level`",
        ],
        misconceptions=[
            Misconception(
                "looked at the mean",
                lambda: lambda a, b, break_even, level: bool(a / (a + b) < break_even),
                "That leaves whoever has a mean below break-even. The rule asks for the chance, and compares it with `level`.",
            ),
            Misconception(
                "compared the mean with the level",
                lambda: lambda a, b, break_even, level: bool(a / (a + b) < level),
                "The level is for the *chance* of a rate above break-even, not for the mean rate.",
            ),
            Misconception(
                "took the wrong tail",
                lambda: lambda a, b, break_even, level: bool(beta.cdf(break_even, a, b) < level),
                "You would leave the best: `beta.cdf` is the chance of being below. Take `beta.sf`.",
            ),
            Misconception(
                "let the level itself go",
                lambda: lambda a, b, break_even, level: bool(beta.sf(break_even, a, b) <= level),
                "Whoever is at the level stays: the chance must be *smaller*, `<`.",
            ),
            Misconception(
                "added the prior once more",
                lambda: lambda a, b, break_even, level: bool(beta.sf(break_even, 1 + a, 1 + b) < level),
                "The prior is in a and b already: they are the two numbers of the curve, not a record.",
            ),
            Misconception(
                "turned the curve round",
                lambda: lambda a, b, break_even, level: bool(beta.sf(break_even, b, a) < level),
                "Successes come first: `beta.sf(break_even, a, b)`.",
            ),
            Misconception(
                "exchanged level and break-even",
                lambda: lambda a, b, break_even, level: bool(beta.sf(level, a, b) < break_even),
                "`level` and `break_even` have changed places: the rate is compared with break-even, the chance with the level.",
            ),
            Misconception(
                "said who stays",
                lambda: lambda a, b, break_even, level: bool(beta.sf(break_even, a, b) >= level),
                "True is for leaving: the chance is *smaller* than the level.",
            ),
        ],
        read="See *The yearly review*.",
    ),
    Question(
        id="07.6",
        given=lambda: {"fixed": 0.6, "rate": 0.75},
        answer=lambda fixed, rate: fixed / rate,
        accept=near(1e-6),
        praise="Three times out of four Lepton pays 0.8, which is 0.6 on average.",
        hints=[
            "In which share of the years is the new transfer paid?",
            "0.75 times the new transfer is to be 0.6.",
            "`0.6 / 0.75`",
        ],
        misconceptions=[
            Misconception(
                "multiplied",
                lambda fixed, rate: fixed * rate,
                "That is what Lepton would save by paying the old transfer on delivery. The bank wants more for bearing the risk.",
            ),
            Misconception(
                "divided by the chance of failing",
                lambda fixed, rate: fixed / (1 - rate),
                "It is paid when the project is delivered, which has chance 0.75.",
            ),
            Misconception(
                "added the chance of failing",
                lambda fixed, rate: fixed * (2 - rate),
                "A quarter more than 0.6 is 0.75, and three quarters of that are less than 0.6. Divide by the rate.",
            ),
        ],
        read="See *Adjusting the criteria and the mechanism*.",
    ),
    Question(
        id="07.7",
        given=lambda: {"loss": 0.02, "notice": 3, "hand_over": 0.09},
        answer=lambda loss, notice, hand_over: notice + hand_over / loss,
        accept=near(1e-6),
        praise="Seven and a half months, and from then on every month is saved.",
        hints=[
            "What would staying have lost by month T, and what does the exit cost in all?",
            "0.02 T = 0.02 x 3 + 0.09.",
            "`3 + 0.09 / 0.02`",
        ],
        misconceptions=[
            Misconception(
                "left out the notice",
                lambda loss, notice, hand_over: hand_over / loss,
                "During the notice Lepton goes on losing: these months come on top.",
            ),
            Misconception(
                "gave the cost of the exit",
                lambda loss, notice, hand_over: notice * loss + hand_over,
                "That is what the exit costs, in million euros. How many months of loss is it?",
            ),
            Misconception(
                "counted the notice twice",
                lambda loss, notice, hand_over: 2 * notice + hand_over / loss,
                "The notice is in the cost of the exit already. Counted from today, it comes once.",
            ),
        ],
        read="See *An orderly exit*.",
    ),
    Question(
        id="07.8",
        answer=lambda: _named(_worth_its_cost),
        accept=same_function(_portfolios),
        praise="The closest review is due where little margin meets a thin or poor record.",
        hints=[
            "Each partner has a break-even of its own: its cost over its return.",
            "`beta.sf(portfolio.cost / portfolio.returns, a, b)` with a and b from the columns; `argmin` finds the least.",
            "`return portfolio.names[beta.sf(portfolio.cost / portfolio.returns, 1 + won, 1 + lost).argmin()]`",
        ],
        misconceptions=[
            Misconception(
                "named the least trusted",
                lambda: _named(_mean_trust),
                "That is the lowest mean. A cheap partner may deliver rarely and still be worth its cost.",
            ),
            Misconception(
                "named the most certain one",
                lambda: _named(lambda portfolio: -_worth_its_cost(portfolio)),
                "That partner is the *most* likely to be worth its cost. Take `argmin`.",
            ),
            Misconception(
                "left the prior out",
                lambda: _named(_worth_its_record),
                "Starting from Beta(1, 1), both counts get 1 more. Without it the curve of somebody new does not exist.",
            ),
            Misconception(
                "turned the curve round",
                lambda: _named(lambda portfolio: _worth_its_cost(portfolio, swapped=True)),
                "Successes come first: a is 1 + successes, b is 1 + failures.",
            ),
            Misconception(
                "gave its place",
                lambda: lambda portfolio: int(np.argmin(_worth_its_cost(portfolio))),
                "That is its place in the portfolio. Which name stands there? `portfolio.names[...]`",
            ),
            Misconception(
                "named the dearest for what it brings",
                lambda: _named(lambda portfolio: -portfolio.cost / portfolio.returns),
                "That is the highest break-even. How likely is each to reach its own?",
            ),
        ],
        read="See *Your industry*.",
    ),
    Question(
        id="07.9",
        answer=lambda: lambda successes, failures: np.where(beta.sf(0.5, 1 + successes, 1 + failures) < 0.3, 0, 10),
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(_allowed, "Projects are from 0 to 10; some of yours are not."),
            Property(
                lambda rule: _gain(rule) >= _gain(in_proportion) + MORE,
                "It gains less than the bar asks for. Who is given few projects although they would pay, and who stays "
                "too long?",
            ),
        ),
        praise="Over the bar. Does it hold with rates from Beta(1, 3), where most partners are poor?",
        hints=[
            "A project with a partner above break-even pays whether trust is 0.6 or 0.9. Why give it fewer?",
            "All or nothing is better than in proportion. At which chance would you leave?",
            "`chance = beta.sf(0.5, 1 + successes, 1 + failures)`, then `np.where(chance < 0.3, 0, 10)`",
        ],
        misconceptions=[
            Misconception(
                "never left",
                lambda: lambda successes, failures: np.full(np.shape(successes), 10),
                "With ten projects for everybody, the poor half costs what the good half earns.",
                shows=lambda rule: _allowed(rule) and bool(np.all(_decided(rule, _POOR) > 0)),
            ),
            Misconception(
                "kept the lesson's rule",
                lambda: in_proportion,
                "That is the rule to be beaten, or it earns the same.",
                shows=lambda rule: _allowed(rule) and abs(_gain(rule) - _gain(in_proportion)) < 1e-9,
            ),
        ],
        read="See *The yearly review*.",
    ),
]
_POOR = np.zeros(PARTNERS), np.full(PARTNERS, 30.0)  # a record of failures only
