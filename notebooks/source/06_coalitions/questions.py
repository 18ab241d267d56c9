"""Lesson 6, coalitions."""

import numpy as np

from lepton_kit.exercises import Guess
from lepton_kit.exercises.comparing import Unjudged, exactly, near, same_function
from lepton_kit.exercises.content import INDUSTRIES, industry_file
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.exercises.values import numbers
from lepton_kit.partnership import (
    blocking_coalition,
    core,
    excess,
    nucleolus,
    read_industry,
    select,
    shapley,
    synergy_game,
    worth,
)

_GLOVES = np.array([0, 0, 0, 0, 0, 1, 1, 1.0])
_NAMES = ("Quillmere", "Ostergate", "Hospital")
_NET = np.array([0.7, 1.0, 0.2])
_Q = np.array([[0, 0.2, 0.4], [0.2, 0, -0.1], [0.4, -0.1, 0]])
_SCAN = np.array([0, 0, 0, 0, 0, 1.0, 0.8, 1.2])
_RACKS = np.array([4.0, 6.0, 12.0])


def _leaving(proposal=(0.6, 1.4, 0.4)):
    return set(blocking_coalition(synergy_game(_NET, _Q), dict(zip(_NAMES, proposal, strict=True))).players)


def _synergies(rng):
    """Games of two to four partners, with gains and losses from working together; one without any."""
    yield (np.array([0.4, 0.8, 0.4]), np.array([[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]]))
    yield np.array([0.1, 2.0]), np.array([[0, -0.5], [-0.5, 0]])
    yield np.array([1.0, 2.0]), np.zeros((2, 2))
    for n in (2, 3, 4):
        q = np.triu(rng.integers(-3, 5, (n, n)), 1).astype(float)
        yield rng.integers(0, 9, n).astype(float), q + q.T


def _channel(together):
    return core([0, 0, 0, 0.9, 0, 0.9, 0.9, together])


def _payments():
    return shapley(worth(lambda S: max(_RACKS[i] for i in S), 3))


def _calmest_payments():
    saving = worth(lambda S: sum(_RACKS[i] for i in S) - max(_RACKS[i] for i in S), 3)
    return _RACKS - nucleolus(saving)


def _industries(rng):
    for name in INDUSTRIES:
        yield (read_industry(industry_file(name)),)


def _by_name(signed, shares):
    return dict(zip(signed.names, np.asarray(shares).tolist(), strict=True))


def _signed(mine):
    """Who signs, and the synergies of pairs in which both have signed."""
    signed = mine.portfolio[select(mine.portfolio, mine.budget, **mine.rules).x]
    return signed, {pair: amount for pair, amount in mine.synergy.items() if set(pair) <= set(signed.names)}


def _contributions(mine):
    return _by_name(_signed(mine)[0], shapley(synergy_game(*_signed(mine))))


def _with_strangers(mine):
    """Half of each synergy, also of those with partners who have not signed."""
    signed, _ = _signed(mine)
    half = {name: sum(amount for pair, amount in mine.synergy.items() if name in pair) / 2 for name in signed.names}
    return {name: signed[name].net + half[name] for name in signed.names}


def _stays(x, seed, draws=4_000):
    errors = np.random.default_rng(seed).normal(0, 0.05, (draws, 6))
    return (excess(_SCAN, x)[1:-1] + errors <= 0).all(axis=1)


def _passes_the_bar(answer, expected):
    """What keeps a division from passing the bar of the open task, or None."""
    x = numbers(answer, ("Quillmere", "Tarnside", "Saint Orrin"))
    if x.shape != (3,):
        raise Unjudged("Three numbers are wanted, in the order Quillmere, Tarnside, Saint Orrin.")
    if not np.isfinite(x).all():
        raise Unjudged("One of the three is no number.")
    if abs(x.sum() - 1.2) > 0.005:
        return f"Your three numbers share out {x.sum():.2f}; all together earn 1.2, no more and no less."
    for seed in range(5):
        stay, other = _stays(x, seed), _stays(shapley(_SCAN), seed)
        d = stay * 1.0 - other
        if stay.mean() < 0.9:
            return f"For seed {seed} all stay in {stay.mean():.0%} of the draws; at least 90 % is the bar."
        if d.mean() - 1.96 * d.std() / np.sqrt(len(d)) <= 0:
            return f"For seed {seed} it is not clearly better than the Shapley value."
    return None


