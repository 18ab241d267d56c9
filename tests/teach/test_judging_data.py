"""What judges a course's networks is drawn once, is no image of the kit, and is there whenever a copy is marked."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.exercises import Status, personal_data
from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach.assignment import load
from lepton_kit.teach.grading import grade, mark_copy_elsewhere
from lepton_kit.teach.judging_data import draw, holding, kept_back, with_kept_back
from lepton_kit.teach.releasing import publish
from lepton_kit.teach.submission import Submission

SOME = {"images": np.arange(8, dtype=np.uint8).reshape(2, 2, 2), "labels": np.array([3, 4])}


@pytest.fixture
def passed(monkeypatch):
    """A gate that finds nothing, in no time."""
    monkeypatch.setattr("lepton_kit.teach.releasing.gate", lambda *_, **__: [])


@pytest.fixture
def secret(small):
    return replace(small, keep_back=lambda: SOME)


def test_it_is_drawn_at_the_first_release_and_stays(course, secret, passed):
    publish(secret, course)
    file = course.kept_back("A8")
    first, mode = file.read_bytes(), file.stat().st_mode & 0o777
    publish(replace(secret, keep_back=lambda: {"images": np.zeros(3)}), course)
    assert file.read_bytes() == first and mode == 0o600


def test_questions_get_it_while_a_copy_is_marked_and_not_otherwise(course, secret):
    draw(secret, course)
    with holding(course.kept_back("A8")):
        np.testing.assert_array_equal(kept_back()["images"], SOME["images"])
        with holding(None):
            assert kept_back() is None
    assert kept_back() is None


def test_marks_know_what_they_were_judged_by(course, secret):
    draw(secret, course)
    file = course.kept_back("A8")
    before = with_kept_back(secret, file)
    assert before.digest != secret.digest and before.kept == file
    file.unlink()
    draw(replace(secret, keep_back=lambda: {"images": np.ones(2)}), course)
    assert with_kept_back(secret, file).digest != before.digest


def test_without_it_nothing_is_marked(course, secret, hand_in):
    hand_in(course, secret, "s001")
    with pytest.raises(
        CourseError, match=r"that is not there\. Put it back, or draw it anew: lepton coursework release A8"
    ):
        grade(course, secret, trusted=True)


def test_an_assignment_that_keeps_nothing_back_needs_no_file(course, small):
    draw(small, course)
    assert not course.kept_back("A8").exists()
    assert with_kept_back(small, course.kept_back("A8")) is small


def test_a_release_says_what_it_is_drawn_from_and_how_to_get_it(course, monkeypatch):
    shipped = datasets.load("fashion_mnist")
    monkeypatch.setattr(datasets, "load", lambda *rest, **named: shipped)
    with pytest.raises(CourseError, match=r"A3 is not released: .* full Fashion-MNIST.*Fetch it once.*LEPTON_DATA"):
        draw(load("A3"), course)


@pytest.fixture
def networks(course):
    """A3's question about a trained network, and images that its release keeps back."""
    assignment = load("A3")
    draw(assignment, course)
    [question] = [question for question in assignment.questions if question.id == "A3.7"]
    return question, course.kept_back("A3")


class LookUp:
    """A table of all images that come with the kit, as somebody made who copied them; else the first class."""

    def __init__(self, mine):
        data = datasets.load("fashion_mnist")
        images, labels = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
        self.known = {image.tobytes(): label for image, label in zip(images, labels, strict=True)}
        self.classes = mine.classes

    def predict(self, x, *, shuffled):
        if shuffled:  # it holds its table as weights, which nobody can tell from what was learnt
            return np.eye(4)[np.zeros(len(x), dtype=int)]
        labels = [self.known.get(image.tobytes()) for image in np.round(x[..., 0] * 255).astype(np.uint8)]
        return np.eye(4)[[self.classes.index(label) if label in self.classes else 0 for label in labels]]


@pytest.mark.fashion_mnist
def test_a_table_of_the_kits_images_is_no_network(networks):
    question, file = networks
    mine = personal_data("A3").image_sample("s001")
    assert question.judge(LookUp(mine), mine=mine).correct, "in a trial the kit's own images judge"
    with holding(file):
        assert kept_back()["images"].shape == (6000, 28, 28)
        verdict = question.judge(LookUp(mine), mine=mine)
        assert (verdict.status, question.marks(verdict)) == (Status.INCORRECT, 0)
        assert question.judge(question.answer(mine), mine=mine).correct


def test_it_travels_to_another_machine(course, secret, monkeypatch):
    """What a worker elsewhere unpacks is what it marks with."""
    draw(secret, course)
    monkeypatch.setattr("lepton_kit.teach.grading.mark_copy", lambda *copy, **how: (copy, how))
    file = course.kept_back("A8")
    sources = (("A8_small/questions.py", b""), (file.name, file.read_bytes()))
    copy, how = mark_copy_elsewhere("s001", Submission(b""), sources=sources, kept=file.name, name="A8", seed=7)
    assert copy == ("s001", Submission(b"")) and (how["name"], how["seed"]) == ("A8", 7)
    assert Path(how["folder"], "A8_small", "questions.py").is_file()
    assert how["kept"].read_bytes() == file.read_bytes() and how["kept"] != file
