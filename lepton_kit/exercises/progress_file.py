"""What a learner has solved so far: one private file on this machine, a line a check; no account and no network.

The file stands in the user's data folder, or where the variable ``LEPTON_PROGRESS`` says; ``LEPTON_PROGRESS=off`` keeps
nothing. It holds the question's id, the verdict and the time, never an answer.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lepton_kit.exercises.question import questions
from lepton_kit.exercises.verdict import Status, printable

__all__ = ["Progress", "progress", "record"]

_trouble = ""  # why the last verdict could not be kept


def _file():
    """Where progress is kept, or None where it is not."""
    said = os.environ.get("LEPTON_PROGRESS", "").strip()
    if said:
        return None if said.casefold() == "off" else Path(said).expanduser()
    from platformdirs import user_data_path

    return user_data_path("lepton-kit", appauthor=False).expanduser() / "progress.jsonl"


def record(verdict):
    """Keep a verdict, by adding a line: two notebooks may do so at once. A check never fails for want of a disk."""
    global _trouble
    try:
        file = _file()
    except RuntimeError as problem:  # a user id without an entry, and no HOME
        _trouble = f"Your checks are not kept: {problem}"
        return
    if file is None:
        return
    kept = {"question": verdict.question, "status": verdict.status.name, "at": datetime.now().isoformat("T", "seconds")}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as lines:
            lines.write(b"\n" * _ends_within_a_line(file) + json.dumps(kept).encode() + b"\n")
        _trouble = ""
    except OSError as problem:
        _trouble = f"Your last check could not be kept: {problem.strerror} ({file})."


def _ends_within_a_line(file):
    """Whether an earlier line was cut short, by a full disk or a power cut; it must not swallow the next."""
    with file.open("rb") as lines:
        return lines.seek(0, os.SEEK_END) > 0 and (lines.seek(-1, os.SEEK_END), lines.read())[1] != b"\n"


@dataclass(frozen=True, slots=True, repr=False)
class Progress:
    """What was solved and tried, by question.

    Attributes
    ----------
    solved : dict of str to str
        Question to the time it was first answered right.
    tries : dict of str to int
        Checks of each question that found an answer.
    note : str
        What the reader should know about the file; empty if all is well.
    """

    solved: dict[str, str]
    tries: dict[str, int]
    note: str = ""

    def lessons(self):
        """``(lesson, solved, of, checks)`` for each lesson that has questions."""
        asked = Counter(question[:2] for question in questions())
        solved = Counter(question[:2] for question in self.solved)
        tries = Counter()
        for question, number in self.tries.items():
            tries[question[:2]] += number
        return [(lesson, min(solved[lesson], of), of, tries[lesson]) for lesson, of in asked.items()]

    def _summary(self):
        rows = self.lessons()
        return f"{sum(row[1] for row in rows)} of {sum(row[2] for row in rows)} exercises solved"

    def __repr__(self):
        rows = [
            f"lesson {lesson}  {'■' * done}{'□' * (of - done)}  {done} of {of}"
            for lesson, done, of, _ in self.lessons()
        ]
        return printable("\n".join([self._summary(), *rows, *([self.note] if self.note else [])]))

    def _repr_markdown_(self):
        rows = [
            f"| {lesson} | {'■' * done}{'□' * (of - done)} | {done} of {of} | {tries} |"
            for lesson, done, of, tries in self.lessons()
        ]
        head = ["| Lesson | | Solved | Checks |", "|---|---|---|---|"]
        return "\n".join([f"**{self._summary()}**", "", *head, *rows, "", self.note]).rstrip()

    def export(self, file):
        """Write it as JSON, to keep or to hand on.

        Parameters
        ----------
        file : str or Path
            A new file; an old one of that name is not overwritten.

        Raises
        ------
        FileExistsError
            If there is one.
        """
        content = {"solved": self.solved, "tries": self.tries}
        with Path(file).expanduser().open("x", encoding="utf-8") as out:
            out.write(json.dumps(content, indent=1) + "\n")


def progress():
    """What you have solved so far on this machine.

    Returns
    -------
    Progress
    """
    try:
        file, solved, tries, unread = _file(), {}, Counter(), 0
    except RuntimeError as problem:
        return Progress({}, {}, f"Nothing is kept: {problem}")
    if file is None:
        return Progress({}, {}, "Nothing is kept: the variable LEPTON_PROGRESS says off.")
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    except OSError as problem:
        return Progress({}, {}, f"Your progress cannot be read: {problem.strerror} ({file}).")
    for line in lines:
        try:
            kept = json.loads(line)
            question, status, at = kept["question"], Status[kept["status"]], str(kept["at"])
            if not isinstance(question, str):
                raise TypeError(question)
        except (ValueError, TypeError, KeyError):
            unread += 1
            continue
        if status is not Status.NOT_ATTEMPTED:
            tries[question] += 1
        if status is Status.CORRECT:
            solved.setdefault(question, at)
    notes = [f"{unread} lines of {file} could not be read; the others count."] * bool(unread) + [_trouble] * bool(
        _trouble
    )
    return Progress(solved, dict(tries), " ".join(notes))
