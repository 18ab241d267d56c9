"""A course folder that students' code could read is refused; and no two marks share a user."""

import os
import sys
import threading
from pathlib import Path

import pytest

from lepton_kit.exercises.errors import CourseError
from lepton_kit.teach.grading import grade
from lepton_kit.teach.sandbox import bubblewrap
from lepton_kit.teach.sandbox.bubblewrap import user, visible
from lepton_kit.teach.sandbox.session import Session


@pytest.mark.parametrize("folder", ["/usr/lib/ai-course", "/bin/x", "/usr/share/fonts/x", f"{sys.prefix}/lib/course"])
def test_a_folder_that_would_be_bound_is_refused(folder):
    assert "students' code can read" in visible(Path(folder))


def test_a_course_inside_the_kit_is_refused(course, small, hand_in, monkeypatch):
    hand_in(course, small, "s001")
    monkeypatch.setattr(bubblewrap, "_shown", lambda: [course.folder.parent])
    with pytest.raises(CourseError, match="Move the course"):
        grade(course, small)


def test_a_folder_of_its_own_is_not(tmp_path):
    assert visible(tmp_path) == ""
    assert visible(Path("/usr/src/app/course")) == ""  # where containers put it: not bound


@pytest.mark.sandbox
def test_what_else_lies_in_usr_is_not_there():
    with Session() as session:
        outcome = session.run("import os\nprint(*os.listdir('/usr'))\nprint(os.path.exists('/usr/src'))")
    assert {"src", "games", "local"} & set(outcome.output.split()) <= {"local"}
    assert outcome.output.split()[-1] == "False"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root takes another user's id")
def test_marks_in_threads_of_one_process_have_each_their_user():
    taken = []
    threads = [threading.Thread(target=lambda: taken.append(user())) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == 50


@pytest.mark.sandbox
def test_the_driver_imports_only_what_it_needs():
    with Session() as session:
        outcome = session.run("import sys\nprint(*sorted(n for n in sys.modules if n.startswith('lepton_kit')))")
    wanted = {"exercises", "exercises.decoding", "exercises.encoding", "exercises.plain_text"}
    wanted |= {"exercises.calling", "exercises.values", "exercises.timeouts", "exercises.personal"}  # of a function
    wanted |= {"teach", "teach.sandbox"}
    assert set(outcome.output.split()) <= {"lepton_kit", *(f"lepton_kit.{name}" for name in wanted)}
