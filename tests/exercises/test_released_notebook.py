"""Finding the notebook that a copy was made from, and writing a copy without losing the one before."""

import json

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.released_notebook import find_release, outline, save
from lepton_kit.exercises.student_notebook import read


def test_saving_keeps_every_older_version(tmp_path, good):
    file = tmp_path / "A8.ipynb"
    for version in (b"one", b"two"):
        file.write_bytes(version)
        save(file, good)
    assert (tmp_path / "A8.backup-1.ipynb").read_bytes() == b"one"
    assert (tmp_path / "A8.backup-2.ipynb").read_bytes() == b"two"
    assert read(file.read_bytes()) == good


def test_half_a_letter_is_saved_too(tmp_path, good):
    good["cells"][0]["source"] = "half \ud800 a letter, ü"
    file = tmp_path / "A8.ipynb"
    file.write_bytes(b"")
    save(file, good)
    assert read(file.read_bytes()) == good


def test_the_release_is_found_in_the_copy_or_named(tmp_path, good, release):
    file = tmp_path / "A8.ipynb"
    file.write_text(json.dumps(good), encoding="utf-8")
    good["metadata"]["lepton"] = {"assignment": "A8", "release": outline(release)}
    assert find_release(good, file) == outline(release)
    good["metadata"] = {}
    with pytest.raises(CourseError, match="--release"):
        find_release(good, file)
    given = tmp_path / "given.ipynb"
    given.write_text(json.dumps(release), encoding="utf-8")
    assert find_release(good, file, given) == release
    given.write_text("no", encoding="utf-8")
    with pytest.raises(CourseError, match=r"given\.ipynb"):
        find_release(good, file, given)


def test_a_notebook_that_is_no_assignment_is_told(tmp_path):
    file = tmp_path / "lesson.ipynb"
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(CourseError, match="no graded assignment"):
        find_release({"cells": [], "metadata": {}}, file)