GUESSES = [
    Guess(
        id="06.a",
        answer=lambda: core(_GLOVES).point[2],
        then="Run the next cell: each row is a corner of the core.",
    ),
    Guess(
        id="06.b",
        answer=lambda: "no" if _channel(1.0).is_empty else "yes",
        choices=("yes", "no"),
        then="Run the next cell, and see what each pair would gain by leaving.",
    ),
]

QUESTIONS = [
    Question(
        id="06.1",
        answer=lambda: excess(_GLOVES, [0.2, 0.3, 0.5])[5],
        accept=near(1e-6),
        praise="They can sell a pair for 1 and are paid 0.7.",
        hints=[
            "What could L1 and R earn on their own, and what are they paid?",
            "They can sell a pair for 1. Together they are paid 0.2 + 0.5.",
            "`excess(gloves, [0.2, 0.3, 0.5])[5]`, since `v[5]` is L1 + R",
        ],
        misconceptions=[
            Misconception(
                "gave what they are paid",
                lambda: 0.2 + 0.5,
                "That is what the two are paid together. How much more could they earn on their own?",
            ),
            Misconception(
                "took L2 and R",
                lambda: excess(_GLOVES, [0.2, 0.3, 0.5])[6],
                "That is the excess of L2 and R. L1 and R stand at `v[5]`.",
            ),
            Misconception(
                "took everybody",
                lambda: excess(_GLOVES, [0.2, 0.3, 0.5])[7],
                "All three together are paid all that they are worth: an excess of 0. Take L1 and R only.",
            ),
            Misconception(
                "took the two lefts",
                lambda: excess(_GLOVES, [0.2, 0.3, 0.5])[3],
                "Two left gloves sell for nothing. L1 and R stand at `v[5]`.",
            ),
            Misconception(
                "gave what they could earn",
                lambda: _GLOVES[5],
                "1 is what the two could earn. Take off what they are paid already.",
            ),
        ],
        read="See *Whose gain is it?*",
    ),
    Question(
        id="06.2",
        answer=_leaving,
        accept=exactly(),
        praise="The two are paid 1.0 and can have 1.3 without Ostergate.",
        hints=[
            "For each coalition, compare what it is worth with what its members are paid together.",
            "`excess(v, proposal)` is the gain of each coalition. Which entry is the largest, and whose is it?",
            "`set(blocking_coalition(v, dict(zip(names, proposal))).players)`",
        ],
        misconceptions=[
            Misconception(
                "looked at single partners only",
                lambda: {"Quillmere"},
                "Quillmere gains 0.1 by leaving alone. Does it gain more in company?",
            ),
            Misconception(
                "kept who leaves the equal split",
                lambda: _leaving([0.8, 0.8, 0.8]),
                "Those two leave the equal split. Under this proposal they are paid 2.0, more than their 1.9.",
            ),
            Misconception(
                "gave the one who stays behind",
                lambda: set(_NAMES) - _leaving(),
                "Ostergate is paid more than it brings, so it stays. Who would rather do without it?",
            ),
            Misconception(
                "took the coalition that is worth most",
                lambda: set(_NAMES),
                "All together are worth most and are paid all of it: nothing to gain. Compare worth with pay.",
            ),
        ],
        read="See *An alliance of three*.",
    ),
    Question(
        id="06.3",
        answer=lambda: lambda net, q: net + q.sum(axis=1) / 2,
        accept=same_function(_synergies),
        praise="Half of each synergy to each of its two ends: without the other, neither would have it.",
        hints=[
            "In half of all orders Quillmere arrives before the hospital, in the other half after it. Who is paid?",
            "Each of the two has the synergy in half of the orders. What does partner i have from all its pairs?",
            "`return net + q.sum(axis=1) / 2`",
        ],
        misconceptions=[
            Misconception(
                "gave the whole synergy to both",
                lambda: lambda net, q: net + q.sum(axis=1),
                "Then each synergy is paid out twice, and the shares add up to more than v(N).",
            ),
            Misconception(
                "left the synergies out",
                lambda: lambda net, q: net + 0 * q.sum(axis=1),
                "Those are the nets alone; the synergies are shared by nobody.",
            ),
            Misconception(
                "shared all synergies equally",
                lambda: lambda net, q: net + q.sum() / 2 / len(net),
                "You shared the sum of the synergies among all: partners without any are paid for those of others.",
            ),
            Misconception(
                "shared everything equally",
                lambda: lambda net, q: np.full(len(net), (net.sum() + q.sum() / 2) / len(net)),
                "That is an equal split of v(N). Shapley pays what each one adds.",
            ),
            Misconception(
                "gave each synergy to the one who stands later in the table",
                lambda: lambda net, q: net + np.tril(q).sum(axis=1),
                "That is one order of arrival only, that of the table. The mean over all orders is wanted.",
            ),
            Misconception(
                "gave each synergy to the one who stands earlier in the table",
                lambda: lambda net, q: net + np.triu(q).sum(axis=1),
                "The upper half of the table has each pair once, in the row of the one who stands earlier: the other one "
                "of the pair gets nothing of it. Each has half.",
            ),
            Misconception(
                "gave everybody half of all",
                lambda: lambda net, q: net + q.sum() / 2,
                "`q.sum()` adds up the whole table, so that each is paid for everybody's pairs. Its own are in its row: "
                "`axis=1`.",
            ),
        ],
        read="See *An alliance of three*.",
    ),
    Question(
        id="06.4",
        answer=lambda: 3 * 0.9 / 2,
        accept=near(1e-6),
        praise="Add up the wishes of the three pairs: 2.7, and in it each partner is counted twice.",
        hints=[
            "Each pair wants at least 0.9. Add up what the three pairs want: how often is each partner in it?",
            "The three pairs want 2.7 together, and each partner is in two of them.",
            "`enough = 3 * 0.9 / 2`; `core([0, 0, 0, 0.9, 0, 0.9, 0.9, enough])` agrees",
        ],
        misconceptions=[
            Misconception(
                "added up the pairs",
                lambda: 3 * 0.9,
                "In 2.7 each partner is counted twice, once in each of its two pairs.",
            ),
            Misconception(
                "took two pairs",
                lambda: 2 * 0.9,
                "Two pairs share a partner, who need not be paid twice.",
            ),
            Misconception(
                "added the exit fee once",
                lambda: 1.0 + _channel(1.0).epsilon,
                "Each of the three pairs lacks that much, and each partner helps two of them. Add up all three pairs.",
            ),
            Misconception(
                "matched one pair",
                lambda: 0.9,
                "With 0.9 for all three, the third partner gets nothing and outbids one of the other two.",
                printed=True,
            ),
        ],
        read="See *When no division holds*.",
    ),
    Question(
        id="06.5",
        answer=lambda: _channel(1.2).epsilon,
        accept=near(1e-6),
        praise="With 0.4 each, a pair is paid 0.8 and could have 0.9: a fee of 0.1 keeps it.",
        hints=[
            "The three are alike, so divide the 1.2 alike. What is a pair paid, and what could it have?",
            "`core(v).epsilon` is the least fee. Only the last number of the game changes.",
            "`core([0, 0, 0, 0.9, 0, 0.9, 0.9, 1.2]).epsilon`",
        ],
        misconceptions=[
            Misconception(
                "kept the fee for 1.0",
                lambda: _channel(1.0).epsilon,
                "That is the fee while all three earn 1.0. Now they earn 1.2.",
                printed=True,
            ),
            Misconception(
                "gave what the cake lacks",
                lambda: 3 * 0.9 / 2 - 1.2,
                "That is how much larger the cake would have to be. The fee is what a pair gains by leaving.",
            ),
            Misconception(
                "added up the three pairs",
                lambda: 3 * _channel(1.2).epsilon,
                "Only one coalition leaves at a time. What does one pair gain?",
            ),
            Misconception(
                "shared the fee between the two",
                lambda: _channel(1.2).epsilon / 2,
                "The pair pays the fee together: its whole gain has to be covered.",
            ),
        ],
        read="See *When no division holds*.",
    ),
    Question(
        id="06.6",
        answer=_payments,
        accept=near(1e-6),
        praise="4 racks for three, 2 more for two, 6 more for one: each slice is shared by those who need it.",
        hints=[
            "Cut the 12 racks into slices: who needs the first 4, the next 2, the last 6?",
            "The first pays 4/3; the second 4/3 + 2/2; the third has the last slice to itself as well.",
            "`shapley(worth(lambda S: max([4, 6, 12][i] for i in S), 3))`",
        ],
        misconceptions=[
            Misconception(
                "divided in proportion to need",
                lambda: 12 * _RACKS / _RACKS.sum(),
                "That is in proportion. Shapley shares each slice among those who need it.",
            ),
            Misconception(
                "divided equally",
                lambda: np.full(3, 4.0),
                "Then the first pays for racks that it does not need.",
            ),
            Misconception(
                "let each pay for what it needs alone",
                lambda: _RACKS,
                "That pays for 22 racks, and 12 are enough.",
            ),
            Misconception(
                "let each pay what it adds in this order",
                lambda: np.diff(_RACKS, prepend=0),
                "That is one order of arrival, in which the first pays 4 alone. Take the mean over all orders.",
            ),
            Misconception(
                "took the nucleolus",
                _calmest_payments,
                "That is the nucleolus. By the Shapley value each slice is shared among those who need it.",
            ),
        ],
        read="See *Who pays for what we share?*",
    ),
    Question(
        id="06.7",
        answer=lambda: _contributions,
        accept=same_function(_industries, seconds=10),
        praise="Net plus half of the synergies inside: the shortcut of 06.3, with names.",
        hints=[
            "First who signs, then which synergies lie among them, then the game of these.",
            "`signed = mine.portfolio[select(...).x]` is a portfolio, and `synergy_game(signed, inside)` takes names.",
            "`return shapley(synergy_game(signed, {pair: amount for pair, amount in mine.synergy.items() if set(pair) <= "
            "set(signed.names)}))`",
        ],
        misconceptions=[
            Misconception(
                "left the synergies out",
                lambda: lambda mine: _by_name(_signed(mine)[0], _signed(mine)[0].net),
                "Those are the nets. Each partner also has half of the synergies with others who have signed.",
            ),
            Misconception(
                "counted synergies with partners who have not signed",
                lambda: _with_strangers,
                "Synergies with partners who have not signed are in it. Both of a pair must be in the portfolio.",
            ),
            Misconception(
                "gave the whole synergy to both",
                lambda: (
                    lambda mine: {
                        name: 2 * share - mine.portfolio[name].net for name, share in _contributions(mine).items()
                    }
                ),
                "Each synergy is paid out twice: half of it goes to each of the two.",
            ),
            Misconception(
                "shared everything equally",
                lambda: lambda mine: dict.fromkeys(_contributions(mine), np.mean([*_contributions(mine).values()])),
                "That is an equal split. The Shapley value pays what each one adds.",
            ),
            Misconception(
                "left the rules out of the selection",
                lambda: (
                    lambda mine: (lambda signed: _by_name(signed, signed.net))(
                        mine.portfolio[select(mine.portfolio, mine.budget).x]
                    )
                ),
                "`select` needs `**mine.rules`: synergies, conflicts and requirements decide who signs.",
            ),
            Misconception(
                "took all twelve",
                lambda: lambda mine: _by_name(mine.portfolio, shapley(synergy_game(mine.portfolio, mine.synergy))),
                "Those are all twelve. Only the partners whom `select` signs are wanted.",
            ),
        ],
        read="See *Your industry*.",
    ),
    Question(
        id="06.8",
        answer=lambda: nucleolus(_SCAN),
        accept=_passes_the_bar,
        praise="Everybody stays, even if the worths are a little off. Now defend it before Tarnside.",
        hints=[
            "The Shapley value lies at the edge of the core: half of all errors push it out. Where is the middle?",
            "Which rule keeps the largest excess as small as can be?",
            "`my_division = nucleolus(scan)` passes. Is there another one that does?",
        ],
        misconceptions=[
            Misconception(
                "kept the Shapley value",
                lambda: shapley(_SCAN),
                "That is the Shapley value itself. Quillmere and Saint Orrin are paid exactly what they could have "
                "without Tarnside, so every second error makes them leave.",
                shows=lambda answer: numbers(answer).shape == (3,) and np.allclose(numbers(answer), shapley(_SCAN)),
            ),
            Misconception(
                "divided equally",
                lambda: np.full(3, 0.4),
                "Equal shares pay Quillmere and Saint Orrin 0.8, and they can have 1.0 without Tarnside.",
                shows=lambda answer: numbers(answer).shape == (3,) and np.allclose(numbers(answer), 0.4),
            ),
        ],
        read="See *Open task*.",
    ),
]
