"""Whose file it is: by the names that Moodle, Canvas and people give to files. Nobody is guessed."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from lepton_kit.exercises.personal import folded
from lepton_kit.teach.roster import Student

__all__ = ["COPY", "Clues", "Match", "match", "read_name"]

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)", re.DOTALL)
_CANVAS = re.compile(r"(?P<name>[^_/]+)(?P<late>_LATE)?_(?P<number>\d+)_(?P<paper>\d+)_(?P<rest>.+)", re.DOTALL)
_BEFORE = re.compile(r".*_attempt_[\d-]+_|\d+-\d+ - .* - .*\d [AP]M - ")  # what Blackboard and Brightspace put there
_SIGNS = ".+-@"  # with letters on both sides they make an address longer
_LATIN = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
COPY = re.compile(r"(?:-(\d{1,3})| ?\((\d{1,3})\))$")
"""What a platform or a computer adds to the name of a further copy."""


@dataclass(frozen=True, slots=True)
class Clues:
    """What a file's path tells: a name and a number of the learning platform, what else it says, and if late.

    ``copy`` counts a platform's or a computer's copies of one file; ``file`` is its name without what was put before.
    """

    name: str = ""
    number: str = ""
    text: str = ""
    late: bool = False
    copy: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The student to whom a file belongs, or None, how that is known or why it is not, and the ids that it could be."""

    student: Student | None
    how: str
    of: frozenset[str] = frozenset()


def read_name(path: str) -> Clues:
    """The clues in a path.

    Examples
    --------
    >>> read_name("Ada Lovelace_12345_assignsubmission_file_/A1.ipynb").name
    'Ada Lovelace'
    >>> clues = read_name("lovelaceada_LATE_77_4711_A1-2.ipynb")
    >>> clues.name, clues.number, clues.late, clues.copy
    ('lovelaceada', '77', True, 2)
    """
    parts = PurePosixPath(path).parts
    stem, own = re.sub(r"(\.ipynb)?\.[^.]*$", "", parts[-1], flags=re.IGNORECASE), parts[-1]
    copy = COPY.search(stem)
    copies = int(copy[1] or copy[2]) if copy else 0
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if moodle := _MOODLE.fullmatch(part):
            own = moodle["rest"] if last and moodle["rest"] else own
            return Clues(moodle["name"], moodle["number"], copy=copies, file=own)
        if (canvas := _CANVAS.fullmatch(part)) and (last or part.lower().endswith(".zip")):
            own = canvas["rest"] if last else own
            return Clues(canvas["name"], canvas["number"], late=bool(canvas["late"]), copy=copies, file=own)
    return Clues(text="/".join((*parts[:-1], stem)), copy=copies, file=_BEFORE.sub("", own))


def match(clues: Clues, students: Sequence[Student], assignment: str) -> Match:
    """The student to whom the clues point: by number or id, then e-mail, then name; contradictions point to nobody.

    Ids and addresses count where they stand whole: no letter or digit beside them, and of an address no sign of one.
    """
    if clues.name:
        by = {
            "the number in the platform's file name": [s for s in students if s.lms and s.lms == clues.number],
            "the name": [s for s in students if _letters(clues.name) in _spellings(s.name, s.section)],
        }
        told = f"{clues.name!r}, number {clues.number}"
    else:
        text = folded(clues.text)
        addresses = [s for s in students if s.email and _stands(folded(s.email), COPY.sub("", text), _SIGNS)]
        for student in addresses:
            text = text.replace(folded(student.email), " ")
        rest = _bare(text, assignment)
        by = {
            "the id": _longest([s for s in students if _names(folded(s.id), text, rest, assignment)]),
            "the e-mail address": addresses,
            "the name": _fullest([s for s in students if _words(s.name) and _words(s.name) <= _words(rest)]),
        }
        told = f"{clues.text!r}"
    named = {how: people for how, people in by.items() if people}
    if not named:
        return Match(None, f"{told} fits nobody on the roster")
    both = [s for s in next(iter(named.values())) if all(s in people for people in named.values())]
    if len(both) == 1:
        return Match(both[0], " and ".join(named), frozenset({both[0].id}))
    of = frozenset(student.id for people in named.values() for student in people)
    return Match(None, f"{told} could be {' or '.join(sorted(of))}", of)


@lru_cache(20_000)
def _bare(text: str, assignment: str) -> str:
    """A text without the assignment's name, what counts copies and Blackboard's date."""
    return re.sub(rf"_attempt_[\d-]+|(?<![^\W_]){re.escape(folded(assignment))}(?![^\W_])", " ", COPY.sub("", text))


def _names(id_, text, rest, assignment):
    """Whether an id stands in ``rest`` of a text, or in all of it where an id ends like a copy: 2026-017."""
    own = _bare(id_, assignment)
    return _stands(id_, rest if own in (id_, " ") else text, _SIGNS if "@" in id_ else "@")


def _stands(wanted: str, text: str, signs: str = "") -> bool:
    """Whether a word stands whole in a text: no letter or digit beside it, and no ``signs`` that make it longer."""
    start = text.find(wanted)
    while start >= 0:
        before, after = text[max(0, start - 1) : start], text[start + len(wanted) :][:2]
        goes_on = after[:1].isalnum() or (after[:1] in set(signs) and after[1:].isalnum())
        if not (before.isalnum() or before in set(signs) or goes_on):
            return True
        start = text.find(wanted, start + 1)
    return False


def _longest(students):
    """Without those whose id is part of another's that fits as well: "ada" in "ada.l"."""
    return [s for s in students if not any(s is not t and _stands(folded(s.id), folded(t.id)) for t in students)]


def _fullest(students):
    """Without those whose name is part of another's that fits as well: "Anna Berg" in "Anna Berg-Meyer"."""
    return [s for s in students if not any(_words(s.name) < _words(t.name) for t in students)]


def _plain(text):
    """Lower case without accents, in letters that every keyboard has."""
    split = unicodedata.normalize("NFKD", str(text))
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold().translate(_LATIN)


@lru_cache(20_000)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", _plain(text)))


def _letters(text):
    return "".join(re.findall(r"[^\W_]+", _plain(text)))


@lru_cache(20_000)
def _spellings(name: str, groups: str) -> set[str]:
    """A name as letters only, begun at each of its words, as platforms write it; Moodle may put a group before it."""
    words = re.findall(r"[^\W_]+", _plain(name))
    before = ["", *map(_letters, groups.split(","))]
    return {group + "".join(words[i:] + words[:i]) for group in before for i in range(len(words))}
