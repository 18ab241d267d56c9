"""Lesson 8, exploring and risk."""

import numpy as np

from lepton_kit.exercises.comparing import Unjudged, exactly, near, same_function
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import names, plain_name
from lepton_kit.partnership.bandit import exit_threshold
from lepton_kit.partnership.beta_reputation import prob_better, update_trust
from lepton_kit.partnership.industries import read_industry
from lepton_kit.partnership.knapsack import select
from lepton_kit.partnership.portfolios import Portfolio
from lepton_kit.partnership.risk import simulate, var_cvar


def _best_so_far():
    """Successes in 60 years of the rule that takes the best record so far, as the lesson plays it."""
    _, won = content_module("08", "exploring").play(
        lambda a, b, rng: (a / (a + b)).argmax(axis=1), [0.55, 0.65, 0.8], years=60, runs=300, rng=1
    )
    return won.sum(axis=0).mean()


GUESSES = [
    Guess("08.a", _best_so_far, "The next cell plays both rules."),
    Guess(
        "08.b",
        lambda: "Thompson",
        "The next cell plays 300 years, and looks at two things.",
        choices=("Gittins", "Thompson", "same"),
    ),
    Guess("08.c", lambda: "stay", "The next cell simulates it.", choices=("fall", "stay", "rise")),
]


def _losses(rng):
    """Losses in any order, with ties and gains among them; ``level * len(losses)`` is whole, also where floats waver."""
    for n, level in ((1, 0.0), (5, 0.8), (10, 0.9), (10, 0.8), (10, 0.7), (20, 0.85), (4, 0.5), (6, 0.5)):
        yield rng.integers(-6, 12, n) / 2 + rng.permutation(n) / 4, level
    yield np.array([-2.0, -3.5, -1.25, -4.0]), 0.5  # gains even in the worst years
    yield np.array([2.0, 1.0, 3.0, 2.0]), 0.5  # two are equal where the row is cut
    yield rng.permutation(25) / 4, 0.28  # 7.000000000000001
    yield rng.permutation(50) / 4, 0.58  # 28.999999999999996


def _by_mean(break_even, discount, years):
    """The fewest successes with which the mean trust reaches break-even."""
    return next(s for s in range(years + 1) if update_trust(1, 1, s, years - s).mean >= break_even)


def _offers(rng):
    """Quick and slow partners, one that earns at once, one that costs what it brings, and one that costs more."""
    yield 0.5, 1.0, 6
    yield 0.5, 1.5, 0
    yield 0.5, 0.5, 3
    yield 0.75, 0.5, 3
    for _ in range(4):
        yield (int(rng.integers(1, 9)) / 8, int(rng.integers(10, 20)) / 8, int(rng.integers(1, 25)))


def _payback(cost, returns, months):
    return returns * months / (returns - cost) if returns > cost else np.inf


def _unless_never(function):
    return lambda cost, returns, months: function(cost, returns, months) if returns > cost else np.inf


def _shocks(rng):
    """Shocks that hit nobody, some and all of those signed, and those who are not."""
    three = Portfolio({"clinic": (0.5, 1.25), "bank": (0.25, 1.0), "school": (0.125, 0.25)})
    for hit in (set(), {"bank"}, {"clinic", "school"}, {"clinic", "bank", "school"}, {"city"}):
        yield three, hit
    for name in ("manufacturing", "medicine", "finance", "energy"):
        mine = read_industry(industry_file(name))
        yield mine.portfolio, set(mine.shock["partners"])


def _shock_net(portfolio, hit):
    return sum(p.returns for p in portfolio if p.name not in hit) - portfolio.cost.sum()


def _five():
    base = read_industry(industry_file("base"))
    chosen = select(base.portfolio, base.budget, **base.rules).x
    return {"made": base.M[chosen].sum(axis=0), "outputs": base.outputs}


def _outputs(test):
    return lambda made, outputs: {output for output, n in zip(outputs, made, strict=True) if test(n)}


# The open task ------------------------------------------------------------------------------------------------------

MEAN, TAIL, COMMON = 2.2, 0.45, 0.3
SAFE = {"Quillmere University", "Tarnside Institute", "Brindlecloud", "Lantern Hill School", "Vossel Works"}
LESSON_3 = {"Quillmere University", "Ostergate Group", "Pedlarway", "Saint Orrin Hospital", "Lantern Hill School"}


def _base():
    return read_industry(industry_file("base"))


def _team(answer):
    """The partners of the base table whose names were given."""
    portfolio = _base().portfolio
    known = {plain_name(name): name for name in portfolio.names}
    given = names(answer)
    if strange := [given[name] for name in given if name not in known]:
        raise Unjudged(f"There is no partner {strange[0]!r} in the base table.")
    if not given:
        raise Unjudged("The set is empty. Give the names of the partners whom you choose.")
    return portfolio[[known[name] for name in given]]


