"""What a learner has solved and guessed so far: one private file on this machine; no account and no network.

The file stands in the user's data folder, or where the variable ``LEPTON_PROGRESS`` says; ``LEPTON_PROGRESS=off`` keeps
nothing. A line holds the course's edition, the question's id, the time, and the verdict or how far a guess was off;
never an answer. Ids mean other questions in another edition: the lines of each stay in the file and count for it alone.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lepton_kit.exercises.question import questions
from lepton_kit.exercises.verdict import Status, printable

__all__ = ["Progress", "keep", "kept", "progress"]

EDITION = 2
"""Of the course; a line that names none is of the first."""

_trouble = ""  # why the last line could not be kept


def _file() -> tuple[Path | None, str]:
    """Where progress is kept; or None, and why it is not."""
    from platformdirs import user_data_path

    said = os.environ.get("LEPTON_PROGRESS", "").strip()
    if said.casefold() == "off":
        return None, "Nothing is kept: the variable LEPTON_PROGRESS says off."
    try:
        file = Path(said) if said else user_data_path("lepton-kit", appauthor=False) / "progress.jsonl"
        return file.expanduser(), ""
    except RuntimeError as problem:  # a user id without an entry, and no HOME
        return None, f"Nothing is kept: {problem}"


def keep(**facts: Any) -> None:
    """Add a line: two notebooks may do so at once. Nothing fails for want of a disk.

    An end of line comes first: a line that was cut short, by a full disk or a power cut, swallows no other.
    """
    global _trouble
    line = json.dumps({"edition": EDITION} | facts | {"at": datetime.now().isoformat("T", "seconds")})
    if (file := _file()[0]) is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as lines:
            lines.write(f"\n{line}\n".encode())
        _trouble = ""
    except OSError as problem:
        _trouble = f"Your last line could not be kept: {problem.strerror} ({file})."


def kept() -> tuple[list[dict[str, Any]], str]:
    """Every line of this edition that can be read, and what the reader should know about the file."""
    facts: list[dict[str, Any]] = []
    unread = others = 0
    file, why_not = _file()
    if file is None:
        return [], why_not
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    except OSError as problem:
        return [], f"Your progress cannot be read: {problem.strerror} ({file})."
    for line in filter(str.strip, lines):
        try:
            fact = json.loads(line)
            if fact.get("edition", 1) != EDITION:
                others += 1
                continue
            fact["at"] = str(fact["at"])
            if "guess" in fact:
                fact["miss"] = float(fact["miss"])
            else:
                fact["status"] = Status[fact["status"]]
                if not isinstance(fact["question"], str):
                    raise TypeError(fact["question"])
            facts.append(fact)
        except (AttributeError, ValueError, TypeError, KeyError, RecursionError):
            unread += 1
    notes = [f"{unread} lines of {file} could not be read; the others count."] * bool(unread)
    notes += [f"{others} checks and guesses of another edition of the course stay in {file}."] * bool(others)
    return facts, " ".join(filter(None, [*notes, _trouble]))


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

    def _repr_markdown_(self) -> str:
        asked = Counter(question[:2] for question in questions())
        solved = Counter(question[:2] for question in self.solved)
        tries = Counter(question[:2] for question in Counter(self.tries).elements())
        done = {lesson: min(solved[lesson], of) for lesson, of in asked.items()}
        rows = [f"**{sum(done.values())} of {sum(asked.values())} exercises solved**", ""]
        rows += ["| Lesson | | Solved | Checks |", "|---|---|---|---|"]
        for lesson, of in asked.items():
            boxes = "■" * done[lesson] + "□" * (of - done[lesson])
            rows.append(f"| {lesson} | {boxes} | {done[lesson]} of {of} | {tries[lesson]} |")
        return "\n".join([*rows, "", self.note]).rstrip()

    def __repr__(self) -> str:
        return printable(self._repr_markdown_())

    def export(self, file: str | Path) -> None:
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
        with Path(file).expanduser().open("x", encoding="utf-8") as out:
            out.write(json.dumps({"solved": self.solved, "tries": self.tries}, indent=1) + "\n")


def progress() -> Progress:
    """What you have solved so far on this machine."""
    facts, note = kept()
    checks = [fact for fact in facts if "guess" not in fact and fact["status"] is not Status.NOT_ATTEMPTED]
    right = [fact for fact in reversed(checks) if fact["status"] is Status.CORRECT]
    solved = {fact["question"]: fact["at"] for fact in right}  # the first of each comes last, and stays
    return Progress(solved, dict(Counter(fact["question"] for fact in checks)), note)
