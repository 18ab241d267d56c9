"""What marking finds about a copy, and how it is written down: one form in the program, one as JSON."""

import json
import math
from dataclasses import asdict, dataclass, field
from typing import Any

from lepton_kit import __version__
from lepton_kit.exercises.verdict import Status

__all__ = ["CellRun", "Flag", "MarkingResult", "QuestionResult"]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that a person should look at: a word for its kind, and a sentence."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class CellRun:
    """What came of a code cell: its number from 1, its error as "NameError: ..." or "", its seconds, its output's end.

    ``fate`` is "" for a cell that ended by itself, "late" for one that was interrupted, "killed" for one whose process
    ended with it, "tampered" for one that spoke in the driver's place, "not run" where the copy's time was up.
    """

    index: int
    error: str = ""
    seconds: float = 0.0
    output: str = ""
    fate: str = ""


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The points of one question, how its answer was judged, and both answers as short texts."""

    id: str
    points: float
    max_points: float
    status: Status
    message: str = ""
    misconception: str = ""
    got: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class MarkingResult:
    """All that marking found about one copy.

    Attributes
    ----------
    submission, digest, kit : str
        What was marked, by what: fingerprints of the copy and of the assignment, and the kit's version.
    seed : int or None
        Of the random cases; it repeats them.
    data_of : str
        The id for whose data it was marked, where that is not the student's.
    points : float or None
        None where the copy could not be marked; ``reason`` says why, and a person must look.

    Raises
    ------
    ValueError
        If points are out of range or do not add up.
    """

    assignment: str
    student: str
    submission: str
    digest: str
    max_points: float
    points: float | None = None
    reason: str = ""
    kit: str = __version__
    seed: int | None = None
    seconds: float = 0.0
    trusted: bool = False
    data_of: str = ""
    flags: tuple[Flag, ...] = ()
    questions: tuple[QuestionResult, ...] = ()
    cells: tuple[CellRun, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        for key in ("assignment", "student", "submission", "digest", "kit", "reason", "data_of"):
            if not isinstance(getattr(self, key), str):
                raise ValueError(f"the result's {key} is no text")
        if not isinstance(self.trusted, bool):
            raise ValueError("the result's trusted is neither True nor False")
        if self.points is None:
            return
        for got, most in [(self.points, self.max_points), *((q.points, q.max_points) for q in self.questions)]:
            if type(got) not in (int, float) or not math.isfinite(got) or not 0 <= got <= most + 1e-9:
                raise ValueError(f"the result holds {got!r} of {most!r} points")
        if abs(sum(question.points for question in self.questions) - self.points) > 1e-6:
            raise ValueError("the marks of the questions do not add up")

    @property
    def status(self) -> str:
        """ "marked" or "failed"."""
        return "failed" if self.points is None else "marked"

    def to_json(self) -> str:
        """The result as a text, which :meth:`from_json` reads."""
        data = asdict(self) | {"status": self.status}
        for question in data["questions"]:
            question["status"] = question["status"].name
        return json.dumps(data, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "MarkingResult":
        """The result that was written as ``text``.

        Raises
        ------
        ValueError
            If it is none, or none that marking can have written.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            data.pop("status", None)
            data["flags"] = tuple(Flag(**flag) for flag in data["flags"])
            data["cells"] = tuple(CellRun(**cell) for cell in data["cells"])
            data["questions"] = tuple(
                QuestionResult(**question | {"status": Status[question["status"]]}) for question in data["questions"]
            )
            return cls(**data)
        except (KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise ValueError(f"the result is not well formed ({type(problem).__name__})") from None
