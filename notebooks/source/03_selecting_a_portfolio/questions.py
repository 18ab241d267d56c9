"""Lesson 3, selecting a portfolio."""

from functools import cache
from numbers import Real

import numpy as np

from lepton_kit.exercises.calling import called
from lepton_kit.exercises.comparing import (
    Property,
    exactly,
    near,
    properties,
    same_function,
)
from lepton_kit.exercises.content import industry_file
from lepton_kit.exercises.predictions import Guess
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.article_model import ARTICLE, transfer
from lepton_kit.partnership.industries import read_industry
from lepton_kit.partnership.knapsack import select
from lepton_kit.partnership.portfolios import Portfolio
from lepton_kit.partnership.scoring import rank, weighted_sum

_THREE = Portfolio({"hospital": (0.8, 1.8), "bank": (0.5, 1.1), "school": (0.5, 1.1)})
_FOUR = Portfolio([*_THREE, ("clinic", 0.3, 0.75)])
_SET = ["Quillmere University", "Saint Orrin Hospital", "Brindlecloud", "Lantern Hill School"]
_CITY = ["City of Marrowby"]


@cache
def _base():
    return read_industry(industry_file("base"))


def _best(budget=2.8, **changes):
    return select(_base().portfolio, budget, **(_base().rules | changes))


def _of_the_first_five():
    scores = weighted_sum(_base().X, _base().weights, _base().senses)
    return int((_best().x & (rank(scores) <= 5)).sum())


GUESSES = [
    Guess("03.a", lambda: select(_THREE, 1.0).value, "The next cell compares the list with the best set."),
    Guess("03.b", _of_the_first_five, "Run the next cell to see who they are."),
    Guess("03.c", lambda: _best(3.0).value, "Run the next cell to see the steps."),
]


def _over_alpha(alpha):
    """Whom a budget of 1.0 for transfers signs of the article's three."""
    t = transfer(ARTICLE, alpha=alpha, beta=1 - alpha)
    kept = dict(zip(ARTICLE.names, ARTICLE.returns - t, strict=True))
    [name] = select(kept, dict(zip(ARTICLE.names, t, strict=True)), 1.0).chosen
    return name


def _promises(rng):
    """Partners who are in anyway, who cost little and who cost much, in several industries."""
    for name, partners in {
        "base": ("Quillmere University", "City of Marrowby"),
        "medicine": ("Copperleaf Bank", "Pedlarway"),
        "education": ("Ostergate Group",),
        "manufacturing": ("Vossel Works", "Ostergate Group"),
    }.items():
        for partner in partners:
            yield read_industry(industry_file(name)), partner


def _price(industry, name):
    return _free(industry) - _with(industry, name)


def _free(industry, **changes):
    return select(industry.portfolio, industry.budget, **(industry.rules | changes)).value


def _with(industry, name):
    return _free(industry, include=[name])


def _price_without_rules(industry, name):
    plain = select(industry.portfolio, industry.budget).value
    return plain - select(industry.portfolio, industry.budget, include=[name]).value


# The open task ------------------------------------------------------------------------------------------------------


@cache
def _problems():
    """Sixty problems, as the task describes them, each with its best value; always the same ones."""
    rng, problems = np.random.default_rng(31), []
    for _ in range(60):
        n = int(rng.integers(6, 11))
        net, cost = rng.integers(1, 13, n) / 10, rng.integers(2, 10, n) / 10
        budget = float(round(cost.sum() * rng.uniform(0.3, 0.6), 1))
        sets = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
        problems.append((net, cost, budget, float((sets @ net)[sets @ cost <= budget + 1e-9].max())))
    return problems


def _own_work(choose):
    """Whether no solver is named in it; a function of the learner's own may be called as one."""
    code, known = getattr(choose, "__code__", None), getattr(choose, "__globals__", {})
    named = {"select", "greedy", "milp"} & set(code.co_names if code else ())
    return all(getattr(known.get(name), "__module__", "scipy").partition(".")[0] not in ("lepton_kit", "scipy") for name in named)


def _chosen(choose):
    """For each problem the mask of who is signed, or None where it is none; places will do too."""
    for net, cost, budget, most in _problems():
        x = np.asarray(called(choose, (net, cost, budget), 3), dtype=object)
        if x.shape == (len(net),) and all(isinstance(part, Real | np.bool_) and part in (0, 1) for part in x):
            yield x.astype(bool), net, cost, budget, most
        else:
            yield None, net, cost, budget, most


def _gives_masks(choose):
    return all(x is not None for x, *_ in _chosen(choose))


