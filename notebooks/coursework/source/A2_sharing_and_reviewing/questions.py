"""The questions of A2, sharing and reviewing. Not part of the package: whoever installs it gets no answers."""

from itertools import permutations

import numpy as np
from scipy.stats import beta

from lepton_kit.exercises import Misconception, Question, personal_data
from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.partnership import (
    Escrow,
    excess,
    nash_bargain,
    shapley,
    share_contract,
    update_trust,
)


def _mine(student):
    return {"mine": personal_data("A2").alliance(student)}


def _records(student):
    return {"mine": personal_data("A2").records(student)}


def _bargain(mine, *, power=None, outside=True):
    return nash_bargain(
        mine.portfolio,
        power=mine.power if power is None else power,
        disagreement=mine.outside * outside,
    )


def _proposal(mine):
    return mine.v[-1] * mine.portfolio.cost / mine.portfolio.cost.sum()


def _most(mine, worth):
    """For each partner the most of something among the groups of one to three with it, by their number."""
    groups = np.arange(1, 15)
    return np.array([worth[groups][groups >> i & 1 == 1].max() for i in range(4)])


def _added(v, orders):
    """What each player adds to the worth of those before it, added up over the orders."""
    paid = np.zeros(len(v).bit_length() - 1)
    for order in orders:
        group = 0
        for i in order:
            paid[i] += v[group | 1 << i] - v[group]
            group |= 1 << i
    return paid


def _first_there(v):
    orders = [(0, *rest) for rest in permutations(range(1, len(v).bit_length() - 1))]
    return _added(v, orders) / len(orders)


def _games(rng):
    """Five games of three or four players in which nobody is worth nothing and groups gain or lose by growing."""
    found = []
    for n in (3, 3, 4, 4, 4):
        v = rng.integers(1, 60, 2**n).astype(float)
        v[0] = 0
        found.append((v,))
    return found


def _refused(purse, price, moves):
    """Whether an escrow refuses one of the moves."""
    deal = Escrow(buyer=purse)
    steps = {
        "propose": lambda deal: deal.propose(price),
        "award": lambda deal: deal.award(0.5),
    }
    try:
        for move in moves:
            deal = steps[move](deal) if move in steps else getattr(deal, move)()
    except ValueError:
        return True
    return False


def _labels(mine, test):
    return {label for label, (price, moves) in mine.escrows.items() if test(price, moves)}


def _trust(mine, *, forget=None, new=1.0, prior=(1, 1)):
    """Means of the trust with the old record and the new one weighted."""
    review = mine.successes * new, mine.failures * new
    kept = mine.forget if forget is None else forget
    return update_trust(mine.a, mine.b, *review, forget=kept, prior=prior).mean


def _checked(mine, what):
    """Something of Beta(a, b), for each of those under review, by name."""
    return {name: float(what(a, b)) for name, (a, b) in mine.checked.items()}


def _above(mine):
    """The chance of a rate above break-even."""
    return lambda a, b: beta.sf(mine.break_even, a, b)


