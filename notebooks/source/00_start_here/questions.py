"""Lesson 0, start here: two questions to practise on."""

from lepton_kit.exercises import Guess
from lepton_kit.exercises.comparing import near, same_function
from lepton_kit.exercises.question import Misconception, Question


def _offers(rng):
    """Costs and returns, among them a loss, a partner that costs nothing and one that brings nothing."""
    drawn = rng.integers(1, 20, (6, 2)).tolist()
    return [(5, 11), (3, 0), (0, 4), (0.8, 1.2), (1.1, 2.25), *map(tuple, drawn)]


GUESSES = [
    Guess(
        id="00.a",
        answer=lambda: 1000 * 0.5**10,
        then="Run the next cell: one half, ten times over, is a small number.",
    ),
]

QUESTIONS = [
    Question(
        id="00.1",
        answer=lambda: 6,
        accept=near(),
        praise="What a partner brings, less what it costs. You know how checks work.",
        hints=["Some of what comes in has already been spent.", "Take the cost off the return.", "`net = 11 - 5`"],
        misconceptions=[
            Misconception("added the cost", lambda: 16, "You added the cost. Lepton has to pay it: take it off."),
            Misconception("forgot the cost", lambda: 11, "That is the return before the cost is paid."),
            Misconception(
                "took the return off the cost",
                lambda: -6,
                "The other way round: the return comes in, the cost goes out.",
            ),
        ],
    ),
    Question(
        id="00.2",
        answer=lambda: lambda cost, returns: returns - cost,
        accept=same_function(_offers),
        praise="It works for every partner, also for one that costs more than it brings.",
        hints=[
            "A function gives its result back with `return`.",
            "It is the same sum as in 00.1, with names in place of numbers.",
            "`return returns - cost`",
        ],
        misconceptions=[
            Misconception(
                "took the return off the cost",
                lambda: lambda cost, returns: cost - returns,
                "The other way round: the return comes in, the cost goes out.",
            ),
            Misconception(
                "wrote the numbers of 00.1 into it",
                lambda: lambda cost, returns: 11 - 5,
                "It gives 6 whatever it is called with. Use the names `returns` and `cost`.",
            ),
            Misconception(
                "never went below zero",
                lambda: lambda cost, returns: max(returns - cost, 0),
                "A partner may cost more than it brings; then the net is negative, and that is worth knowing.",
            ),
        ],
    ),
]
