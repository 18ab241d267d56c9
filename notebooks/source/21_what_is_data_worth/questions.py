"""Lesson 21, what is a partner's data worth?"""

from functools import cache

import numpy as np

from lepton_kit.exercises import Guess
from lepton_kit.exercises.calling import called
from lepton_kit.exercises.comparing import Unjudged, exactly, near, same_function
from lepton_kit.exercises.content import content_module
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership import banzhaf, nucleolus, select, shapley
from lepton_kit.partnership.games import sums
from lepton_kit.valuation import stored_game, stored_worths

_NAMES = ("Atlas", "Copycat", "Soles", "Bagsy", "Hasty", "Static", "Mini", "Mixed")


@cache
def _v(judging=False):
    return stored_worths(slice(5_000, None)) if judging else stored_worths()


@cache
def _price():
    return stored_game().partners.prices / 100


def _code(*names):
    return sum(1 << _NAMES.index(name) for name in names)


def _members(code):
    return {name for name in _NAMES if code & _code(name)}


def _worth(*names):
    return _v()[_code(*names)]


def _best(v, budget):
    return _members(int(np.where(sums(_price()) <= budget + 1e-9, v, -1).argmax()))


def _without(name):
    """The game in which no coalition with this partner is worth anything."""
    return np.where(np.arange(256) & _code(name), -1, _v())


def _best_part(v):
    best = np.array(v, dtype=float)
    for i in range(len(best).bit_length() - 1):
        halves = best.reshape(-1, 2, 2**i)
        halves[:, 1] = halves.max(axis=1)
    return best


def _with_lepton(v):
    return np.concatenate([np.zeros(len(v)), _best_part(v)])


def _leave_one_out(v):
    return np.array([v[-1] - v[-1 - 2**i] for i in range(len(v).bit_length() - 1)])


def _games(rng):
    """Games of one to four partners, with losses from working together; the gloves of lesson 6."""
    yield (np.array([0, 0, 0, 0, 0, 1, 1, 1.0]),)
    yield (np.array([0, 0.5]),)
    yield (np.array([0, 0.5, 0.25, 0.375]),)
    for n in (2, 3, 3, 4):
        yield (np.r_[0, rng.integers(0, 9, 2**n - 1) / 8],)


def _larger_games(rng):
    yield from (case for case in _games(rng) if len(case[0]) > 2)


def _lepton_share():
    nine = _with_lepton(_v())
    return nucleolus(nine)[8] / nine[-1]


def _gaining():
    v = _v()
    pairs = np.array([(a, b) for a in range(1, 256) for b in range(a + 1, 256) if not a & b])
    return np.mean(v[pairs.sum(axis=1)] >= v[pairs].sum(axis=1))


def _copied():
    v = _v()
    seven = v[[code for code in range(256) if not code & _code("Copycat")]]
    return shapley(v)[:2].sum() / shapley(seven)[0]


def _veto(least=0.75):
    earning = [code for code in range(256) if _v()[code] + 0.1 >= least]
    return set.intersection(*map(_members, earning))


def _selected(value, budget):
    return {_NAMES[i] for i in np.flatnonzero(select(value, _price(), budget).x)}


# The open task -------------------------------------------------------------------------------------------------------

BAR = 0.2  # points


def _cheapest_guess(price, budget, cheap, ask):
    return int(np.where(sums(price) <= budget + 1e-9, cheap, -1).argmax())


def _short_list(price, budget, cheap, ask, most=12):
    payable = np.flatnonzero(sums(price) <= budget + 1e-9)
    return int(max(payable[np.argsort(-cheap[payable])][:most], key=ask))


def _by_ratio(price, budget, cheap, ask):
    """From the top of the list of worth alone for the money."""
    worth, S, left = [ask(1 << i) for i in range(len(price))], 0, budget
    for i in np.argsort(-np.array(worth) / price):
        if price[i] <= left + 1e-9:
            S, left = S | 1 << int(i), left - price[i]
    return S


