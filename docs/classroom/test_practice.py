"""One test an exercise, for practice: it runs each lesson beside this file and asks its instant checks.

Whoever writes the notebook can also make it say "correct". So this is for practice and for a badge, never for marks.
"""

from pathlib import Path

import pytest

from lepton_kit.teach.practice import verdicts

NOTEBOOKS = sorted(Path(__file__).parent.glob("[0-9][0-9]_*.ipynb"))


@pytest.mark.parametrize(
    "verdict", [each for file in NOTEBOOKS for each in verdicts(file)], ids=lambda each: each.question
)
def test_answer(verdict):
    assert verdict.correct, verdict.message