def _affords(choose):
    return all(cost[x].sum() <= budget + 1e-6 for x, _, cost, budget, _ in _chosen(choose))


def _reached(choose):
    return np.array([net[x].sum() / most for x, net, _, _, most in _chosen(choose)])


def _down(*keys):
    """The best of the sets that lists by these keys sign."""

    def choose(net, cost, budget):
        best = np.full(len(net), False)
        for key in keys:
            x = np.full(len(net), False)
            for i in np.argsort(-key(net, cost), kind="stable"):
                x[i] = cost[x].sum() + cost[i] <= budget + 1e-9
            best = x if net[x].sum() > net[best].sum() else best
        return best

    return choose


def _shows(wrong):
    def shown(choose):
        wanted = [wrong(net, cost, budget) for net, cost, budget, _ in _problems()]
        return all(x is not None and np.array_equal(x, y) for (x, *_), y in zip(_chosen(choose), wanted, strict=True))

    return shown


_by_rate = _down(lambda net, cost: net / cost)
_by_net = _down(lambda net, cost: net)
_three_lists = _down(lambda net, cost: net / cost, lambda net, cost: net, lambda net, cost: -cost)


QUESTIONS = [
    Question(
        id="03.1",
        given=lambda: {"four": _FOUR},
        answer=lambda four: select(four, 1.3).value,
        accept=near(1e-6),
        praise="Bank, school and clinic for 1.3: once more without the top of the list.",
        hints=[
            "A ranking looks at one partner at a time. What does a budget look at?",
            "List the sets that cost 1.3 or less. What does each of them bring?",
            "`select(four, budget=1.3).value`",
        ],
        misconceptions=[
            Misconception(
                "stopped at the best single partner",
                lambda four: four.net.max(),
                "The hospital alone is worth 1.0 and leaves 0.5 of the budget: enough for one more.",
                printed=True,
            ),
            Misconception(
                "kept the answer for the old budget",
                lambda four: select(_THREE, 1.0).value,
                "1.2 is the best for a budget of 1.0. There is 0.3 more to spend, and a fourth partner.",
                printed=True,
            ),
            Misconception(
                "went down the list",
                lambda four: four.net[:2].sum(),
                "1.6 is what the list signs, the hospital first. Three others cost as much together and are worth more.",
            ),
            Misconception(
                "ignored the budget",
                lambda four: four.net.sum(),
                "All four together cost 2.1. The budget is 1.3.",
            ),
            Misconception(
                "counted returns, not net contributions",
                lambda four: four.returns[1:].sum(),
                "That is what they bring before their cost is paid: N = R − C, lesson 1.",
            ),
            Misconception(
                "gave the cost",
                lambda four: four.cost[1:].sum(),
                "1.3 is what they cost. What are they worth?",
                printed=True,
            ),
        ],
        read="See *Would you buy from the top of the list?*",
    ),
    Question(
        id="03.2",
        given=lambda: {"P": _base().portfolio},
        answer=lambda P: P[_SET].total + 0.4,
        accept=near(1e-6),
        praise="2.1 alone, and 0.4 for the pair of university and hospital. The pair counts once.",
        hints=[
            "Add up four nets. Which of the pairs in Lepton's notes are complete?",
            "The nets are 0.7, 0.2, 0.9 and 0.3. University and hospital are a pair; Brindlecloud's enemy is not here.",
            "`P[[...four names...]].total + 0.4`",
        ],
        misconceptions=[
            Misconception(
                "left the synergy out",
                lambda P: P[_SET].total,
                "Those are the four nets. University and hospital bring something on top.",
            ),
            Misconception(
                "counted the pair twice",
                lambda P: P[_SET].total + 0.8,
                "The synergy belongs to the pair, not to each of the two: it counts once.",
            ),
            Misconception(
                "counted returns, not net contributions",
                lambda P: P[_SET].returns.sum() + 0.4,
                "Those are their returns. What they cost has to be taken off: N = R − C.",
            ),
            Misconception(
                "counted both synergies",
                lambda P: P[_SET].total + 0.7,
                "The second pair, platform and marketing firm, is not among the four.",
            ),
        ],
        read="See *Partners are not separate*.",
    ),
    Question(
        id="03.3",
        answer=lambda: _best().value - _best(include=_CITY).value,
        accept=near(1e-6),
        praise="2.8 instead of 3.1: a promise has a price, and now it can be said aloud.",
        hints=[
            "Compare two best sets: one of a free choice and one with the city in it.",
            "`select(P, 2.8, **base.rules, include=[...])` is the second. Which of the two is worth more?",
            '`best.value - select(P, 2.8, **base.rules, include=["City of Marrowby"]).value`',
        ],
        misconceptions=[
            Misconception(
                "gave the value with the city",
                lambda: _best(include=_CITY).value,
                "2.8 is what the best set with the city is worth (and, as it happens, the budget). How much less is that than the "
                "free choice?",
                printed=True,
            ),
            Misconception(
                "the wrong way round",
                lambda: _best(include=_CITY).value - _best().value,
                "What is lost counts as a positive number: the free choice minus the forced one.",
            ),
            Misconception(
                "left the rules out",
                lambda: _price_without_rules(_base(), _CITY[0]),
                "0.2 comes out where synergies and conflicts are left out: pass `**base.rules` in both calls. (It is the "
                "city's own net contribution too; but what counts is who has to make room for it.)",
                printed=True,
            ),
            Misconception(
                "forced the city out",
                lambda: _best().value - _best(exclude=_CITY).value,
                "Leaving the city out costs nothing: it was not in. The mayor wants it in: `include`.",
            ),
            Misconception(
                "left the synergies out",
                lambda: _best().value - _best(include=_CITY, synergy=None).value,
                "0.4 comes out where the city's set has no synergies: pass all of `**base.rules`. (The city also costs 0.4; "
                "the question is how much value the set loses.)",
                printed=True,
            ),
        ],
        read="See *What a rule costs*.",
    ),
    Question(
        id="03.4",
        answer=lambda: _best(requires=()).value - _best().value,
        accept=near(1e-6),
        praise="3.3 instead of 3.1. Fernlight would cost 0.5 for the same demonstration, and that is too much.",
        hints=[
            "Compare two best sets: with the prerequisite and without it. The other rules stay.",
            '`base.rules | {"requires": ()}` are the rules with that one emptied.',
            '`select(P, 2.8, **(base.rules | {"requires": ()})).value - best.value`',
        ],
        misconceptions=[
            Misconception(
                "gave the value without the rule",
                lambda: _best(requires=()).value,
                "That is what the best set is worth then. How much more is it than with the rule?",
            ),
            Misconception(
                "dropped another rule",
                lambda: _best(conflicts=()).value - _best().value,
                "0.3 is what peace between Ostergate and Brindlecloud is worth. Drop the prerequisite, and only that.",
                printed=True,
            ),
            Misconception(
                "took what Fernlight costs",
                lambda: 0.5,
                "0.5 is what Fernlight costs. The question is what the freedom to do without it is worth.",
                printed=True,
            ),
            Misconception(
                "took what the marketing firm is worth",
                lambda: 0.4,
                "0.4 is the marketing firm's own net (and its cost). Somebody has to make room for it, and a synergy comes with it.",
                printed=True,
            ),
        ],
        read="See *What a rule costs*.",
    ),
    Question(
        id="03.5",
        answer=lambda: _over_alpha(0.2),
        accept=exactly(),
        praise="A would be paid 1.12 and B 1.34, more than there is. How the gain is shared has decided who is signed.",
        hints=[
            "Work out the three transfers first. Which of them does a limit of 1.0 allow?",
            "`transfer(ARTICLE, alpha=0.2, beta=0.8)` gives them.",
            "The transfers are 1.12, 1.34 and 0.92: only the third fits.",
        ],
        misconceptions=[
            Misconception(
                "limited the costs",
                lambda: "enterprise B",
                "With the limit on costs it is B. Here B would be paid 0.2 × 0.7 + 0.8 × 1.5 = 1.34, more than there is.",
                printed=True,
            ),
            Misconception(
                "shared half and half",
                lambda: "university A",
                "A is paid 1.0 with α = 0.5. With α = 0.2 it is paid 0.2 × 0.8 + 0.8 × 1.2 = 1.12, more than there is.",
                printed=True,
            ),
        ],
        read="See *Equation (5) at last*.",
    ),
    Question(
        id="03.6",
        given=lambda: {"price": _best().shadow_price},
        answer=lambda price: 0.1 * (1 + price) - 0.13,
        accept=near(1e-3, decimals=3),
        praise="It gets 0.187 for the 0.1 that it spends, and pays 0.13 back.",
        hints=[
            "What do 0.1 spent on partners bring: their worth net of cost, and what else comes back?",
            "0.1 times the shadow price comes on top of the 0.1 itself. From both together Lepton pays the bank.",
            "`0.1 * (1 + best.shadow_price) - 0.13`",
        ],
        misconceptions=[
            Misconception(
                "forgot that the money itself comes back",
                lambda price: 0.1 * price - 0.13,
                "N is net of cost: the 0.1 that is spent has been taken off already. It comes back too, 1.867 for 1.",
            ),
            Misconception(
                "forgot the bank",
                lambda price: 0.1 * price,
                "That is what the 0.1 brings on top of itself. The bank wants 0.03 of it.",
            ),
            Misconception(
                "gave what comes back",
                lambda price: 0.1 * (1 + price),
                "That is what comes back for the 0.1. The bank wants 0.13 of it.",
            ),
            Misconception(
                "took whole partners",
                lambda price: _best(2.9).value - _best(2.8).value - 0.03,
                "That is right for whole partners, with whom the next 0.1 brings 0.1. The question goes by the shadow price.",
            ),
        ],
        read="See *What does money buy?*",
    ),
    Question(
        id="03.7",
        answer=lambda: _price,
        accept=same_function(_promises),
        praise="Ask it before anybody promises anything.",
        hints=[
            "It is 03.3 for any industry and any partner: a free choice and a forced one.",
            "`select(industry.portfolio, industry.budget, **industry.rules).value` is the first.",
            "The second has `include=[name]` as well. Return the first minus the second.",
        ],
        misconceptions=[
            Misconception(
                "gave the value with the partner",
                lambda: _with,
                "That is what the best set with the partner is worth. How much less is it than the free choice?",
            ),
            Misconception(
                "the wrong way round",
                lambda: lambda industry, name: -_price(industry, name),
                "A price counts as a positive number: the free choice minus the forced one.",
            ),
            Misconception(
                "left the rules out",
                lambda: _price_without_rules,
                "Synergies, conflicts and prerequisites hold in both sets: pass `**industry.rules` in both calls.",
            ),
            Misconception(
                "left the rules out of the forced choice",
                lambda: (
                    lambda industry, name: (
                        _free(industry) - select(industry.portfolio, industry.budget, include=[name]).value
                    )
                ),
                "The rules hold in both sets, and one of your two calls is without them: pass `**industry.rules` there too.",
            ),
            Misconception(
                "gave the share",
                lambda: lambda industry, name: 1 - _with(industry, name) / _free(industry),
                "That is the share of the value that is lost. The loss itself is wanted: the first value minus the second.",
            ),
            Misconception(
                "gave the partner's own net",
                lambda: lambda industry, name: industry.portfolio[name].net,
                "That is what the partner brings. What counts is who has to make room for it.",
            ),
            Misconception(
                "ruled the partner out",
                lambda: lambda industry, name: _free(industry) - _free(industry, exclude=[name]),
                "That is what it costs to do *without* the partner. The promise is that it will be in: `include`.",
            ),
        ],
        read="See *What a rule costs*.",
    ),
    Question(
        id="03.8",
        answer=lambda: _three_lists,
        accept=properties(
            callable,
            "A function, its name without brackets,",
            Property(_own_work, "`select` and `greedy` are out of bounds here: the rule has to do without a solver."),
            Property(_gives_masks, "A mask is wanted: an array of True and False, one for each partner."),
            Property(_affords, "In some problem it spends more than the budget."),
            Property(lambda choose: _reached(choose).min() >= 0.8, "In some problem it reaches less than 80 % of the best."),
            Property(lambda choose: _reached(choose).mean() >= 0.99, "On average it reaches less than 99 % of the best value."),
        ),
        praise="Over the bar, without a solver.",
        hints=[
            "When the list by net for cost goes wrong, what has it done? Would another list have gone wrong too?",
            "Go down several lists and keep the best set; or begin with one set and exchange partners while that helps.",
            "Go down by `net / cost`, by `net` and by `-cost`, and return the mask whose `net[x].sum()` is largest.",
        ],
        misconceptions=[
            Misconception(
                "went down the list by net for cost",
                lambda: _by_rate,
                "That is the list to be beaten. It fails where money is left that buys nobody, as with the hospital.",
                shows=_shows(_by_rate),
            ),
            Misconception(
                "went down the list by net",
                lambda: _by_net,
                "A list by net signs the dear ones first. Is there a second list whose mistakes are others?",
                shows=_shows(_by_net),
            ),
            Misconception(
                "signed everybody",
                lambda: lambda net, cost, budget: np.full(len(net), True),
                "Nobody can pay for all of them. Whoever is signed must cost no more than `budget` together.",
                shows=_shows(lambda net, cost, budget: np.full(len(net), True)),
            ),
        ],
        read="See *Would you buy from the top of the list?*",
    ),
]