def _same_as(answer, rule):
    """Whether two rules buy the same in the first markets."""
    market = content_module("21", "market")
    shops = market.markets(0)[:12]
    return callable(answer) and all(market.bought(answer, shop) == market.bought(rule, shop) for shop in shops)


def _mean_short(answer, seed):
    """By how many points a rule falls short of the best, and the lower end of its lead over the cheap guess."""
    market = content_module("21", "market")
    shops = market.markets(seed)
    try:
        yours = np.array([market.bought(lambda *case: called(answer, case, 1), shop) for shop in shops])
    except ValueError as problem:
        raise Unjudged(str(problem)) from None
    d = yours - [market.bought(_cheapest_guess, shop) for shop in shops]
    short = np.mean([shop.judged[shop.best] for shop in shops] - yours)
    return 100 * short, 100 * (d.mean() - 1.96 * d.std(ddof=1) / len(d) ** 0.5)


def _over_the_bar(answer, expected):
    """What keeps a rule of buying from passing the bar, or None."""
    if not callable(answer):
        raise Unjudged("A function of price, budget, cheap and ask is wanted, that returns a coalition.")
    for seed in range(5):
        short, lead = _mean_short(answer, seed)
        if short > BAR:
            return f"For seed {seed} it is {short:.2f} points short of the best on average; {BAR} is the bar."
        if lead <= 0:
            return f"For seed {seed} it is not clearly better than buying by the cheap guess."
    return None


GUESSES = [
    Guess(
        id="21.a",
        answer=lambda: _worth("Mini") + 0.1,
        then="The next cell trains it, and counts on other pictures than those by which the guess is compared.",
    ),
    Guess(
        id="21.b",
        answer=lambda: _NAMES[int(shapley(_v()).argmax())],
        choices=_NAMES,
        then="The next cell has all three values of everybody.",
    ),
    Guess(id="21.c", answer=_gaining, then="The next cell tries all of them."),
    Guess(id="21.d", answer=_lepton_share, then="The next cell divides what the nine make."),
    Guess(id="21.e", answer=_copied, then="The next cell pays the owner by two rules."),
]

