"""What a learner calls in a notebook: ``check``, ``hint`` and ``solution``."""

import json
from dataclasses import dataclass
from typing import Any

from lepton_kit.exercises.content import ROOT
from lepton_kit.exercises.progress_file import keep
from lepton_kit.exercises.question import find
from lepton_kit.exercises.verdict import Verdict, printable

__all__ = ["check", "hint", "solution"]

_hints_given: dict[str, int] = {}


def check(question_id: str, answer: Any) -> Verdict:
    """Judge an answer at once.

    Parameters
    ----------
    question_id : str
        Such as "01.2".
    answer : object
        A number, an array, a name, a function or a model, as the question asks.

    Returns
    -------
    Verdict
        Correct, not yet, not attempted or cannot be judged, each with a message.
    """
    verdict = find(question_id).judge(answer)
    keep(question=verdict.question, status=verdict.status.name)
    return verdict


@dataclass(frozen=True, slots=True)
class Note:
    """A short text that a notebook shows as Markdown and a terminal as it is."""

    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return printable(self.text)


def hint(question_id: str, number: int | None = None) -> Note:
    """The next hint, from nudge to recipe; or hint ``number``, counted from 1.

    Raises
    ------
    ValueError
        If there is no hint of that number.
    """
    hints = find(question_id).hints
    if number is None:
        number = min(_hints_given.get(question_id, 0) + 1, len(hints))
        _hints_given[question_id] = number
    elif number not in range(1, len(hints) + 1):
        raise ValueError(f"Question {question_id} has hints 1 to {len(hints)}; not {number!r}")
    last = f'`solution("{question_id}")` shows one answer.'
    more = "Call it again for the next one." if number < len(hints) else last
    return Note(f"**Hint {number} of {len(hints)}.** {hints[number - 1]}\n\n*{more}*")


def solution(question_id: str) -> Note:
    """One solution, as it stands in the lesson's source."""
    find(question_id)
    solutions = json.loads((ROOT / "source" / "solutions.json").read_text(encoding="utf-8"))
    return Note(f"One solution of {question_id}:\n\n```python\n{solutions[question_id]}\n```")
