"""Lesson 1, partners and value."""

import numpy as np

from lepton_kit.exercises import Guess
from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.partner import ARTICLE, PRINTED_NET, net_by_reading


def _example():
    return {"R": ARTICLE.returns, "C": ARTICLE.cost}


def _by(reading):
    return lambda R, C: net_by_reading(R, C, 0.25, 0.5, reading=reading)


def _kept(returns, costs, alpha):
    return alpha * (np.asarray(returns) - costs)


def _shares(rng):
    """One to four partners, some of whom cost more than they bring; Lepton keeps all, nothing or a part."""
    for n, alpha in ((1, 1.0), (1, 0.0), (2, 0.25), (3, 0.6), (4, 0.35)):
        yield rng.integers(1, 20, n) / 2, rng.integers(1, 20, n) / 2, alpha
    yield np.array([1.2, 0.5]), np.array([0.8, 0.7]), 0.5


GUESSES = [
    Guess(
        id="01.a",
        answer=lambda: "enterprise B",
        choices=("university A", "enterprise B"),
        then="Run the next cell, and see by how much.",
    ),
    Guess(
        id="01.b",
        answer=lambda: 1.45,
        then="Run the next cell. Does the score rise or fall when the partner gets dearer?",
    ),
]

QUESTIONS = [
    Question(
        id="01.1",
        given=_example,
        answer=_by("own_charge"),
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
                "That is definition (1), R - C. Equation (4) charges alpha C + beta R instead of C.",
                printed=True,
            ),
            Misconception(
                "copied the printed nets",
                lambda R, C: np.array(PRINTED_NET),
                "Those are the numbers that the article prints. Compute them: two of the three are wrong.",
            ),
            Misconception(
                "charged the whole pool to every partner",
                _by("full_sum"),
                "You subtracted the sum over all partners from each of them, so the pool is charged three times. "
                "Here each partner pays for itself only.",
            ),
            Misconception(
                "gave the charge, not what is left",
                lambda R, C: 0.25 * C + 0.5 * R,
                "That is the charge alpha C + beta R. The net is the return minus the charge.",
            ),
            Misconception(
                "lost the brackets",
                lambda R, C: R - 0.25 * C + 0.5 * R,
                "R - 0.25 * C + 0.5 * R adds the second term back. The minus must reach both: use brackets.",
            ),
            Misconception(
                "exchanged the weights",
                lambda R, C: R - (0.5 * C + 0.25 * R),
                "Alpha goes with the cost and beta with the return: a quarter of C, half of R.",
            ),
            Misconception(
                "kept the article's weights",
                lambda R, C: R - (0.5 * C + 0.5 * R),
                "Those are the nets with weights of 0.5, as the table has them. Here alpha is 0.25.",
            ),
            Misconception(
                "gave the total",
                lambda R, C: _by("own_charge")(R, C).sum(),
                "That is the total S. The question asks for the three nets, an array.",
            ),
        ],
        read="See *Does it add up?*",
    ),
    Question(
        id="01.2",
        answer=lambda: {"N_A", "N_B", "S"},
        accept=exactly(),
        praise="Only N_C survives, and nothing in the article tells the reader so.",
        hints=[
            "Put the row `own_charge` of the table and the printed 0.4, 0.3, 0.2 side by side.",
            "If some of the parts are wrong, look at the total too: that of the row is 0.8.",
            "A prints 0.4 and is 0.2; B prints 0.3 and is 0.4; C prints 0.2 and is 0.2; S prints 0.9 and is 0.8.",
        ],
        misconceptions=[
            Misconception(
                "compared with definition (1)",
                lambda: {"N_B", "N_C", "S"},
                "That holds against R - C. The article computes with `own_charge`: compare with that row.",
            ),
            Misconception(
                "forgot the total",
                lambda: {"N_A", "N_B"},
                "Two nets are wrong. Does the printed total still hold?",
            ),
            Misconception(
                "named the ones that are right",
                lambda: {"N_C"},
                "N_C is the one that is right. The question asks for those that are wrong.",
            ),
        ],
        read="See *Does it add up?*",
    ),
    Question(
        id="01.3",
        answer=lambda: _kept,
        accept=same_function(_shares),
        praise="It is alpha (R - C): Lepton keeps the share alpha of each surplus.",
        hints=[
            "Lepton receives the return and pays the transfer. What is left?",
            "Write the transfer in brackets: `alpha * costs + (1 - alpha) * returns`.",
            "`return returns - (alpha * costs + (1 - alpha) * returns)`",
        ],
        misconceptions=[
            Misconception(
                "returned the transfer",
                lambda: lambda returns, costs, alpha: alpha * costs + (1 - alpha) * returns,
                "That is what the partner is paid. Lepton keeps the return minus that.",
            ),
            Misconception(
                "gave the partner's gain",
                lambda: lambda returns, costs, alpha: (1 - alpha) * (returns - costs),
                "That is what the partner gains, t - C. Lepton keeps R - t, the part alpha of the surplus. (If you did not "
                "mean that, alpha and 1 - alpha have changed places.)",
            ),
            Misconception(
                "never went below zero",
                lambda: lambda returns, costs, alpha: np.maximum(0, _kept(returns, costs, alpha)),
                "A partner may cost more than it brings. Then Lepton keeps less than nothing, and should know it.",
            ),
            Misconception(
                "left the sign out",
                lambda: lambda returns, costs, alpha: abs(_kept(returns, costs, alpha)),
                "A partner may cost more than it brings. Then what Lepton keeps is negative.",
            ),
            Misconception(
                "added up over the partners",
                lambda: lambda returns, costs, alpha: _kept(returns, costs, alpha).sum(),
                "You returned one number, the total. The question asks for each partner.",
            ),
            Misconception(
                "paid the cost as well",
                lambda: lambda returns, costs, alpha: _kept(returns, costs, alpha) - costs,
                "The cost was subtracted twice: the partner bears it and the transfer covers it.",
            ),
        ],
        read="See *The reading that rescues it*.",
    ),
    Question(
        id="01.4",
        given=lambda: {"total": ARTICLE.total},
        answer=lambda total: 0.6 / total,
        accept=near(1e-3),
        praise="With three eighths of the power, Lepton keeps 0.6 of the 1.6.",
        hints=[
            "With alpha + beta = 1, which part of each surplus does Lepton keep?",
            "Lepton keeps alpha times the total surplus, and the total surplus is 1.6.",
            "`alpha = 0.6 / ARTICLE.total`",
        ],
        misconceptions=[
            Misconception(
                "took the amount for the share",
                lambda total: 0.6,
                "0.6 is the amount. Alpha is a share: of which total?",
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
                "0.8 is what Lepton keeps with alpha = 0.5. What is shared is the whole surplus, the sum of R - C.",
            ),
            Misconception(
                "took the printed total",
                lambda total: 0.6 / 0.9,
                "0.9 is the total that the article prints, and it is wrong. The sum of R - C is 1.6.",
            ),
            Misconception(
                "took a share of the costs",
                lambda total: 0.6 / ARTICLE.cost.sum(),
                "You divided by the sum of the costs. What is shared is the surplus, returns minus costs.",
            ),
        ],
        read="See *The reading that rescues it*.",
    ),
]
