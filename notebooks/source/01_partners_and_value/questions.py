"""Lesson 1, partners and value."""

import numpy as np

from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.article_model import ARTICLE, PRINTED_NET, net_by_reading


def _example():
    return {"R": ARTICLE.returns, "C": ARTICLE.cost}


def _by(reading):
    return lambda R, C: net_by_reading(cost=C, returns=R, reading=reading)


def _kept(cost, returns, alpha):
    return alpha * (np.asarray(returns) - cost)


QUESTIONS = [
    Question(
        id="01.1",
        given=_example,
        answer=_by("own_charge"),
        accept=near(1e-6),
        praise="A keeps 0.2, B 0.4, C 0.2: half of each surplus.",
        hints=[
            "Each partner is charged for itself only. Which two numbers make up its charge?",
            "The charge is half of its cost plus half of its return; the net is the return minus the charge.",
            "`R - (0.5 * C + 0.5 * R)`",
        ],
        misconceptions=[
            Misconception(
                "left the weights out",
                _by("definition"),
                "That is definition (1), R - C. Equation (4) charges alpha C + beta R instead of C.",
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
                lambda R, C: 0.5 * C + 0.5 * R,
                "That is the charge alpha C + beta R. The net is the return minus the charge.",
            ),
            Misconception(
                "lost the brackets",
                lambda R, C: R - 0.5 * C + 0.5 * R,
                "R - 0.5 * C + 0.5 * R adds the second term back. The minus must reach both: use brackets.",
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
            "Put your nets from 01.1 and the printed 0.4, 0.3, 0.2 side by side.",
            "If some of the parts are wrong, look at the total too: yours is 0.8.",
            "A prints 0.4 and is 0.2; B prints 0.3 and is 0.4; C prints 0.2 and is 0.2; S prints 0.9 and is 0.8.",
        ],
        misconceptions=[
            Misconception(
                "compared with definition (1)",
                lambda: {"N_B", "N_C", "S"},
                "That holds against R - C. The article computes with `own_charge`: compare with your result of 01.1.",
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
        accept=same_function(
            [
                (np.array([0.8, 0.7, 0.6]), np.array([1.2, 1.5, 1.0]), 0.5),
                (np.array([8.0, 5.0]), np.array([18.0, 11.0]), 0.25),
                (np.array([1.0]), np.array([3.0]), 1.0),
            ]
        ),
        praise="It is alpha (R - C): Lepton keeps the share alpha of each surplus.",
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
                "swapped the weights",
                lambda: lambda cost, returns, alpha: (1 - alpha) * (returns - cost),
                "Alpha and 1 - alpha have changed places: alpha goes with the cost.",
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
        ],
        read="See *The reading that rescues it*.",
    ),
]
