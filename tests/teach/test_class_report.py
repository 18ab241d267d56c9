"""The teacher's page, and the statistics of questions: closed forms, limits, and what few copies allow to say."""

import math
import re

import numpy as np
import pytest

from lepton_kit.exercises.verdict import Status
from lepton_kit.teach.class_report import report, report_page
from lepton_kit.teach.item_analysis import items, point_biserial, upper_lower
from lepton_kit.teach.mark_table import marks
from lepton_kit.teach.marking_result import Flag, MarkingResult, QuestionResult
from lepton_kit.teach.similarity import Pair


def results_of(table):
    """Results of right-or-wrong questions from rows of 0 and 1."""
    return [
        MarkingResult(
            *("A1", "s001", "", "", float(len(row)), float(sum(row))),
            questions=tuple(
                QuestionResult(f"Q{i}", 1.0, 1.0, Status.CORRECT)
                if right
                else QuestionResult(f"Q{i}", 0.0, 1.0, Status.INCORRECT, misconception=f"wrong {i}")
                for i, right in enumerate(row)
            ),
        )
        for row in table
    ]


def test_difficulty_is_the_share_of_the_points():
    found = items(results_of([[1, 0], [1, 0], [1, 1], [0, 0]]))
    assert [item.difficulty for item in found] == [0.75, 0.25]
    assert found[1].misconceptions == {"wrong 1": 3}
    assert found[0].statuses == {Status.CORRECT: 3, Status.INCORRECT: 1}


def test_point_biserial_is_the_textbook_formula():
    """(mean of the right - mean of the wrong) / s * sqrt(p q), s with n in its denominator (Glass and Hopkins 1995)."""
    rng = np.random.default_rng(3)
    for _ in range(20):
        right, rest = rng.integers(0, 2, 40).astype(float), rng.normal(size=40)
        p = right.mean()
        apart = rest[right == 1].mean() - rest[right == 0].mean()
        assert point_biserial(right, rest) == pytest.approx(apart / rest.std() * math.sqrt(p * (1 - p)))


def test_upper_lower_of_a_question_that_tells_all_and_one_that_tells_nothing():
    total = np.arange(100.0)
    assert upper_lower((total >= 50) * 1.0, total) == pytest.approx(1.0)
    assert upper_lower((total < 50) * 1.0, total) == pytest.approx(-1.0)
    assert upper_lower(np.ones(100), total) == pytest.approx(0.0)
    assert upper_lower((total >= 87) * 1.0, total) == pytest.approx(13 / 27)


def test_the_order_of_equal_totals_does_not_matter():
    rng = np.random.default_rng(0)
    share, total = rng.integers(0, 2, 50).astype(float), rng.integers(0, 4, 50).astype(float)
    first = upper_lower(share, total)
    for _ in range(10):
        turn = rng.permutation(50)
        assert upper_lower(share[turn], total[turn]) == pytest.approx(first)


@pytest.mark.parametrize("table", [[], [[1, 0]], [[1, 1]] * 3, [[0, 0]] * 10])
def test_too_little_to_say_is_nan_and_never_an_error(table):
    for item in items(results_of(table)):
        assert math.isnan(item.biserial)
        assert math.isnan(item.upper_lower) or item.upper_lower == pytest.approx(0)


def test_failed_copies_count_for_nothing():
    assert items([MarkingResult("A1", "s001", "", "", 5.0)]) == []


def cells_of(page, caption):
    """The rows of a table as texts, and the widths of the parts of their bars in percent."""
    body = page.split(f"<caption>{caption}</caption>")[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>([^<]+)<|width:([^%]+)%", row) for row in body.split("</tr>")[:-1]]
    return [[text or width for text, width in row] for row in rows]


def test_the_page_tells_all_that_a_teacher_must_see(course, small, hand_in, put_result):
    odd = (Flag("killed", "Code cell 3: <b>it</b> ended"),)
    for student in ("s001", "s002", "s003", "s004"):
        hand_in(course, small, student)
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    put_result(course, small, "s002", "INCORRECT", "CORRECT", flags=odd)
    put_result(course, small, "s003", "INCORRECT", "INCORRECT")
    put_result(course, small, "s004")
    page = report(course, small, marks(course, small)).read_text(encoding="utf-8")
    for wanted in (
        "Flagged: 1",
        "Without a mark: 3",
        "handed in nothing",
        "forgot the one",
        "squared",
        "Point-biserial",
    ):
        assert wanted in page
    assert "&lt;b&gt;it&lt;/b&gt;" in page
    assert cells_of(page, "Copies by share of the points")[::3] == [
        ["0 to 10 %", "1", "100.0"],
        ["30 to 40 %", "0", "0.0"],
        ["60 to 70 %", "1", "100.0"],
        ["90 to 100 %", "1", "100.0"],
    ]
    assert cells_of(page, "What was answered to each question") == [
        ["A8.1", "1", "2", "0", "0", "33.3", "66.7", "0.0", "0.0"],
        ["A8.2", "2", "1", "0", "0", "66.7", "33.3", "0.0", "0.0"],
    ]
    assert "With 3 copies these figures are rough" in page


def test_a_page_of_nothing_is_a_page(course, small):
    page = report_page("", small, marks(course, small), [])
    assert "Without a mark: 6" in page
    assert "<img" not in page


def test_similar_copies_are_named_with_a_caution(course, small):
    table = marks(course, small)
    pairs = [Pair("s001", "s002", 0.9, 30, 99.0)] * 50
    page = report_page("", small, table, pairs)
    assert "Ada Lovelace and García López, María" in page
    assert "no proof" in page
    assert "And 10 more pairs" in page


def test_it_is_the_same_each_time(course, small, hand_in, put_result):
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "INCORRECT")
    table = marks(course, small)
    assert report_page("x", small, table, []) == report_page("x", small, table, [])
