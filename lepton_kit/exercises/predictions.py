"""A prediction, typed before its result is looked at: kept, compared, and seen to get better with time."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any, ClassVar

import numpy as np

from lepton_kit.exercises.calling import written
from lepton_kit.exercises.interface import Note
from lepton_kit.exercises.progress_file import keep, kept
from lepton_kit.exercises.question import find
from lepton_kit.exercises.values import Unjudged, kind, numbers, plain_name, text

__all__ = ["Guess", "guess", "guesses"]

CLOSE = 0.1


@dataclass(frozen=True, slots=True)
class Guess:
    """Something to predict.

    Parameters
    ----------
    id : str
        Lesson and letter, such as "03.a".
    answer : callable()
        What comes out: a number, or one of ``choices``. None where only time, or the learner's own run, can tell.
    then : str
        What to run or to look at next.
    choices : tuple of str
        What may be guessed, where it is no number.
    """

    id: str
    answer: Callable[[], Any] | None = field(repr=False)
    then: str
    choices: tuple[str, ...] = ()
    call: ClassVar[str] = "guess"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d\d\.[a-z]", self.id):
            raise ValueError(f"A guess's id is lesson and letter, such as '03.a'; got {self.id!r}")

    def miss(self, value: Any) -> float | None:
        """How far off a guess is, as a share of the answer, at most 1; None where there is no answer yet.

        Raises
        ------
        Unjudged
            If it is no guess of the kind that is asked for.
        """
        if self.choices:
            chosen = plain_name(text(value))
            if chosen not in map(plain_name, self.choices):
                raise Unjudged(f"Guess one of: {', '.join(map(repr, self.choices))}.")
            return None if self.answer is None else float(chosen != plain_name(self.answer()))
        number = numbers(value)
        if number.ndim or not np.isfinite(number):
            raise Unjudged(f"One number is wanted; you gave {kind(value)}.")
        if self.answer is None:
            return None
        right, given = float(self.answer()), float(number)
        if 0 < right < 1 < given and abs(given / 100 - right) < right / 2:
            raise Unjudged(f"That reads as per cent. As a share, which is between 0 and 1, it is {given / 100:g}.")
        return min(1.0, abs(given - right) / (abs(right) or 1.0))


def guess(guess_id: str, value: Any) -> Note:
    """Keep a guess and compare it with what comes out. How far off it was stays on this machine; the guess does not.

    Parameters
    ----------
    guess_id : str
        Such as "01.a".
    value : float or str
        A number, or one of the choices that the lesson gives.

    Returns
    -------
    Note
        How near it was, where that is known already, and what to run next.
    """
    prediction = find(guess_id, Guess)
    if value is ...:
        return Note(f"… **{guess_id}** Put your guess in place of `...` and run the cell again; then go on.")
    try:
        miss = prediction.miss(value)
    except Unjudged as problem:
        return Note(f"? **{guess_id}** {problem}")
    if miss is None:
        return Note(f"● **{guess_id}** You guess {written(value)}. {prediction.then}")
    keep(guess=guess_id, miss=round(miss, 3))
    if prediction.choices:
        near = "Right" if miss == 0 else "It came out otherwise"
    else:
        near = "Right" if miss < 0.005 else f"Off by {miss:.0%}" if miss < 1 else "Off by as much as the thing itself"
    return Note(f"● **{guess_id}** You guess {written(value)}. {near}. {prediction.then}")


def guesses() -> Note:
    """How near your guesses came, lesson by lesson; of each only the first counts."""
    facts, note = kept()
    first: dict[str, float] = {}
    for fact in facts:
        if "guess" in fact:
            first.setdefault(str(fact["guess"]), fact["miss"])
    if not first:
        return Note(f"No guess is kept so far. {note}".rstrip())
    rows = ["| Lesson | Guesses | Close | Typical miss |", "|---|---|---|---|"]
    for lesson in sorted({name[:2] for name in first}):
        misses = [miss for name, miss in first.items() if name[:2] == lesson]
        rows.append(f"| {lesson} | {len(misses)} | {sum(miss <= CLOSE for miss in misses)} | {median(misses):.0%} |")
    in_time = list(first.values())
    half = len(in_time) // 2
    trend = (
        f"Typical miss of your first {half}: {median(in_time[:half]):.0%}, of your last {half}: "
        f"{median(in_time[-half:]):.0%}."
        if half >= 2
        else "From four guesses on, you see here whether they get better."
    )
    return Note("\n".join([*rows, "", trend, note]).rstrip())
