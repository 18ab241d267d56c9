"""What a check says: one of four verdicts, a sentence that teaches, and nothing on stderr."""

from dataclasses import dataclass
from enum import Enum

__all__ = ["Status", "Verdict"]


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
    def correct(self):
        """Whether the answer is right."""
        return self.status is Status.CORRECT

    def _repr_markdown_(self):
        return f"{self.status.sign} **{self.question}: {self.status.value}.** {self.message}"

    def __str__(self):
        return f"{self.status.sign} {self.question}: {self.status.value}. {self.message}"

    __repr__ = __str__
