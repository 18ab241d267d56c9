"""Lesson 4, sharing the gains."""

import numpy as np

from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.article_model import ARTICLE
from lepton_kit.partnership.bargaining import nash_bargain
from lepton_kit.partnership.core_stability import blocking_coalition
from lepton_kit.partnership.games import synergy_game
from lepton_kit.partnership.moral_hazard import share_contract

_Q = np.array([[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]])


def _alliance():
    return {"v": synergy_game(ARTICLE.net, _Q), "C": ARTICLE.cost}


def _names(code):
    return {name for i, name in enumerate("ABC") if code >> i & 1}


def _leaving(v, C):
    return set(
        blocking_coalition(v, dict(zip("ABC", v[-1] * C / C.sum(), strict=True))).players
    )


QUESTIONS = [
    Question(
        id="04.1",
        given=lambda: {"C": 0.7, "R": 1.5, "offer": 0.5},
        answer=lambda C, R, offer: nash_bargain(
            cost=C, returns=R, disagreement=offer
        ).transfer[0],
        accept=near(1e-6),
        praise="1.35: B has 0.65 over its cost, the 0.5 it could have elsewhere and half of the 0.3 that is left.",
        hints=[
            "What is the least that B would accept now?",
            "Below 0.7 + 0.5 B goes to the rival; above 1.5 Lepton walks away. Equals meet in the middle.",
            "`nash_bargain(cost=0.7, returns=1.5, disagreement=0.5).transfer[0]`",
        ],
        misconceptions=[
            Misconception(
                "left the rival out",
                lambda C, R, offer: (C + R) / 2,
                "That is the price without the rival. B would go: it has 0.4 with Lepton and 0.5 there.",
            ),
            Misconception(
                "paid the old price and the offer",
                lambda C, R, offer: (C + R) / 2 + offer,
                "1.6 is more than Lepton earns. The offer raises the least that B accepts; the middle moves by half.",
            ),
            Misconception(
                "took the offer for an outside option",
                lambda C, R, offer: nash_bargain(
                    cost=C, returns=R, outside_option=offer
                ).transfer[0],
                "1.2 just matches the offer: right if B could have it only by leaving for good, the outside-option "
                "principle. Here the rival pays while they bargain, so the 0.5 is covered first and the rest is shared.",
            ),
            Misconception(
                "forgot B's cost",
                lambda C, R, offer: (offer + R) / 2,
                "The offer is a profit, and here B also bears its cost of 0.7. Both must be covered.",
            ),
        ],
        read="See *What is B's part worth?*",
    ),
    Question(
        id="04.2",
        given=lambda: {"k1": 1, "k2": 4},
        answer=lambda k1, k2: (
            share_contract(k1, k2).welfare - share_contract(k1, k2, share=0.5).welfare
        ),
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
                lambda k1, k2: (
                    share_contract(k1, k2).first_best
                    - share_contract(k1, k2, share=0.5).welfare
                ),
                "You compared with effort that can be contracted. No share reaches that: the best one makes 2.1.",
            ),
            Misconception(
                "swapped the sides",
                lambda k1, k2: (
                    share_contract(k1, k2, share=k2 / (k1 + k2)).welfare
                    - share_contract(k1, k2, share=0.5).welfare
                ),
                "That is a loss: Lepton's share is k1 / (k1 + k2) = 0.2, the larger part goes to the university.",
            ),
            Misconception(
                "subtracted the wrong way round",
                lambda k1, k2: (
                    share_contract(k1, k2, share=0.5).welfare
                    - share_contract(k1, k2).welfare
                ),
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
            '`set(blocking_coalition(v, dict(zip("ABC", proposal))).players)`',
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
        accept=same_function(
            [
                (np.array([0.4, 0.8, 0.4]), _Q),
                (np.array([1.0, 2.0]), np.array([[0.0, 1.0], [1.0, 0.0]])),
                (
                    np.array([0.0, 1.0, 2.0, 3.0]),
                    np.array([[0, 1, 0, 0], [1, 0, 2, 0], [0, 2, 0, 0], [0, 0, 0, 0.0]]),
                ),
            ]
        ),
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
                lambda: (
                    lambda net, q: np.full(len(net), (net.sum() + q.sum() / 2) / len(net))
                ),
                "That is an equal split of v(N). Shapley pays what each one adds.",
            ),
        ],
        read="See *Lepton's three partners*.",
    ),
]