QUESTIONS = [
    Question(
        id="A2.1",
        name="agreed",
        points=2,
        given=_mine,
        answer=lambda mine: dict(zip(mine.names, _bargain(mine).transfer.tolist(), strict=True)),
        accept=near(decimals=3),
        praise="What a partner has while the two are at odds is covered first; the rest is shared.",
        hints=[
            "What has a partner for as long as there is no deal? Nobody signs for less than that on top of the cost.",
            "`nash_bargain(C, R, power=mine.power, disagreement=mine.outside).transfer`.",
        ],
        misconceptions=[
            Misconception(
                "ignored the other offers",
                lambda mine: _bargain(mine, outside=False).transfer,
                "That is the bargain of somebody who has nothing while there is no deal. What the rival pays is covered first.",
                credit=0.5,
            ),
            Misconception(
                "turned the power round",
                lambda mine: _bargain(mine, power=1 - mine.power).transfer,
                "`mine.power` is Lepton's. With more power Lepton pays less, not more.",
                credit=0.5,
            ),
            Misconception(
                "split in half",
                lambda mine: _bargain(mine, power=0.5).transfer,
                "Half and half is for equals. Lepton's power is in `mine.power`.",
            ),
            Misconception(
                "gave what Lepton keeps",
                lambda mine: _bargain(mine).kept,
                "That is Lepton's part. The transfer is what the partner is paid.",
                credit=0.5,
            ),
            Misconception(
                "gave what the partner gains",
                lambda mine: _bargain(mine).gained,
                "That is what the partner gains over its cost. The transfer covers the cost too.",
                credit=0.5,
            ),
        ],
        read="Lesson 5, *What is a fair price?*",
    ),
    Question(
        id="A2.2",
        name="better",
        points=3,
        given=_mine,
        answer=lambda mine: (
            share_contract(*mine.effort).welfare
            - share_contract(*mine.effort, share=0.5).welfare
        ),
        accept=near(decimals=3),
        praise="That much is in the contract itself, before anybody has worked harder.",
        hints=[
            "Two contracts for the same two sides: what is the welfare of each?",
            "`share_contract(k1, k2).welfare` has the best share; `share=0.5` gives the other.",
        ],
        misconceptions=[
            Misconception(
                "gave the best welfare",
                lambda mine: share_contract(*mine.effort).welfare,
                "That is the welfare of the best share. How much more is it than that of half and half?",
            ),
            Misconception(
                "compared with full effort",
                lambda mine: (
                    share_contract(*mine.effort).first_best
                    - share_contract(*mine.effort, share=0.5).welfare
                ),
                "No share brings full effort when nobody can check it. Compare with the best share.",
                credit=0.5,
            ),
            Misconception(
                "gave the larger share to the wrong side",
                lambda mine: (
                    share_contract(
                        *mine.effort, share=mine.effort[1] / sum(mine.effort)
                    ).welfare
                    - share_contract(*mine.effort, share=0.5).welfare
                ),
                "The larger share belongs to the side whose effort matters more: s = k1 / (k1 + k2).",
                credit=0.5,
            ),
            Misconception(
                "gave the share",
                lambda mine: share_contract(*mine.effort).share,
                "That is the best share. What does it bring?",
            ),
        ],
        read="Lesson 5, *Who works how hard?*",
    ),
    Question(
        id="A2.3",
        name="tempted",
        points=2,
        given=_mine,
        answer=lambda mine: dict(
            zip(mine.names, _most(mine, excess(mine.v, _proposal(mine))).tolist(), strict=True)
        ),
        accept=near(decimals=3),
        praise="Those with the largest number are the group that has most to gain. A division by cost pays for effort spent, "
        "not for what a group could have elsewhere.",
        hints=[
            "What does each group get under the proposal, and what could it have elsewhere?",
            "`e = excess(mine.v, mine.v[-1] * C / C.sum())` has all groups, nobody first and all four last. For partner i "
            "take the largest `e[S]` of the S from 1 to 14 with `S >> i & 1`.",
        ],
        misconceptions=[
            Misconception(
                "took what the groups are worth",
                lambda mine: _most(mine, mine.v),
                "That is what the richest group with each could have elsewhere. Subtract what its members are paid here.",
            ),
            Misconception(
                "turned the sign",
                lambda mine: _most(mine, -excess(mine.v, _proposal(mine))),
                "The sign is turned: the excess is the worth elsewhere minus what is paid here.",
            ),
            Misconception(
                "let each leave alone",
                lambda mine: excess(mine.v, _proposal(mine))[[1, 2, 4, 8]],
                "That is what each gains alone. Two or three may leave together, and gain more.",
            ),
            Misconception(
                "divided equally",
                lambda mine: _most(mine, excess(mine.v, np.full(4, mine.v[-1] / 4))),
                "You pay all four the same. The proposal divides in proportion to the costs: `mine.v[-1] * C / C.sum()`.",
                credit=0.5,
            ),
        ],
        read="Lesson 6, *Whose gain is it?*",
    ),
    Question(
        id="A2.4",
        name="shares",
        points=4,
        answer=lambda: _first_there,
        accept=same_function(_games),
        praise="Whoever was there first is paid its own worth, and the others share what they add to it.",
        hints=[
            "Which orders have player 0 at the front? How many are there with n players?",
            "`for rest in permutations(range(1, n))`: go through `(0, *rest)`, pay each `v[S | 1 << i] - v[S]`, and divide "
            "by the number of these orders at the end.",
        ],
        misconceptions=[
            Misconception(
                "took all orders",
                lambda: shapley,
                "That is the Shapley value, over all orders. Here player 0 is first in each of them.",
                credit=0.5,
            ),
            Misconception(
                "took one order only",
                lambda: lambda v: _added(v, [range(len(v).bit_length() - 1)]),
                "That is one order. Take the mean over all that begin with player 0.",
                credit=0.25,
            ),
            Misconception(
                "added up instead of taking the mean",
                lambda: (
                    lambda v: _added(
                        v,
                        [(0, *p) for p in permutations(range(1, len(v).bit_length() - 1))],
                    )
                ),
                "Your shares add up to more than everybody is worth: divide by the number of orders.",
                credit=0.5,
            ),
            Misconception(
                "put player 0 last",
                lambda: (
                    lambda v: (
                        _added(
                            v,
                            orders := [
                                (*p, 0)
                                for p in permutations(range(1, len(v).bit_length() - 1))
                            ],
                        )
                        / len(orders)
                    )
                ),
                "In your orders player 0 comes last. It was there first.",
                credit=0.5,
            ),
        ],
        read="Lesson 6, *An alliance of three*, the table of the orders.",
    ),
    Question(
        id="A2.5",
        name="refused",
        points=2,
        given=_mine,
        answer=lambda mine: _labels(
            mine, lambda price, moves: _refused(mine.purse, price, moves)
        ),
        accept=exactly(),
        praise="What is not in the picture, or not in the purse, cannot be done.",
        hints=[
            "Follow each row through the picture of the states in lesson 5. And is there enough money?",
            "Try them: `Escrow(buyer=mine.purse).propose(price)`, then the moves one by one; a refusal is a ValueError.",
        ],
        misconceptions=[
            Misconception(
                "named those that work",
                lambda mine: _labels(
                    mine, lambda price, moves: not _refused(mine.purse, price, moves)
                ),
                "These can be done to the end. Which cannot?",
                credit=0.5,
            ),
            Misconception(
                "did not look into the purse",
                lambda mine: _labels(
                    mine,
                    lambda price, moves: _refused(
                        np.inf if price > 99 else 99, price, moves
                    ),
                ),
                "One of them asks for more money than the buyer has, and nothing can be funded with it.",
                credit=0.5,
            ),
            Misconception(
                "took an early end for a refusal",
                lambda mine: _labels(
                    mine,
                    lambda price, moves: (
                        moves in (("propose", "withdraw"), ("propose", "fund", "refund"))
                        or _refused(mine.purse, price, moves)
                    ),
                ),
                "Ending it before delivery is allowed: what is proposed may be withdrawn, and what is funded refunded.",
                credit=0.5,
            ),
        ],
        read="Lesson 5, *A contract that keeps its word*.",
    ),
    Question(
        id="A2.6",
        name="trust",
        points=3,
        given=_records,
        answer=_trust,
        accept=near(decimals=3),
        praise="Old news fade, this year's count in full, and the prior was no news.",
        hints=[
            "Three parts: the prior (1, 1), the old record on top of it, and this year. Which of them fades?",
            "`update_trust(mine.a, mine.b, mine.successes, mine.failures, forget=mine.forget).mean`.",
        ],
        misconceptions=[
            Misconception(
                "forgot nothing",
                lambda mine: _trust(mine, forget=1.0),
                "Here nothing has faded. `mine.forget` of the old record is left.",
                credit=0.5,
            ),
            Misconception(
                "faded the prior as well",
                lambda mine: _trust(mine, prior=(0, 0)),
                "You let the prior (1, 1) fade too: right in simpler accounts, but the question says that it stays.",
                credit=0.5,
            ),
            Misconception(
                "faded the new counts",
                lambda mine: _trust(mine, forget=1.0, new=mine.forget),
                "This year's projects count in full. What fades is what was known before.",
                credit=0.5,
            ),
            Misconception(
                "forgot the wrong part",
                lambda mine: _trust(mine, forget=1 - mine.forget),
                "`mine.forget` is the part that is left, not the part that goes.",
                credit=0.5,
            ),
            Misconception(
                "trusted this year only",
                lambda mine: mine.successes / (mine.successes + mine.failures),
                "That is this year's share of successes. The old record still counts, in part.",
            ),
        ],
        read="Lesson 7, *Old news fades*.",
    ),
    Question(
        id="A2.7",
        name="distance",
        points=4,
        given=_records,
        answer=lambda mine: _checked(mine, lambda a, b: _above(mine)(a, b) - mine.exit_below),
        accept=near(decimals=3),
        praise="A mean below break-even is a doubt; leaving needs more than a doubt.",
        hints=[
            "How likely is it, by Beta(a, b), that the partner's rate is above break-even?",
            "`beta.sf(year.break_even, a, b)` is that chance, and `year.exit_below` is the line.",
        ],
        misconceptions=[
            Misconception(
                "left at the first doubt",
                lambda mine: _checked(mine, lambda a, b: a / (a + b) - mine.break_even),
                "That is how far the mean is from break-even. The rule asks how likely a rate above it still is.",
                credit=0.5,
            ),
            Misconception(
                "took the wrong tail",
                lambda mine: _checked(mine, lambda a, b: beta.cdf(mine.break_even, a, b) - mine.exit_below),
                "You would leave the best: `beta.cdf` is the chance of being below. Take `beta.sf`.",
            ),
            Misconception(
                "turned the sign",
                lambda mine: _checked(mine, lambda a, b: mine.exit_below - _above(mine)(a, b)),
                "The sign is turned: the chance minus the line, so that whom Lepton leaves has a negative number.",
                credit=0.5,
            ),
            Misconception(
                "gave the chance",
                lambda mine: _checked(mine, _above(mine)),
                "That is the chance of each. How far is it from `year.exit_below`?",
                credit=0.5,
            ),
        ],
        read="Lesson 7, *The yearly review*.",
    ),
]
