"""What the course cites stands in docs/references.bib, and what stands there is cited."""

import re
import unicodedata
from pathlib import Path

import pytest
from pybtex.database import parse_file

from lepton_kit.teach.authoring import course_folder, lessons

COURSE = course_folder(Path(__file__).parent)
BIBLIOGRAPHY = COURSE / "docs" / "references.bib"
ENTRIES = parse_file(BIBLIOGRAPHY, bib_format="bibtex").entries
REQUIRED = {
    "article": {"author", "title", "journal", "volume", "pages", "year"},
    "book": {"author", "title", "publisher", "year"},
    "incollection": {"author", "title", "booktitle", "publisher", "pages", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "manual": {"title", "organization", "url"},
    "misc": {"author", "title", "year"},
    "techreport": {"author", "title", "institution", "year"},
}
_NAME = r"(?:[A-Z]\. ?)*[A-ZØ]\w*[a-z]\w*"
_CITED = re.compile(
    rf"({_NAME}(?:(?:, and |, | and | & ){_NAME})*)(?:'s)?( et al\.| and others)?,? \(?((?:18|19|20)\d\d)\b"
)
_NO_AUTHOR = {"In", "Since", "Before", "Until", "Zalando"}


def _plain(text):
    """As one compares words: no braces, no accents, no capitals, one kind of blank and of dash."""
    text = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "O").replace("\\&", "&"))
    return re.sub(r"\s+", " ", re.sub(r"[{}\u0300-\u036f]", "", text).replace("--", "-")).casefold().strip()


def _surname(person):
    return _plain(" ".join((*person.prelast_names, *person.last_names)))


def _with_initials(person):
    """As in "J.-S. Pischke"."""
    first = re.sub(r"(\w)[\w.]*", r"\1.", _plain(" ".join((*person.first_names, *person.middle_names))))
    return f"{first} {_surname(person)}"


def _joined(names):
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _running(path):
    """A file as running text: neither marks of comments nor ends of lines, and no "Read on"."""
    text = path.read_text(encoding="utf-8").partition("# **Read on**")[0]
    return re.sub(r"\s*\n\s*(?:# )?", " ", text)


def _read_on(lesson):
    """The references of a lesson, one by one: each begins with initials, behind a full stop that ends no initial."""
    [named] = re.findall(r"\*\*Read on\*\*: (.+?)\n\n", lesson.blank().cells[-1].source, re.DOTALL)
    return [part.rstrip(".") for part in re.split(r"(?<![A-Z]\.)(?<=\.) (?=[A-Z]\.[ -])", named.replace("\n", " "))]


def entry_of(reference):
    """The entry of a work as a "Read on" names it: authors, title, venue and numbers are those of the entry.

    An ``AssertionError`` says what differs. A title may stop at its colon, and authors after the first may be "others".
    """
    parts = re.fullmatch(r'(.+?), ("[^"]+"|\*[^*]+\*),? ?(.*)', reference)
    assert parts, f"no authors and title in {reference!r}"
    authors, title, rest = _plain(parts[1]), _plain(parts[2].strip('"*').rstrip(",")), _plain(parts[3])
    fitting = [entry for entry in ENTRIES.values() if f"{_plain(entry.fields['title'])}:".startswith(f"{title}:")]
    assert len(fitting) == 1, f"{len(fitting)} entries have the title {title!r}"
    [entry] = fitting
    names = [_with_initials(person) for person in entry.persons["author"]]
    assert authors in (_joined(names), f"{names[0]} and others"), f"{authors!r}, and the entry has {_joined(names)!r}"
    fields = {name: _plain(value) for name, value in entry.fields.items()}
    assert fields["year"] in rest, f"{reference!r} does not name the year {fields['year']}"
    venue = re.search(r"\*([^*]+)\*", rest)
    homes = " ".join(fields.get(name, "") for name in ("journal", "booktitle", "series"))
    if venue:
        assert set(re.findall(r"[a-z]+", venue[1])) <= set(re.findall(r"[a-z]+", homes)), f"{venue[1]!r} or {homes!r}?"
    rest = re.sub(r"(?:chapters?|section) [\d. and]+|\d+(?:st|nd|rd|th) edition", "", rest)
    known = set(re.findall(r"[\d.]+\d|\d", " ".join(fields.values())))
    assert set(re.findall(r"[\d.]+\d|\d", rest)) <= known, f"{rest!r} has a number that the entry has not"
    return entry


