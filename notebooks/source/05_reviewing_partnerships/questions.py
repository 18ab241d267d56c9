"""Lesson 5, reviewing partnerships."""

import numpy as np

from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.question import Misconception, Question
from lepton_kit.partnership.bandit import exit_threshold
from lepton_kit.partnership.beta_reputation import update_trust
from lepton_kit.partnership.risk import var_cvar

_LOSSES = np.array([3.0, -1.0, 0.5, 8.0, -2.0, 1.0, 4.0, -0.5, 2.0, 6.0])


def _by_mean(break_even, discount, years):
    """The fewest successes with which the mean trust reaches break-even."""
    return next(
        s for s in range(years + 1) if update_trust(1, 1, s, years - s).mean >= break_even
    )


QUESTIONS = [
    Question(
        id="05.1",
        given=lambda: {"a": 6, "b": 6, "successes": 4, "failures": 0, "forget": 0.5},
        answer=lambda a, b, successes, failures, forget: (
            update_trust(a, b, successes, failures, forget=forget).mean
        ),
        accept=near(1e-6),
        praise="Beta(7.5, 3.5): four new projects now weigh nearly as much as the ten old ones.",
        hints=[
            "Which counts fade, the old ones, the new ones or both?",
            "Beta(6, 6) is the prior (1, 1) and a record of 5 and 5. Half of the record is (2.5, 2.5); the prior stays. Add "
            "the 4 successes and 0 failures, and take a / (a + b).",
            "`update_trust(6, 6, successes=4, failures=0, forget=0.5).mean`",
        ],
        misconceptions=[
            Misconception(
                "forgot nothing, or old and new alike",
                lambda a, b, successes, failures, forget: (
                    (a + successes) / (a + b + successes + failures)
                ),
                "That is Beta(10, 6): nothing is forgotten, or all of it in proportion. Only the old record fades.",
            ),
            Misconception(
                "faded the prior as well",
                lambda a, b, successes, failures, forget: (
                    update_trust(
                        a, b, successes, failures, forget=forget, prior=(0, 0)
                    ).mean
                ),
                "That is Beta(7, 3): the prior of (1, 1) was halved too. It is no news and does not grow old; only the "
                "record of 5 and 5 does.",
            ),
            Misconception(
                "forgot everything",
                lambda a, b, successes, failures, forget: (
                    (1 + successes) / (2 + successes + failures)
                ),
                "That starts over from Beta(1, 1). Half of the old record is kept: 2.5 and 2.5.",
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
                lambda a, b, successes, failures, forget: (
                    successes / (successes + failures)
                ),
                "4 of 4 is this year's share. The old record still counts, by half.",
            ),
        ],
        read="See *Which record do you trust more?*",
    ),
    Question(
        id="05.2",
        given=lambda: {"break_even": 0.7, "discount": 0.95, "years": 6},
        answer=lambda break_even, discount, years: int(
            exit_threshold(break_even, discount=discount, years=years).successes[years]
        ),
        accept=exactly(),
        praise="Four: a mean of 0.62 costs a little this year, and staying keeps the good future open.",
        hints=[
            "Staying brings this year's project, and news. Is the mean all that counts?",
            "`exit_threshold` lists the fewest successes for each year, starting with year 0.",
            "`exit_threshold(0.7, discount=0.95, years=6).successes[6]`",
        ],
        misconceptions=[
            Misconception(
                "looked at the mean only",
                _by_mean,
                "With 5 of 6 the mean covers the cost, with 4 it does not, today. But what would you learn by staying?",
            ),
            Misconception(
                "stayed with every second project",
                lambda break_even, discount, years: years // 2,
                "With 3 of 6 the mean is 0.50, and what might still be learned no longer makes up for a cost of 0.70.",
            ),
            Misconception(
                "gave the trust instead of the successes",
                lambda break_even, discount, years: float(
                    exit_threshold(break_even, discount=discount, years=years).mean[years]
                ),
                "That is the mean trust at the boundary. The question asks for the number of successes.",
            ),
        ],
        read="See *When exactly to leave*.",
    ),
    Question(
        id="05.3",
        answer=lambda: lambda losses, level: var_cvar(losses, level).cvar,
        accept=same_function(
            [(_LOSSES, 0.8), (_LOSSES, 0.5), (np.append(_LOSSES, _LOSSES + 1.5), 0.9)]
        ),
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
                lambda: (
                    lambda losses, level: np.sort(losses)[
                        : len(losses) - round(level * len(losses))
                    ].mean()
                ),
                "You averaged the smallest losses. The worst ones stand at the other end.",
            ),
            Misconception(
                "averaged all but the worst",
                lambda: (
                    lambda losses, level: np.sort(losses)[
                        : round(level * len(losses))
                    ].mean()
                ),
                "That is the mean of what is not in the tail. Take what comes after the cut.",
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
        id="05.4",
        given=lambda: {"tutor": (12.0, 15.5), "others": (9.0, 11.0)},
        answer=lambda tutor, others: (tutor[1] - tutor[0]) - (others[1] - others[0]),
        accept=near(1e-6),
        praise="1.5 points: 2 of the 3.5 would have come anyway.",
        hints=[
            "How much did each group change?",
            "The other schools show what would have come without the tutor.",
            "`(15.5 - 12.0) - (11.0 - 9.0)`",
        ],
        misconceptions=[
            Misconception(
                "compared before with after",
                lambda tutor, others: tutor[1] - tutor[0],
                "3.5 also holds what would have come anyway. The other schools tell how much that is.",
            ),
            Misconception(
                "compared the two groups after the start",
                lambda tutor, others: tutor[1] - others[1],
                "These schools were ahead by 3 before the tutor came. That is not its doing.",
            ),
            Misconception(
                "subtracted the wrong way round",
                lambda tutor, others: (others[1] - others[0]) - (tutor[1] - tutor[0]),
                "The sign is turned: the treated schools' change comes first.",
            ),
            Misconception(
                "added the two changes",
                lambda tutor, others: (tutor[1] - tutor[0]) + (others[1] - others[0]),
                "The change of the others is to be taken away: it would have come anyway.",
            ),
        ],
        read="See *Did it cause anything?*",
    ),
]
