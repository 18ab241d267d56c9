"""The repository's address stands in one place, and every text that names it follows."""

import doctest
import json
import re
import runpy
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from lepton_kit import __version__
from lepton_kit.teach.authoring import lessons
from lepton_kit.teach.authoring.installing import INSTALL, address, install_cell

ROOT = Path(__file__).resolve().parents[1]
DOORS = runpy.run_path(str(ROOT / "docs" / "doors.py"))
REPOSITORY, TAG = address(ROOT)
FORK = "https://github.com/some-school/our.kit", "v9.1"


def test_every_text_names_the_repository_and_edition_of_pyproject():
    forgotten = []
    for file in DOORS["texts"]():
        text = file.read_text(encoding="utf-8")
        if DOORS["refreshed"](text, REPOSITORY, TAG) != text:
            forgotten.append(file.name)
    assert forgotten == [], "run `python docs/doors.py`"


def test_a_fork_that_changes_that_line_changes_all():
    """No file but pyproject.toml names the home in a way that would stay."""
    name = DOORS["repository_name"](REPOSITORY)
    listed = subprocess.run(["git", "grep", "-lIF", name], cwd=ROOT, capture_output=True, text=True, check=True)
    named = {ROOT / file for file in listed.stdout.splitlines()} - {ROOT / "pyproject.toml"}
    assert ROOT / "README.md" in named
    assert named <= set(DOORS["texts"]())
    for file in named:
        fresh = DOORS["refreshed"](file.read_text(encoding="utf-8"), *FORK)
        assert name not in fresh, file.name
        assert "some-school/our.kit" in fresh
        assert TAG not in fresh and f"version: {TAG[1:]}" not in fresh
    readme = DOORS["refreshed"]((ROOT / "README.md").read_text(encoding="utf-8"), *FORK)
    assert "git clone https://github.com/some-school/our.kit && cd our.kit\n" in readme


def test_it_stands_once_in_pyproject():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert text.count(DOORS["repository_name"](REPOSITORY)) == 1


def doors(notebook, repository, tag):
    """The address of a notebook behind each door."""
    made = {name: DOORS[name](notebook, repository, tag) for name in ("binder", "colab", "download")}
    return made | {"nbgitpuller": DOORS["nbgitpuller"](notebook, repository)}


def test_the_doors_have_the_form_that_their_hosts_document():
    assert doors("03_a.ipynb", *FORK) == {
        "binder": "https://mybinder.org/v2/gh/some-school/our.kit/v9.1?urlpath=lab/tree/notebooks/03_a.ipynb",
        "colab": "https://colab.research.google.com/github/some-school/our.kit/blob/v9.1/notebooks/03_a.ipynb",
        "download": "https://github.com/some-school/our.kit/raw/v9.1/notebooks/03_a.ipynb",
        "nbgitpuller": "https://HUB.EXAMPLE.ORG/hub/user-redirect/git-pull"
        "?repo=https%3A%2F%2Fgithub.com%2Fsome-school%2Four.kit"
        "&branch=main&urlpath=lab%2Ftree%2Four.kit%2Fnotebooks%2F03_a.ipynb",
    }


def test_each_door_follows_the_address():
    ours = doors("03_a.ipynb", REPOSITORY, TAG)
    assert {name: DOORS["refreshed"](door, *FORK) for name, door in ours.items()} == doors("03_a.ipynb", *FORK)


def test_other_peoples_repositories_stay():
    text = "see <https://github.com/zalandoresearch/fashion-mnist>"
    assert DOORS["refreshed"](text, *FORK) == text


def test_the_examples_of_the_addresses_hold():
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner()
    runner.run(parser.get_doctest(DOORS["refreshed"].__doc__, dict(DOORS), "refreshed", None, None))
    assert runner.summarize(verbose=False) == (0, 1)


def test_one_version_everywhere():
    assert f"v{__version__}" == TAG
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+):", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest[1] == __version__


@pytest.mark.parametrize("lesson", lessons(ROOT), ids=lambda lesson: lesson.name)
def test_the_first_code_cell_of_a_lesson_installs_the_kit_where_it_is_not(lesson):
    """As it is built and as it is committed; folded in JupyterLab and on Colab."""
    committed = json.loads(lesson.notebook.read_text(encoding="utf-8"))["cells"]
    for cells in (lesson.blank().cells, committed):
        [place] = [i for i, cell in enumerate(cells) if INSTALL in cell["metadata"].get("tags", ())]
        assert cells[place]["cell_type"] == "code" and all(cell["cell_type"] == "markdown" for cell in cells[:place])
        source = "".join(cells[place]["source"])
        assert f"{REPOSITORY}/archive/refs/tags/{TAG}.zip" in source
        assert 'if not find_spec("lepton_kit"):' in source
        assert ("vision" in source, "deploy" in source) == (lesson.number >= "10", lesson.number == "20")
        assert cells[place]["metadata"]["jupyter"] == {"source_hidden": True}


@pytest.mark.parametrize(
    ("number", "here", "asked"),
    [
        ("01", {"lepton_kit"}, ""),
        ("13", {"lepton_kit"}, ""),
        ("01", set(), "lepton-kit"),
        ("13", {"keras"}, "lepton-kit"),  # as on Colab
        ("13", set(), "lepton-kit[vision]"),
        ("20", {"keras"}, "lepton-kit[deploy]"),
        ("20", set(), "lepton-kit[vision,deploy]"),
    ],
)
def test_the_cell_asks_pip_for_what_is_not_here(monkeypatch, number, here, asked):
    lines = []
    shell = SimpleNamespace(run_line_magic=lambda magic, line: lines.append(f"%{magic} {line}"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name in here)
    names = {"get_ipython": lambda: shell}
    exec(TransformerManager().transform_cell(install_cell(ROOT, number).source), names)
    archive = DOORS["archive"](REPOSITORY, TAG)
    assert [line.format_map(names) for line in lines] == (
        [f'%pip install --quiet "{asked} @ {archive}"'] if asked else []
    )


def test_what_is_graded_installs_nothing():
    for file in (ROOT / "notebooks" / "coursework").glob("*.ipynb"):
        assert "pip install" not in file.read_text(encoding="utf-8")
