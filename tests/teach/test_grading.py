"""Grading: what is kept, what is marked anew, and that nothing a worker does costs another student a mark."""

import errno
import json
import math
import operator
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach import grading
from lepton_kit.teach.grading import grade, load_result, results
from lepton_kit.teach.marking_result import Flag
from lepton_kit.teach.submission import Submission
from lepton_kit.teach.workers import spread


@pytest.fixture
def marked(monkeypatch, canned, small):
    """Workers that mark at once, in this process; returns the ids that they were asked to mark."""
    asked, fate = [], {}

    def spread_here(function, pieces, *, jobs, seconds, memory):
        for key, (student, copy) in pieces:
            asked.append(student)
            what = fate.get(student) or canned(small, student, copy.content, "CORRECT", "INCORRECT").to_json()
            if isinstance(what, BaseException):
                raise what
            yield key, *(what if isinstance(what, tuple) else (what, ""))

    monkeypatch.setattr(grading, "spread", spread_here)
    return asked, fate


def test_every_copy_gets_a_result(course, small, hand_in, marked):
    for student in ("s001", "s003"):
        hand_in(course, small, student)
    seen = []
    done = grade(course, small, progress=lambda *step: seen.append(step))
    assert (done.unmarked, done.kept, seen) == ([], [], [(0, 2), (1, 2), (2, 2)])
    assert {each: result.points for each, result in results(course, "A8").items()} == {"s001": 2.0, "s003": 2.0}


def test_what_is_marked_stays_marked(course, small, hand_in, marked):
    hand_in(course, small, "s001")
    grade(course, small)
    hand_in(course, small, "s002")
    done = grade(course, small)
    assert (marked[0], done.kept, done.unmarked) == (["s001", "s002"], ["s001"], [])
    grade(course, small, again=True)
    assert marked[0] == ["s001", "s002", "s001", "s002"]


def test_a_changed_copy_is_marked_anew_and_its_old_result_counts_no_more(course, small, hand_in, marked):
    hand_in(course, small, "s001")
    grade(course, small)
    hand_in(course, small, "s001", small.stub("s001"))
    assert results(course, "A8") == {}
    grade(course, small)
    assert marked[0] == ["s001", "s001"]


@pytest.mark.parametrize("change", [{"digest": "other"}, {"kit": "0.0.1"}, {"trusted": True}])
def test_a_result_of_another_assignment_kit_or_way_is_not_kept(course, small, hand_in, marked, put_result, change):
    hand_in(course, small, "s001")
    put_result(course, small, "s001", "CORRECT", "CORRECT", **change)
    grade(course, small)
    assert marked[0] == ["s001"]


def test_anothers_result_is_nobodys(course, small, hand_in, marked, put_result):
    """Who is renamed by hand, folder and result, has other data: the marks were for those of the old id."""
    for student in ("s001", "s002"):
        hand_in(course, small, student, b'{"cells": []}')
    put_result(course, small, "s001", "CORRECT", "CORRECT")
    course.result("A8", "s001").replace(course.result("A8", "s002"))
    assert load_result(course, "A8", "s002") is None and results(course, "A8") == {}
    grade(course, small)
    assert marked[0] == ["s001", "s002"]


def test_a_failed_copy_is_tried_again(course, small, hand_in, marked, put_result):
    hand_in(course, small, "s001")
    put_result(course, small, "s001")
    assert grade(course, small).unmarked == []


@pytest.mark.parametrize("content", ["", "no json", "[]", "{}", '{"points": "99"}'])
def test_a_broken_result_is_not_believed(course, small, hand_in, marked, content):
    hand_in(course, small, "s001")
    path = course.result("A8", "s001")
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    assert load_result(course, "A8", "s001") is None
    grade(course, small)
    assert load_result(course, "A8", "s001").points == 2.0


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -1.0, 99.0, "2", True, [2]])
def test_marks_that_cannot_be_are_a_failure_of_that_copy_alone(course, small, hand_in, marked, canned, wrong):
    content = hand_in(course, small, "s001")
    hand_in(course, small, "s002")
    result = json.loads(canned(small, "s001", content, "CORRECT", "CORRECT").to_json())
    result["questions"][0]["points"] = wrong
    marked[1]["s001"] = json.dumps(result)
    done = grade(course, small)
    assert done.unmarked == ["s001"]
    assert load_result(course, "A8", "s001").status == "failed"
    assert load_result(course, "A8", "s002").points == 2.0