LESSONS = [lesson for lesson in lessons(COURSE) if lesson.number != "00"]
REFERENCES = [(lesson.name, reference) for lesson in LESSONS for reference in _read_on(lesson)]
TEXTS = sorted(
    path
    for pattern in ("lepton_kit/**/*.py", "notebooks/**/source/**/*.py", "notebooks/source/*.md", "d*/**/*.md")
    for path in COURSE.glob(pattern)
)


def citations(text):
    """Surnames, whether others are meant besides, and year, of each "author (year)" of a running text."""
    for names, others, year in _CITED.findall(text):
        surnames = [re.sub(r"^(?:[a-z]\. ?)+", "", name) for name in re.split(r", and |, | and | & ", _plain(names))]
        if names not in _NO_AUTHOR:
            yield surnames, bool(others), year


def is_cited(entry, surnames, others, year):
    """Whether these surnames and this year mean this entry."""
    authors = [_surname(person) for person in entry.persons.get("author", ())]
    if others:
        authors = authors[:1]
    return surnames == authors and entry.fields.get("year") == year


@pytest.mark.parametrize(("lesson", "reference"), REFERENCES)
def test_what_a_lesson_says_to_read_on_has_an_entry_that_agrees(lesson, reference):
    assert entry_of(reference).fields["title"]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ('J. F. Nash, "The Bargaining Problem", *Econometrica* 18 (1951) 155-162', "the year 1950"),
        ('J. F. Nash, "The Bargaining Problem", *Econometrica* 18 (1950) 155-163', "a number that the entry has not"),
        ('J. F. Nash, "The Bargaining Problem", *Omega* 18 (1950) 155-162', "or 'econometrica"),
        ('J. Nash, "The Bargaining Problem", *Econometrica* 18 (1950) 155-162', "the entry has 'j. f. nash'"),
        ('J. F. Nash, "The Bargain Problem", *Econometrica* 18 (1950) 155-162', "0 entries"),
        ("J. F. Nash, 1950", "no authors and title"),
    ],
)
def test_a_wrong_reference_is_seen(wrong, what):
    with pytest.raises(AssertionError, match=what):
        entry_of(wrong)


def test_whom_a_text_cites_has_an_entry():
    cited = [(path.name, *names) for path in TEXTS for names in citations(_running(path))]
    assert len(cited) > 100
    assert [(name, *rest) for name, *rest in cited if not any(is_cited(e, *rest) for e in ENTRIES.values())] == []


def test_citations_are_found_in_their_usual_forms():
    text = "as He et al. (2015) say; (Adebayo and others, 2018), Bertrand, Duflo & Mullainathan 2004. In 2026"
    assert list(citations(text)) == [
        (["he"], True, "2015"),
        (["adebayo"], True, "2018"),
        (["bertrand", "duflo", "mullainathan"], False, "2004"),
    ]


def test_no_entry_is_an_orphan():
    texts = [_running(path) for path in TEXTS]
    named = {entry_of(reference).key for _, reference in REFERENCES}
    cited = {(tuple(surnames), others, year) for text in texts for surnames, others, year in citations(text)}
    whole = _plain(" ".join(texts)) + lessons(COURSE)[0].blank().cells[-1].source  # the first names a page of the web
    for key, entry in ENTRIES.items():
        by_name = any(is_cited(entry, list(surnames), *rest) for surnames, *rest in cited)
        by_title = _plain(entry.fields["title"]) in whole or entry.fields.get("url", "-") in whole
        assert key in named or by_name or by_title, f"nobody cites {key}"


@pytest.mark.parametrize("key", ENTRIES)
def test_an_entry_is_complete(key):
    entry = ENTRIES[key]
    there = set(entry.fields) | set(entry.persons)
    assert REQUIRED[entry.type] <= there
    if entry.type == "misc":
        assert there & {"eprint", "url"}, "where is it to be found?"
    assert re.fullmatch(r"(?:18|19|20)\d\d", entry.fields.get("year", "2000"))
    assert re.fullmatch(r"\d{4}\.\d{4,5}", entry.fields.get("eprint", "1234.56789"))
    assert re.fullmatch(r"[a-z]\w+|\d+(?:--\d+)?", entry.fields.get("pages", "1")), "a range has two dashes"


def test_keys_are_unique_and_in_their_order():
    keys = re.findall(r"^@\w+\{(\w+),", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE)
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys)) == len(ENTRIES)
