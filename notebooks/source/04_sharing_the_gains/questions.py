"""Lesson 4, sharing the gains."""

import numpy as np

from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.contracts import nash_bargain, share_contract
from lepton_kit.partnership.games import synergy_game
from lepton_kit.partnership.partner import ARTICLE
from lepton_kit.partnership.stable import blocking_coalition

_Q = np.array([[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]])


def _alliance():
    return {"v": synergy_game(ARTICLE.net, _Q), "C": ARTICLE.cost}


def _names(code):
    return {name for i, name in enumerate("ABC") if code >> i & 1}


def _leaving(v, C):
    return {"ABC"[i] for i in blocking_coalition(v, v[-1] * C / C.sum()).players}


def _agreed(cost, returns, power=0.4):
    return nash_bargain([cost], [returns], power=power).transfer[0]


def _synergies(rng):
    """Games of two to four partners, with gains and losses from working together; one without any."""
    yield np.array([0.4, 0.8, 0.4]), _Q
    yield np.array([1.0, 2.0]), np.zeros((2, 2))
    for n in (2, 3, 4):
        q = np.triu(rng.integers(-3, 5, (n, n)), 1).astype(float)
        yield rng.integers(0, 9, n).astype(float), q + q.T


QUESTIONS = [
    Question(
        id="04.1",
        given=lambda: {"C": 0.7, "R": 1.5, "offer": 0.5},
        answer=lambda C, R, offer: _agreed(C + offer, R),
        accept=near(1e-6),
        praise="1.38: B has 0.68 over its cost, the 0.5 it could have elsewhere and six tenths of the 0.3 that is left.",
        hints=[
            "What is the least that B would accept now?",
            "Below 0.7 + 0.5 B goes to the rival; above 1.5 Lepton walks away. Lepton gets 0.4 of what lies between.",
            "`nash_bargain([0.7 + 0.5], [1.5], power=0.4).transfer[0]`",
        ],
        misconceptions=[
            Misconception(
                "left the rival out",
                lambda C, R, offer: _agreed(C, R),
                "That is the price without the rival. B would go: it has 0.48 with Lepton and 0.5 there.",
            ),
            Misconception(
                "paid the old price and the offer",
                lambda C, R, offer: _agreed(C, R) + offer,
                "1.68 is more than Lepton earns. The offer raises the least that B accepts; the price moves by less.",
            ),
            Misconception(
                "added the offer to the return",
                lambda C, R, offer: _agreed(C, R + offer),
                "The rival's offer brings Lepton nothing: R stays 1.5. It raises the least that B accepts.",
            ),
            Misconception(
                "turned the power round",
                lambda C, R, offer: _agreed(C + offer, R, power=0.6),
                "0.4 is Lepton's power, its part of what is left; B has 0.6 of it.",
            ),
            Misconception(
                "kept equal power",
                lambda C, R, offer: _agreed(C + offer, R, power=0.5),
                "That is the price between equals. Lepton's power has fallen to 0.4.",
            ),
            Misconception(
                "matched the offer",
                lambda C, R, offer: C + offer,
                "1.2 is the least that B accepts; then Lepton keeps the whole gain. Here the offer is what B gives up, and the "
                "gain over it is shared. (Where an offer is only a threat to leave, 1.2 is the answer of Binmore, Shaked "
                "and Sutton.)",
            ),
            Misconception(
                "forgot B's cost",
                lambda C, R, offer: _agreed(offer, R),
                "The offer is a profit, and here B also bears its cost of 0.7. Both must be covered.",
            ),
        ],
        read="See *What is B's part worth?*",
    ),
    Question(
        id="04.2",
        given=lambda: {"k1": 1, "k2": 4},
        answer=lambda k1, k2: share_contract(k1, k2).welfare - share_contract(k1, k2, share=0.5).welfare,
        accept=near(1e-6),
        praise="2.100 against 1.875: the university should have four fifths of the result.",
        hints=[
            "What is the best share, and what is the welfare there?",
            "`share_contract(1, 4)` finds the best share; `share_contract(1, 4, share=0.5)` is the lawyer's.",
            "`share_contract(1, 4).welfare - share_contract(1, 4, share=0.5).welfare`",
        ],
        misconceptions=[
            Misconception(
                "gave the welfare, not the gain",
                lambda k1, k2: share_contract(k1, k2).welfare,
                "That is the welfare at the best share. How much more is it than at one half?",
            ),
            Misconception(
                "compared with the first best",
                lambda k1, k2: share_contract(k1, k2).first_best - share_contract(k1, k2, share=0.5).welfare,
                "You compared with effort that can be contracted. No share reaches that: the best one makes 2.1.",
            ),
            Misconception(
                "swapped the sides",
                lambda k1, k2: (
                    share_contract(k1, k2, share=k2 / (k1 + k2)).welfare - share_contract(k1, k2, share=0.5).welfare
                ),
                "That is a loss: Lepton's share is k1 / (k1 + k2) = 0.2, the larger part goes to the university.",
            ),
            Misconception(
                "subtracted the wrong way round",
                lambda k1, k2: share_contract(k1, k2, share=0.5).welfare - share_contract(k1, k2).welfare,
                "The gain is the best welfare minus the lawyer's, a positive number.",
            ),
        ],
        read="See *Who works how hard?*",
    ),
    Question(
        id="04.3",
        given=_alliance,
        answer=_leaving,
        accept=exactly(),
        praise="B and C are paid 1.24 and can have 1.40 without A: paying for cost rewards the dearest.",
        hints=[
            "For each coalition, compare what it is worth with what its members are paid together.",
            "`excess(v, proposal)` is the gain of each coalition. Which entry is the largest, and whose is it?",
            '`{"ABC"[i] for i in blocking_coalition(v, proposal).players}`',
        ],
        misconceptions=[
            Misconception(
                "looked at single partners only",
                lambda v, C: {"B"},
                "B gains 0.13 by leaving alone. Does it gain more in company?",
            ),
            Misconception(
                "took the coalition that leaves an equal split",
                lambda v, C: {"A", "B"},
                "A and B gain most when all three get a third. Here A is already paid the most: who pays for it?",
            ),
            Misconception(
                "gave the one who stays behind",
                lambda v, C: _names(7) - _leaving(v, C),
                "A is paid more than it brings, so A stays. Who would rather do without it?",
            ),
            Misconception(
                "took the coalition that is worth most",
                lambda v, C: _names(int(np.argmax(v))),
                "All together are worth most and are paid all of it: nothing to gain. Compare worth with pay.",
            ),
        ],
        read="See *Lepton's three partners*.",
    ),
    Question(
        id="04.4",
        answer=lambda: lambda net, q: net + q.sum(axis=1) / 2,
        accept=same_function(_synergies),
        praise="Half of each synergy to each of its two ends: without the other, neither would have it.",
        hints=[
            "In half of all orders A arrives before B, in the other half after it. Who is paid their synergy?",
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
        ],
        read="See *Lepton's three partners*.",
    ),
]
