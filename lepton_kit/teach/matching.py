"""Whose file it is: by the names that Moodle, Canvas and people give to files. Nobody is guessed."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from lepton_kit.exercises.personal import folded

__all__ = ["Clues", "Match", "match", "read_name"]

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)", re.DOTALL)
_CANVAS = re.compile(r"(?P<name>[^_/]+)(?P<late>_LATE)?_(?P<number>\d+)_(?P<paper>\d+)_(?P<rest>.+)", re.DOTALL)
_COPY = re.compile(r"(?:-(\d{1,3})| ?\((\d{1,3})\))$")


@dataclass(frozen=True, slots=True)
class Clues:
    """What a file's path tells: a name and a number of the learning platform, what else it says, and if late."""

    name: str = ""
    number: str = ""
    text: str = ""
    late: bool = False
    copy: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """The student to whom a file belongs, or None, and how that is known or why it is not."""

    student: object
    how: str


def read_name(path):
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
    stem = re.sub(r"\.(ipynb|zip)$", "", parts[-1], flags=re.IGNORECASE)
    copy = _COPY.search(stem)
    copies = int(copy[1] or copy[2]) if copy else 0
    for part in parts:
        if found := _MOODLE.fullmatch(part):
            return Clues(found["name"], found["number"], copy=copies)
        if (found := _CANVAS.fullmatch(part)) and part == parts[-1]:
            return Clues(found["name"], found["number"], late=bool(found["late"]), copy=copies)
    return Clues(text="/".join((*parts[:-1], _COPY.sub("", stem))), copy=copies)


def match(clues, students, assignment):
    """The student to whom the clues point: by number or id, then e-mail, then name; contradictions point to nobody."""
    if clues.name:
        by = {
            "the number in the platform's file name": [s for s in students if s.lms and s.lms == clues.number],
            "the name": [s for s in students if _letters(clues.name) in _spellings(s.name)],
        }
        told = f"{clues.name!r}, number {clues.number}"
    else:
        text = folded(clues.text).replace(folded(assignment), " ")
        by = {
            "the id": _longest([s for s in students if _stands(folded(s.id), text)]),
            "the e-mail address": [s for s in students if s.email and _stands(folded(s.email), text)],
            "the name": _fullest([s for s in students if _words(s.name) and _words(s.name) <= _words(text)]),
        }
        told = f"{clues.text!r}"
    named = {how: found for how, found in by.items() if found}
    if not named:
        return Match(None, f"{told} fits nobody on the roster")
    both = [s for s in next(iter(named.values())) if all(s in found for found in named.values())]
    if len(both) == 1:
        return Match(both[0], " and ".join(named))
    people = sorted({s.id for found in named.values() for s in found})
    return Match(None, f"{told} could be {' or '.join(people)}")


def _stands(wanted, text):
    """Whether a word stands in a text with no letter or digit beside it."""
    return re.search(rf"(?<![^\W_]){re.escape(wanted)}(?![^\W_])", text) is not None


def _longest(students):
    """Without those whose id is part of another's that fits as well: "ada" in "ada.l"."""
    return [s for s in students if not any(s is not t and _stands(folded(s.id), folded(t.id)) for t in students)]


def _fullest(students):
    """Without those whose name is part of another's that fits as well: "Anna Berg" in "Anna Berg-Meyer"."""
    return [s for s in students if not any(_words(s.name) < _words(t.name) for t in students)]


def _plain(text):
    """Lower case without accents."""
    split = unicodedata.normalize("NFKD", str(text))
    return "".join(letter for letter in split if not unicodedata.combining(letter)).casefold()


def _words(text):
    return set(re.findall(r"[^\W_]+", _plain(text)))


def _letters(text):
    return "".join(re.findall(r"[^\W_]+", _plain(text)))


def _spellings(name):
    """A name as letters only, begun at each of its words: platforms write the last name first, or not."""
    words = re.findall(r"[^\W_]+", _plain(name))
    return {"".join(words[i:] + words[:i]) for i in range(len(words))}