def _over_the_bar(answer, expected):
    """What a team lacks: first money, then the rules, then the mean, then the bad years."""
    base, team = _base(), _team(answer)
    signed = set(team.names)
    if team.cost.sum() > base.budget + 1e-9:
        return f"Together they cost {team.cost.sum():.1f}, more than 2.8."
    if any(signed >= set(pair) for pair in base.conflicts):
        return "Two of them are in conflict: Ostergate Group and Brindlecloud."
    if any(one in signed and needed not in signed for one, needed in base.requires):
        return "Hullabaloo & Finch need Fernlight Software."
    net = simulate(team, failure=team.column("failure"), correlation=COMMON, rng=8)
    if net.mean() < MEAN:
        return f"The mean net return is {net.mean():.2f}, synergies left out; at least 2.2 is wanted."
    cvar = var_cvar(-net).cvar
    return None if cvar <= TAIL else f"The mean is high enough. The CVaR is {cvar:.2f}; at most 0.45 is wanted."


QUESTIONS = [
    Question(
        id="08.1",
        given=lambda: {"one": (6, 2), "other": (3, 3)},
        answer=lambda one, other: prob_better(*one, *other),
        accept=near(1e-6),
        praise="As often as it may be the better one: that is what Thompson sampling does.",
        hints=[
            "One draw from each curve, and the higher wins. How often is that Vossel's?",
            "Lesson 7 had a function for the chance that one rate is higher than another.",
            "`prob_better(6, 2, 3, 3)`",
        ],
        misconceptions=[
            Misconception(
                "took the mean rate",
                lambda one, other: one[0] / sum(one),
                "That is Vossel's mean rate. How often is a draw from its curve higher than one from the city's?",
            ),
            Misconception(
                "chose in proportion to the means",
                lambda one, other: (one[0] / sum(one)) / (one[0] / sum(one) + other[0] / sum(other)),
                "Thompson sampling does not share in proportion to the means; it takes the higher of two draws.",
            ),
            Misconception(
                "chose the higher mean always",
                lambda one, other: 1.0,
                "The higher mean does not always win: the city's curve is wide, and sometimes its draw is higher.",
            ),
            Misconception(
                "gave the other's share",
                lambda one, other: prob_better(*other, *one),
                "That is how often the city is chosen.",
            ),
        ],
        read="See *Somebody new?*",
    ),
    Question(
        id="08.2",
        given=lambda: {"break_even": 0.7, "discount": 0.95, "years": 10},
        answer=lambda break_even, discount, years: int(
            exit_threshold(break_even, discount=discount, years=years).successes[years]
        ),
        accept=exactly(),
        praise="Seven: a mean of 0.67 costs a little this year, and staying keeps a good future open.",
        hints=[
            "Staying brings this year's project, and news. Is the mean all that counts?",
            "`exit_threshold` lists the fewest successes for each year, starting with year 0.",
            "`exit_threshold(0.7, discount=0.95, years=10).successes[10]`",
        ],
        misconceptions=[
            Misconception(
                "looked at the mean only",
                _by_mean,
                "With 8 of 10 the mean covers the cost, with 7 it does not, today. But what would you learn by staying?",
            ),
            Misconception(
                "stayed with every second project",
                lambda break_even, discount, years: years // 2,
                "With 5 of 10 the mean is 0.50, and what might still be learned no longer makes up for a cost of 0.70.",
            ),
            Misconception(
                "took the year before",
                lambda break_even, discount, years: int(
                    exit_threshold(break_even, discount=discount, years=years).successes[years - 1]
                ),
                "That is the boundary after nine years: the list starts with year 0, so year 10 is `successes[10]`.",
            ),
            Misconception(
                "gave the trust instead of the successes",
                lambda break_even, discount, years: float(
                    exit_threshold(break_even, discount=discount, years=years).mean[years]
                ),
                "That is the mean trust at the boundary. The question asks for the number of successes.",
            ),
        ],
        read="See *When to leave*.",
    ),
    Question(
        id="08.3",
        answer=lambda: lambda losses, level: var_cvar(losses, level).cvar,
        accept=same_function(_losses),
        praise="Sort, cut, average: CVaR is the mean of a tail.",
        hints=[
            "Losses: more is worse. At which end of the sorted row do the worst ones stand?",
            "`np.sort(losses)` puts the worst last. Leave out the first `level * len(losses)`.",
            "`return np.sort(losses)[round(level * len(losses)):].mean()`",
        ],
        misconceptions=[
            Misconception(
                "gave the value at risk",
                lambda: lambda losses, level: var_cvar(losses, level).var,
                "That is VaR, the loss at which the bad part begins. CVaR is the mean beyond it.",
            ),
            Misconception(
                "averaged the best part",
                lambda: lambda losses, level: np.sort(losses)[: len(losses) - round(level * len(losses))].mean(),
                "You averaged the smallest losses. The worst ones stand at the other end.",
            ),
            Misconception(
                "averaged all but the worst",
                lambda: lambda losses, level: np.sort(losses)[: round(level * len(losses))].mean(),
                "That is the mean of what is not in the tail. Take what comes after the cut.",
            ),
            Misconception(
                "cut with int",
                lambda: lambda losses, level: np.sort(losses)[len(losses) - int((1 - level) * len(losses)) :].mean(),
                "Floats waver: (1 - 0.8) * 10 is 1.9999999999999996, and `int` makes 1 of it. Use `round`.",
            ),
            Misconception(
                "cut off with int, counted from the end",
                lambda: lambda losses, level: np.sort(losses)[-int((1 - level) * len(losses)) :].mean(),
                "Floats waver: (1 - 0.8) * 5 is 0.9999999999999998, `int` makes 0 of it, and `[-0:]` is everything. Use `round`.",
            ),
            Misconception(
                "cut off with int, counted from the start",
                lambda: lambda losses, level: np.sort(losses)[int(level * len(losses)) :].mean(),
                "Floats waver: 0.58 * 50 is 28.999999999999996, and `int` makes 28 of it. Use `round`.",
            ),
            Misconception(
                "cut off with ceil",
                lambda: lambda losses, level: np.sort(losses)[int(np.ceil(level * len(losses))) :].mean(),
                "Floats waver: 0.28 * 25 is 7.000000000000001, and `ceil` makes 8 of it. Use `round`.",
            ),
            Misconception(
                "took all from the quantile on",
                lambda: lambda losses, level: losses[losses >= np.quantile(losses, level)].mean(),
                "Where several losses are equal to the quantile, that takes more of them than the worst part holds. Sort, "
                "and cut by number.",
            ),
            Misconception(
                "did not sort",
                lambda: lambda losses, level: losses[round(level * len(losses)) :].mean(),
                "The losses come in any order. Sort them before you cut.",
            ),
            Misconception(
                "averaged everything",
                lambda: lambda losses, level: np.mean(losses),
                "That is the mean of all losses; `level` plays no part in it.",
            ),
        ],
        read="See *How bad can a year be?*",
    ),
    Question(
        id="08.4",
        given=lambda: {"failure": 0.15, "n": 4},
        answer=lambda failure, n: 1 - (1 - failure) ** n,
        accept=near(1e-6),
        praise="Nearly every second year somebody fails. That all four do happens once in 2,000 years.",
        hints=[
            "At least one is the opposite of none.",
            "None fails with chance 0.85 x 0.85 x 0.85 x 0.85.",
            "`1 - (1 - 0.15) ** 4`",
        ],
        misconceptions=[
            Misconception(
                "added the chances",
                lambda failure, n: failure * n,
                "Adding counts the years twice in which two of them fail; with seven partners it would be more than 1.",
            ),
            Misconception(
                "took all of them",
                lambda failure, n: failure**n,
                "That is the chance that all four fail in the same year.",
            ),
            Misconception(
                "took none of them",
                lambda failure, n: (1 - failure) ** n,
                "That is the chance that nobody fails. At least one is the rest.",
            ),
            Misconception(
                "took exactly one",
                lambda failure, n: n * failure * (1 - failure) ** (n - 1),
                "That is the chance of exactly one failure. Two, three and four count as well.",
            ),
        ],
        read="See *Sharing the risk*.",
    ),
    Question(
        id="08.5",
        answer=lambda: _payback,
        accept=same_function(_offers),
        praise="A slow partner with a wide margin can pay back sooner than a quick one with a thin margin.",
        hints=[
            "What is T for a cost of 0.5, a return of 1.0 and 6 months? And if the return is 0.5?",
            "The formula stands above; take care of the case in which the return does not exceed the cost.",
            "`return returns * months / (returns - cost) if returns > cost else np.inf`",
        ],
        misconceptions=[
            Misconception(
                "put the cost on top",
                lambda: _unless_never(lambda cost, returns, months: cost * months / (returns - cost)),
                "That is how long it takes *after* it has begun to earn. T counts from the first day: R m / (R - C).",
            ),
            Misconception(
                "gave the waiting time",
                lambda: _unless_never(lambda cost, returns, months: float(months)),
                "After m months it begins to earn, with costs behind it. When are these covered?",
            ),
            Misconception(
                "gave years",
                lambda: _unless_never(lambda cost, returns, months: returns * months / (returns - cost) / 12),
                "These are years. T is in months, as m is.",
            ),
            Misconception(
                "lost the brackets",
                lambda: _unless_never(lambda cost, returns, months: returns * months / returns - cost),
                "Division comes before subtraction: put brackets around `returns - cost`.",
            ),
            Misconception(
                "forgot the never",
                lambda: lambda cost, returns, months: returns * months / (returns - cost) if returns != cost else np.inf,
                "A partner that costs more than it returns gets a negative time by the formula. It never pays back: `np.inf`.",
            ),
            Misconception(
                "gave zero for never",
                lambda: lambda cost, returns, months: returns * months / (returns - cost) if returns > cost else 0.0,
                "Zero months would be at once. Never is `np.inf`.",
            ),
        ],
        read="See *Speed, and what is put together*.",
    ),
    Question(
        id="08.6",
        given=_five,
        answer=_outputs(lambda n: n >= 2),
        accept=exactly(),
        praise="Methods and computing hang on the university alone. Lesson 4 asked who can be replaced; here is the same thing again.",
        hints=[
            "Go through the list above, output by output, and count.",
            "In `base.M` a row is a partner and a column an output: add the rows of the five.",
            "`{o for o, n in zip(base.outputs, rows.sum(axis=0)) if n >= 2}`, `rows` being those of the five",
        ],
        misconceptions=[
            Misconception(
                "named all that are covered",
                _outputs(lambda n: n >= 1),
                "These are covered. Backed up are those that *two* or more can make.",
            ),
            Misconception(
                "named those that hang on one",
                _outputs(lambda n: n == 1),
                "These hang on a single partner: they are the ones that are *not* backed up.",
            ),
            Misconception(
                "wanted three",
                _outputs(lambda n: n >= 3),
                "Two are enough: when one is lost, the other is still there.",
            ),
        ],
        read="See *Speed, and what is put together*.",
    ),
    Question(
        id="08.7",
        answer=lambda: _shock_net,
        accept=same_function(_shocks),
        praise="A number for the year that nobody wants to talk about.",
        hints=[
            "Who costs something in that year, and who returns something?",
            "Add the returns of those who are not in `hit`; subtract `portfolio.cost.sum()`.",
            "`return sum(p.returns for p in portfolio if p.name not in hit) - portfolio.cost.sum()`",
        ],
        misconceptions=[
            Misconception(
                "spared the costs of those who are hit",
                lambda: lambda portfolio, hit: float(sum(p.net for p in portfolio if p.name not in hit)),
                "Those who are hit cost as much as ever: their money was spent at the start of the year.",
            ),
            Misconception(
                "gave the year without the shock",
                lambda: lambda portfolio, hit: portfolio.total,
                "That is the net return of a good year. Leave out the returns of those in `hit`. If you did: `hit` holds "
                "names, so ask for `partner.name in hit`; and `np.isin` finds nothing in a set, give it `list(hit)`.",
            ),
            Misconception(
                "gave what the shock takes",
                lambda: lambda portfolio, hit: float(sum(p.returns for p in portfolio if p.name in hit)),
                "That is what is lost by the shock. What is left, after all costs?",
            ),
            Misconception(
                "took those who are hit",
                lambda: lambda portfolio, hit: float(
                    sum(p.returns for p in portfolio if p.name in hit) - portfolio.cost.sum()
                ),
                "You counted the returns of those who are hit. It is the others who return something.",
            ),
        ],
        read="See *Your industry*.",
    ),
    Question(
        id="08.8",
        answer=lambda: SAFE,
        accept=_over_the_bar,
        praise="Over the bar: nearly the best mean, and a worst twentieth that costs little.",
        hints=[
            "Who has a high net return for its cost, and who fails seldom?",
            "The hospital and the industry leader are large: if one of them fails, much is gone at once.",
            "Quillmere, Brindlecloud, Lantern Hill and Vossel leave 0.6 or less for a fifth.",
        ],
        misconceptions=[
            Misconception(
                "kept lesson 3's five",
                lambda: LESSON_3,
                "Those are the best with their synergy. Without it their mean is below the bar, and their CVaR is far above it.",
                shows=lambda team: set(names(team)) == set(map(plain_name, LESSON_3)),
            ),
            Misconception(
                "took the safest only",
                lambda: {"Quillmere University", "Tarnside Institute"},
                "These fail seldom, and together they earn too little: there is money left in the budget.",
                shows=lambda team: len(names(team)) <= 2,
            ),
        ],
        read="See *How bad can a year be?*",
    ),
]