QUESTIONS = [
    Question(
        id="21.1",
        answer=lambda: _worth("Mixed", "Mini") - _worth("Mixed"),
        accept=near(1e-6),
        praise="Alone Mini is worth more than forty times as much. Whoever comes second has little left to add.",
        hints=[
            "What are the two worth together, and what did Lepton have before Mini came?",
            "`S('Mixed', 'Mini')` is the place of the two in `v`.",
            '`added = v[S("Mixed", "Mini")] - v[S("Mixed")]`',
        ],
        misconceptions=[
            Misconception(
                "gave what Mini has alone",
                lambda: _worth("Mini"),
                "That is Mini alone. Lepton has Mixed already: what do the two have more than Mixed?",
                printed=True,
            ),
            Misconception(
                "gave what the two have",
                lambda: _worth("Mixed", "Mini"),
                "That is the worth of the two. Take off what Mixed has without Mini.",
            ),
            Misconception(
                "asked what Mixed adds to Mini",
                lambda: _worth("Mixed", "Mini") - _worth("Mini"),
                "That is what Mixed adds to Mini. Mini comes second here.",
            ),
            Misconception(
                "let Mini join everybody",
                lambda: _v()[-1] - _v()[255 - _code("Mini")],
                "That is what Mini adds to all the others. Only Mixed is there already.",
            ),
        ],
        read="See *Eight offers*.",
    ),
    Question(
        id="21.2",
        answer=lambda: _leave_one_out,
        accept=same_function(_games),
        praise="One subtraction for each partner, and the hardest question that you can ask of one.",
        hints=[
            "Which place in v has everybody but partner i? Everybody stands at the end.",
            "Everybody is 2**n - 1 = `len(v) - 1`; without partner i it is 2**i less.",
            "`return np.array([v[-1] - v[-1 - 2**i] for i in range(len(v).bit_length() - 1)])`",
        ],
        misconceptions=[
            Misconception(
                "gave what each has alone",
                lambda: lambda v: np.array([v[2**i] for i in range(len(v).bit_length() - 1)]),
                "`v[2**i]` is partner i alone. What is lost if it leaves all the others?",
            ),
            Misconception(
                "gave what the others have",
                lambda: lambda v: np.array([v[-1 - 2**i] for i in range(len(v).bit_length() - 1)]),
                "That is what the others have without partner i. What did everybody have?",
            ),
            Misconception(
                "counted places instead of powers",
                lambda: lambda v: np.array([v[-1] - v[-1 - i] for i in range(len(v).bit_length() - 1)]),
                "Partner i takes 2**i off the place of everybody, not i.",
            ),
            Misconception(
                "took the Shapley value",
                lambda: shapley,
                "That is the Shapley value, a mean over orders. Here each partner comes last.",
            ),
            Misconception(
                "took the Banzhaf value",
                lambda: banzhaf,
                "That is the Banzhaf value, a mean over coalitions. Here only the coalition of all others counts.",
            ),
        ],
        read="See *Three ways to one number*.",
    ),
    Question(
        id="21.3",
        answer=lambda: _with_lepton,
        accept=same_function(_larger_games),
        praise="Half of the coalitions are without Lepton, and worth nothing.",
        hints=[
            "Lepton is the last player. Which half of the 2**(n+1) coalitions has Lepton in it?",
            "The first half is without Lepton, and the second half, in the same order, with it.",
            "`return np.concatenate([np.zeros(len(v)), best_part(v)])`",
        ],
        misconceptions=[
            Misconception(
                "seated Lepton first",
                lambda: lambda v: np.stack([np.zeros(len(v)), _best_part(v)], axis=1).ravel(),
                "That seats Lepton as player 0, and so at every second place. It is the last one.",
            ),
            Misconception(
                "changed the halves",
                lambda: lambda v: np.concatenate([_best_part(v), np.zeros(len(v))]),
                "With Lepton and without have changed places: the first half is without.",
            ),
            Misconception(
                "used all data",
                lambda: lambda v: np.concatenate([np.zeros(len(v)), v]),
                "That makes Lepton train on all that a group has. It may leave out what does harm: `best_part(v)`.",
            ),
            Misconception(
                "let partners do without Lepton",
                lambda: lambda v: np.concatenate([v, _best_part(v)]),
                "Without Lepton's network pictures are worth nothing.",
            ),
            Misconception(
                "returned eight players",
                lambda: _best_part,
                "That is still the game without Lepton as a player. Twice as many coalitions are wanted.",
            ),
        ],
        read="See *The ninth player*.",
    ),
    Question(
        id="21.4",
        answer=lambda: _best(_v(), 0.20),
        accept=exactly(),
        praise="Bags from the one who has them, and somebody cheap for the rest, wrong labels and all.",
        hints=[
            "`best_team` gives a place in `v`, and `members` the names that belong to it.",
            "Which coalitions cost at most 0.20, and which of them is worth most?",
            "`team = members(best_team(v, 0.20))`",
        ],
        misconceptions=[
            Misconception(
                "selected by Shapley value",
                lambda: _selected(shapley(_v()), 0.20),
                "That is what `select` buys by Shapley value. What are these worth *together*?",
            ),
            Misconception(
                "gave its place",
                lambda: _code(*_best(_v(), 0.20)),
                "That is its place in `v`. `members(...)` gives the names.",
            ),
            Misconception(
                "took the best of all budgets",
                lambda: _best(_v(), 9),
                "That is the best of all 256, and costs more than 0.20.",
            ),
            Misconception(
                "took all that can be paid one by one",
                lambda: {name for name, price in zip(_NAMES, _price(), strict=True) if price <= 0.20},
                "Each of these can be paid, and all of them together cannot.",
            ),
        ],
        read="See *A team for the money*.",
    ),
    Question(
        id="21.5",
        answer=_veto,
        accept=exactly(),
        praise="Who alone has a tenth of the market has all the say, once 0.75 is wanted.",
        hints=[
            "Which teams reach an accuracy of 0.75? Who is in every one of them?",
            "`v + 0.1` is the accuracy. `set.intersection(*sets)` is what several sets have in common.",
            "`veto = set.intersection(*(members(place) for place in np.flatnonzero(v + 0.1 >= 0.75)))`",
        ],
        misconceptions=[
            Misconception(
                "took the largest Shapley value",
                lambda: {_NAMES[int(shapley(_v()).argmax())]},
                "It has the largest share of accuracy. Are there teams above 0.75 without it?",
            ),
            Misconception(
                "took the members of the best team",
                lambda: _best(_v(), 9),
                "That is one team above 0.75. Who is in *all* of them?",
            ),
            Misconception(
                "gave everybody",
                lambda: set(_NAMES),
                "Those are in some of the teams. Who is in all of them?",
            ),
            Misconception(
                "found nobody",
                set,
                "Somebody is in all of them. Did you compare `v` with 0.75, and not the accuracy, `v + 0.1`?",
            ),
        ],
        read="See *What is a point worth?*",
    ),
    Question(
        id="21.6",
        answer=lambda: _best(_without("Hasty"), 0.22),
        accept=exactly(),
        praise="Known before the notice is given, so nobody has to work with a worse network in between.",
        hints=[
            "The best coalition that costs at most 0.22 and does not have Hasty in it.",
            "Give each coalition with Hasty a worth of -1, and ask `best_team`.",
            '`members(best_team(np.where(np.arange(256) & S("Hasty"), -1, v), 0.22))`',
        ],
        misconceptions=[
            Misconception(
                "kept Hasty",
                lambda: _best(_v(), 0.22),
                "Hasty is out. Look at the coalitions without it.",
            ),
            Misconception(
                "gave its place",
                lambda: _code(*_best(_without("Hasty"), 0.22)),
                "That is its place in `v`. `members(...)` gives the names.",
            ),
            Misconception(
                "only left Hasty out",
                lambda: {"Bagsy"},
                "Bagsy knows nothing but bags. Somebody can be signed for what Hasty was paid.",
            ),
            Misconception(
                "kept to the old budget",
                lambda: _best(_without("Hasty"), 0.20),
                "That spends at most 0.20. The budget is 0.22 now, and the little more buys bags again.",
            ),
            Misconception(
                "gave the names of the others",
                lambda: set(_NAMES) - {"Hasty"},
                "All the others together cost 0.85.",
            ),
        ],
        read="See *Years later: the labels rot*.",
    ),
    Question(
        id="21.7",
        answer=lambda: _short_list,
        accept=_over_the_bar,
        praise="Twelve trainings in place of 256, and hardly anything lost. Now defend it.",
        hints=[
            "The cheap guess is good at telling bad teams from good ones, and bad at telling the good ones apart. What may be trained "
            "to tell those apart?",
            "Sort the teams that can be paid by `cheap`, train the first twelve, buy the best.",
            "`shortlist = payable[np.argsort(-cheap[payable])][:12]`, and `return int(max(shortlist, key=ask))`",
        ],
        misconceptions=[
            Misconception(
                "bought by the cheap guess",
                lambda: _cheapest_guess,
                "That is the cheap guess itself. It takes the best of its own list, and trains nothing.",
                shows=lambda answer: _same_as(answer, _cheapest_guess),
            ),
            Misconception(
                "went down the list",
                lambda: _by_ratio,
                "It goes by what each partner has alone for its price, and so it buys the same knowledge twice.",
                shows=lambda answer: _same_as(answer, _by_ratio),
            ),
        ],
        read="See *Open task*.",
    ),
]
