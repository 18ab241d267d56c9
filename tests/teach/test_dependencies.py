"""The fingerprint of an assignment changes with all that computes or compares its answers, and with nothing else."""

import shutil
from pathlib import Path

import pytest

from lepton_kit.exercises.content import folders
from lepton_kit.teach import dependencies as module
from lepton_kit.teach.dependencies import fingerprint, used_modules

KIT = Path(module.__file__).parents[1]


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """A copy of the kit's code that may be changed."""
    shutil.copytree(KIT, tmp_path / "lepton_kit", ignore=shutil.ignore_patterns("__pycache__", "_*sets", "*.html"))
    monkeypatch.setattr(module, "_KIT", tmp_path / "lepton_kit")
    return tmp_path / "lepton_kit"


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("partnership/scoring.py", True),  # computes A1's answers
        ("exercises/comparing.py", True),
        ("exercises/question.py", True),
        ("validate.py", True),  # of scoring.py, two steps away
        ("sequences/__init__.py", False),
        ("teach/class_report.py", False),
        ("cli.py", False),
    ],
)
def test_a_change_of_what_computes_answers_is_seen(kit, file, changes):
    a1 = folders()["A1"]
    before = fingerprint(a1)
    with (kit / file).open("a", encoding="utf-8") as opened:
        opened.write("# a change\n")
    assert (fingerprint(a1) != before) is changes


@pytest.mark.parametrize(("assignment", "changes"), [("A1", False), ("A3", True)])
def test_a_change_of_how_data_are_read_is_seen_where_data_are_loaded(tmp_path, monkeypatch, assignment, changes):
    (tmp_path / "fashion_mnist").mkdir()
    reader = tmp_path / "fashion_mnist" / "read.py"
    reader.write_bytes((module.ROOT / "fashion_mnist" / "read.py").read_bytes())
    monkeypatch.setattr(module, "ROOT", tmp_path)
    before = fingerprint(folders()[assignment])
    reader.write_text("# a change\n", encoding="utf-8")
    assert (fingerprint(folders()[assignment]) != before) is changes


def test_a_missing_file_is_an_error(kit):
    (kit / "partnership" / "scoring.py").unlink()
    with pytest.raises((FileNotFoundError, ImportError)):
        fingerprint(folders()["A1"])


def test_imports_are_followed_into_functions_and_through_packages(tmp_path, monkeypatch):
    place = tmp_path / "lepton_kit"
    (place / "a").mkdir(parents=True)
    (place / "__init__.py").write_text("")
    (place / "a" / "__init__.py").write_text("_NAMES = {'x': 'lazy'}\n")
    (place / "a" / "lazy.py").write_text("def f():\n    from lepton_kit.b import y\n")
    (place / "b.py").write_text("import numpy\nfrom .c import z\n")
    (place / "c.py").write_text("")
    (place / "other.py").write_text("")
    monkeypatch.setattr(module, "_KIT", place)
    wanted = {"lepton_kit", "lepton_kit.a", "lepton_kit.a.lazy", "lepton_kit.b", "lepton_kit.c"}
    assert set(used_modules(["lepton_kit.a"])) == wanted