def test_marks_that_do_not_add_up_are_a_failure(course, small, hand_in, marked, canned):
    content = hand_in(course, small, "s001")
    result = json.loads(canned(small, "s001", content, "CORRECT", "INCORRECT").to_json())
    marked[1]["s001"] = json.dumps(result | {"points": 5.0})
    assert grade(course, small).unmarked == ["s001"]


def test_a_dead_worker_is_a_named_failure(course, small, hand_in, marked):
    hand_in(course, small, "s001")
    marked[1]["s001"] = None, "the process at work died (exit code -9)"
    done = grade(course, small)
    assert done.unmarked == ["s001"]
    assert done.results["s001"].reason == "The process at work died (exit code -9)."


def test_ctrl_c_leaves_what_is_finished(course, small, hand_in, marked):
    for student in ("s001", "s002", "s003"):
        hand_in(course, small, student)
    marked[1]["s002"] = KeyboardInterrupt()
    done = grade(course, small)
    assert (done.unmarked, done.left) == (["s002", "s003"], ["s002", "s003"])
    assert list(results(course, "A8")) == ["s001"]
    marked[1].clear()
    assert grade(course, small).kept == ["s001"]


def test_one_student_alone(course, small, hand_in, marked):
    for student in ("s001", "s002"):
        hand_in(course, small, student)
    assert list(grade(course, small, students=["S002"]).results) == ["s002"]


@pytest.mark.parametrize(
    ("students", "said"), [(["s001"], "handed in nothing"), (["s999"], "roster"), (None, "lepton coursework collect")]
)
def test_nothing_to_mark_is_told(course, small, students, said):
    with pytest.raises(CourseError, match=said):
        grade(course, small, students=students)


def test_a_result_is_written_whole_also_with_odd_texts(course, small, hand_in, marked, canned):
    content = hand_in(course, small, "s001")
    odd = canned(small, "s001", content, "CORRECT", "INCORRECT")
    questions = odd.questions[0], replace(odd.questions[1], message="half \ud800, nul \x00, ü")
    marked[1]["s001"] = replace(odd, questions=questions).to_json()
    grade(course, small)
    json.loads(course.result("A8", "s001").read_bytes())
    assert not list(course.folder.rglob("*.partial"))


@pytest.mark.parametrize("address", ["dask:/h", "ssh://host", "dask://", "yes"])
def test_an_executor_that_is_none_is_told(course, small, hand_in, address):
    pytest.importorskip("distributed")
    hand_in(course, small, "s001")
    with pytest.raises(CourseError, match="dask://HOST:PORT"):
        grade(course, small, executor=address)


def test_a_cluster_gets_the_sources_of_the_assignment_with_each_copy(course, small, hand_in):
    """A cluster of one thread in this process; the machine at work need not have the assignment."""
    distributed = pytest.importorskip("distributed")
    hand_in(course, small, "s001")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        where = cluster.scheduler_address
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(grading, "mark_copy", lambda *copy, **how: (copy, how))
            copies = [("s001", ("s001", Submission(b"x")))]
            how = {"name": "A8", "trusted": False, "seed": 7, "as_written": False}
            [(student, (copy, told), trouble)] = grading._on_dask(copies, small, "dask://" + where, how)
    assert (student, trouble) == ("s001", "")
    assert copy == ("s001", Submission(b"x")) and Path(told.pop("folder"), "A8_small", "questions.py").is_file()
    assert told == how | {"kept": None}


