"""What a check says: one of four verdicts, a sentence that teaches, and nothing on stderr."""

import sys
from dataclasses import dataclass
from enum import Enum

__all__ = ["Status", "Verdict", "printable"]


class Status(Enum):
    """The four things that a check can say of an answer."""

    CORRECT = "Correct"
    INCORRECT = "Not yet"
    NOT_ATTEMPTED = "Not attempted"
    CANNOT_JUDGE = "Cannot be judged"

    @property
    def sign(self) -> str:
        """One character that stands for it."""
        return {"Correct": "✓", "Not yet": "✗", "Not attempted": "…"}.get(self.value, "?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one answer: its status, the message to the learner, and the misconception it betrays, if any."""

    question: str
    status: Status
    message: str
    misconception: str = ""

    @property
    def correct(self) -> bool:
        """Whether the answer is right."""
        return self.status is Status.CORRECT

    def _repr_markdown_(self) -> str:
        return f"{self.status.sign} **{self.question}: {self.status.value}.** {self.message}"

    def __repr__(self) -> str:
        return printable(f"{self.status.sign} {self.question}: {self.status.value}. {self.message}")


def printable(text: str) -> str:
    """A text that ``print`` can write: a console of few letters, such as Windows' cp1252, gets a ? for the others."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
