"""The README is short, its links lead somewhere, its minutes and commands hold; the syllabus fits its sessions."""

import re
from pathlib import Path

import pytest

from lepton_kit.cli import lepton
from lepton_kit.teach.authoring import lessons
from lepton_kit.teach.authoring.installing import address

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]


def test_it_is_under_120_lines():
    assert README.count("\n") < 120


@pytest.mark.parametrize("lesson", lessons(ROOT), ids=lambda lesson: lesson.name)
def test_a_lesson_is_listed_with_its_minutes(lesson):
    minutes = re.search(r"> \*\*(\d+) minutes\*\*", lesson.source.read_text(encoding="utf-8"))[1]
    assert re.search(rf"\(notebooks/{lesson.notebook.name}\)(,| \|)\s+{minutes}\b", README), minutes


@pytest.mark.parametrize("weeks", ["Six", "Twelve"])
def test_the_lessons_of_a_session_fit_it_without_their_open_tasks(weeks):
    plan = (
        (ROOT / "docs" / "syllabus.md")
        .read_text(encoding="utf-8")
        .partition(f"## {weeks} weeks")[2]
        .partition("## ")[0]
    )
    minutes = {
        number: int(time) - 10 * (number > "0")  # lesson 0 has no open task
        for number, time in re.findall(r"(\d+) \[[^\]]+\]\(notebooks/\d\d_\w+\.ipynb\) \| (\d+)", README)
    }
    minutes |= {"0": 10, "21": 45}
    assert len(minutes) == 22
    held = []
    for row in re.findall(r"^\| \d+ \|(.+)\|$", plan, re.MULTILINE):
        for session in row.split("|")[: 2 if weeks == "Six" else 1]:
            given, _, vote = session.partition(";")
            named = re.findall(r"(?<![\w.])(\d+) [A-Z]", given)
            assert sum(minutes[number] for number in named) + 45 * ("vote" in vote) <= 90, session
            held += named
    assert len(held) == len(set(held)) and {"0", "1", "21"} <= set(held)


@pytest.mark.parametrize("lesson", lessons(ROOT), ids=lambda lesson: lesson.name)
def test_a_lesson_has_its_links_on_the_tag_of_this_edition(lesson):
    _, tag = address(ROOT)
    minutes = re.search(r"> \*\*(\d+) minutes\*\*", lesson.source.read_text(encoding="utf-8"))[1]
    [row] = [
        line
        for line in (ROOT / "docs" / "doors.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and lesson.notebook.name in line
    ]
    assert f"| {minutes} |" in row
    assert f"/{tag}?urlpath=lab/tree/notebooks/{lesson.notebook.name})" in row
    assert f"/blob/{tag}/notebooks/{lesson.notebook.name})" in row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)", text)
    for link, heading in links:
        target = (page.parent / link) if link else page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles], heading


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_that_a_page_names_exist(page):
    named = set(re.findall(r"`(?:\.venv/bin/)?lepton ([a-z]+)", page.read_text(encoding="utf-8")))
    assert named <= set(lepton.commands)


def test_each_picture_says_what_it_shows():
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README)
    assert pictures
    assert [file for words, file in pictures if len(words) < 40] == []