def test_a_machine_that_dies_in_mid_run_costs_no_mark(course, small, hand_in):
    """A real cluster: a scheduler and two worker processes on loopback, one of which is killed after the first mark."""
    distributed = pytest.importorskip("distributed")
    students = [student.id for student in course.students]
    for student in students:
        hand_in(course, small, student)
    killed = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:

        def kill_one(done, total):
            if done == 1 and not killed:
                killed.append(next(iter(cluster.workers.values())).pid)
                os.kill(killed[0], signal.SIGKILL)

        done = grade(course, small, executor="dask://" + cluster.scheduler_address, trusted=True, progress=kill_one)
    assert killed and done.unmarked == [] and done.stopped_by == ""
    assert {student: result.points for student, result in done.results.items()} == dict.fromkeys(
        students, small.max_points
    )


def test_work_is_spread_and_each_result_comes_with_its_key():
    found = spread(math.factorial, ((n, (n,)) for n in range(6)), jobs=2, seconds=60)
    assert {key: result for key, result, trouble in found if not trouble} == {n: math.factorial(n) for n in range(6)}


def test_a_process_that_dies_or_fails_costs_its_own_piece_only():
    found = list(spread(operator.floordiv, [("good", (6, 3)), ("bad", (1, 0)), ("also", (8, 2))], jobs=1, seconds=60))
    assert sorted(found, key=str) == [
        ("also", 4, ""),
        ("bad", None, "it stopped with ZeroDivisionError: integer division or modulo by zero"),
        ("good", 2, ""),
    ]
    assert sorted(trouble for _, _, trouble in spread(os._exit, [(1, (3,)), (2, (4,))], jobs=2, seconds=60)) == [
        "the process at work died (exit code 3)",
        "the process at work died (exit code 4)",
    ]


def test_a_process_that_hangs_is_ended():
    """One second is given; a minute is what it would take."""
    start = time.monotonic()
    found = list(spread(time.sleep, [("hangs", (60,)), ("ends", (0,))], jobs=2, seconds=8))
    assert {key: trouble for key, _, trouble in found} == {"hangs": "it was ended after 8 s", "ends": ""}
    assert time.monotonic() - start < 50


def test_no_work_needs_no_process():
    assert list(spread(math.factorial, [], jobs=2, seconds=1)) == []


def _hoard(size):
    return len(bytearray(size))


def test_a_process_that_takes_too_much_memory_costs_its_own_piece_only():
    found = list(spread(_hoard, [("much", (3 << 30,)), ("little", (5,))], jobs=1, seconds=60, memory=2 << 30))
    assert found[0][1] is None and "MemoryError" in found[0][2]
    assert found[1] == ("little", 5, "")


def test_pieces_are_asked_for_when_a_process_is_free():
    """However large a class is, few copies are in memory at a time."""
    given = []

    def pieces():
        for number in range(8):
            given.append(number)
            yield str(number), (number,)

    for done, _ in enumerate(spread(math.factorial, pieces(), jobs=2, seconds=60)):
        assert len(given) <= done + 5


def test_a_full_disk_is_named_with_what_is_left(course, small, hand_in, marked, monkeypatch):
    for student in ("s001", "s002"):
        hand_in(course, small, student)

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(grading, "write", full)
    done = grade(course, small)
    assert done.left == ["s001", "s002"]
    assert "No space left on device" in done.stopped_by and "s001.json" in done.stopped_by
    assert not list(course.folder.rglob("*.partial"))


def test_a_mistyped_id_is_marked_anew_on_request_and_then_stands(course, small, hand_in, marked, put_result, canned):
    content = hand_in(course, small, "s001")
    flag = (Flag("wrong-id", "The copy says student = 's009'"),)
    put_result(course, small, "s001", "INCORRECT", "CORRECT", flags=flag)
    assert grade(course, small).kept == ["s001"]
    marked[1]["s001"] = canned(small, "s001", content, "CORRECT", "CORRECT", flags=flag, data_of="s009").to_json()
    assert grade(course, small, students=["s001"], as_written=True).results["s001"].points == 5.0
    assert grade(course, small).kept == ["s001"]
    assert load_result(course, "A8", "s001").data_of == "s009"
