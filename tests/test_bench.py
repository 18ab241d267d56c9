"""The rows of `lepton bench`, set up and run on small inputs: what is measured seldom must not rot meanwhile."""

from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest

from lepton_kit import datasets
from lepton_kit.teach.assignment import available, load
from tests.bench import rows
from tests.bench.coursework import assertion

SMALL = {
    "coursework": {"COPIES": 5},
    "deploy": {"CALLS": 2},
    "partnership_choice": {"PARTNERS": 500, "DRAWS": 500},
    "partnership_games": {"PLAYERS": 5},
    "valuation_game": {"DRAWS": 2},
    "vision_images": {"PHOTOS": 50},
    "vision_layers": {"IMAGES": 20},
}
ONLY_OURS = {"grade", "look", "images"}  # the peers take long; of `grade` the next test tries what they run
NOT_RUN = {"training", "valuation-cost"}  # whole trainings
NEEDED = {"grade": pytest.mark.sandbox, "valuation-another": pytest.mark.long}
ROWS = {row.key: row for row in rows()}


@pytest.fixture
def small(monkeypatch):
    for module, sizes in SMALL.items():
        for name, size in sizes.items():
            monkeypatch.setattr(f"tests.bench.{module}.{name}", size)
    data = datasets.load("fashion_mnist")
    few = {key: getattr(data, key)[:256] for key in ("x_train", "y_train", "x_test", "y_test")}
    training = import_module("tests.bench.training")
    monkeypatch.setattr(training, "EPOCHS", 1)
    with monkeypatch.context() as patched:
        patched.setattr(datasets, "load", lambda name, full=False: SimpleNamespace(**few))
        training._data.cache_clear()
        training._data()
    yield
    training._data.cache_clear()


@pytest.mark.parametrize("key", [pytest.param(key, marks=NEEDED.get(key, ())) for key in ROWS])
def test_every_row_can_be_set_up_and_gives_its_figures(small, key):
    contenders = ROWS[key].contenders()
    assert len(contenders) > 1
    if key in NOT_RUN:
        return
    for contender in list(contenders.values())[: 1 if key in ONLY_OURS else None]:
        value = contender()
        figures = [] if value is None else value.values() if isinstance(value, dict) else [value]
        assert np.isfinite([*figures]).all()


@pytest.mark.parametrize("name", ["A1", "A2"])
def test_what_nbgrader_asserts_holds_for_right_answers_and_for_no_others(name):
    """The peer of `grade` runs these lines; a crash in writing them, or one that never fails, compares nothing."""
    assert name in available()
    for question in load(name).questions:
        answers = {student: question.answer(**question.given(student)) for student in ("s001", "s002")}
        line = assertion(question, answers)
        exec(line, {question.name: answers["s001"], "student": "s001", "np": np})
        if not callable(answers["s001"]):
            with pytest.raises((AssertionError, KeyError)):
                exec(line, {question.name: answers["s002"], "student": "s001", "np": np})
