"""What tests share: the command line, a small course; a small assignment, a course folder, canned results."""

import hashlib
import json
import os
from dataclasses import replace
from unittest import mock

import pytest

from lepton_kit import cli
from lepton_kit.exercises.verdict import Status
from lepton_kit.files import write
from lepton_kit.teach.assignment import load
from lepton_kit.teach.course_folder import Course, init
from lepton_kit.teach.marking_result import MarkingResult, QuestionResult
from lepton_kit.teach.update import FIRST

SOURCE = """\
# %% [markdown]
# # A9 · A small one

# %%
from lepton_kit.exercises import ready

student = "put your student id here"
letters = len(student)

# %% [markdown]
# **A9.1** One more than the letters of your id.

# %% tags=["exercise"] question="A9.1"
total = ...
# BEGIN SOLUTION
total = letters + 1
# END SOLUTION
# BEGIN MUTANT forgot the one: 1
total = letters
# END MUTANT
ready("A9.1", total, like=0.0)

# %% [markdown]
# **A9.2** Twice the argument.

# %% tags=["exercise"] question="A9.2"
def double(x):
    ...
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
ready("A9.2", double, like=lambda x: 0.0)
"""

QUESTIONS = '''\
"""The questions of A9."""

from lepton_kit.exercises import Misconception, Question
from lepton_kit.exercises.comparing import near, same_function
from lepton_kit.teach.assignment import Criterion

QUESTIONS = [
    Question(
        id="A9.1", name="total", points=2,
        given=lambda student: {"student": student},
        answer=lambda student: len(student) + 1.0,
        accept=near(), praise="One more.",
        hints=["Count `letters`.", "`letters + 1`"],
        misconceptions=[
            Misconception("forgot the one", lambda student: float(len(student)), "One more than that.", credit=0.5),
            Misconception("two too many", lambda student: len(student) + 3.0, "Only one more."),
        ],
    ),
    Question(
        id="A9.2", name="double", points=3,
        given=lambda student: {"student": student},
        answer=lambda student: lambda x: 2 * x,
        accept=same_function(lambda rng: [(float(x),) for x in rng.uniform(1, 9, 3)]), praise="Twice.",
        hints=["Twice is `2 *`.", "`return 2 * x`"],
        misconceptions=[
            Misconception("squared", lambda student: lambda x: x * x, "That is x times itself."),
            Misconception("halved", lambda student: lambda x: x / 2, "The other way round."),
        ],
    ),
]
RUBRIC = [
    Criterion("A9.R1", "A question worth asking", {0: "none", 2: "one", 4: "one that data can answer"}),
    Criterion("A9.R2", "Words", {0: "none", 1: "clear"}),
]
'''

ROSTER = """\
id,name,email,lms
s001,Ada Lovelace,ada@example.org,77
s002,"García López, María",maria@example.org,78
s003,Jürgen Müller,jm@example.org,
s004,Anna Schmidt,anna1@example.org,
s005,Anna Schmidt,anna2@example.org,
s006,李小龙,li@example.org,
"""


@pytest.fixture(scope="session")
def sources(tmp_path_factory):
    """The folder of the assignment A9, with a rubric, and A8, the same without."""
    folder = tmp_path_factory.mktemp("private") / "assignments"
    folder.mkdir()
    for name in ("A9", "A8"):
        questions = QUESTIONS if name == "A9" else QUESTIONS.partition("RUBRIC")[0]
        (folder / f"{name}_small").mkdir()
        (folder / f"{name}_small" / "assignment.py").write_text(SOURCE.replace("A9", name), encoding="utf-8")
        (folder / f"{name}_small" / "questions.py").write_text(questions.replace("A9", name), encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small(sources):
    """The assignment A8: two questions, 5 points, no rubric."""
    return load("A8", sources)


@pytest.fixture(scope="session")
def with_rubric(sources):
    """The assignment A9: two questions, 5 points, and a rubric of 5 points."""
    return load("A9", sources)


@pytest.fixture
def course(tmp_path, sources):
    """A course of six, in which two share a name."""
    folder = tmp_path / "course"
    init(folder)
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    settings = (folder / "course.toml").read_text(encoding="utf-8")
    (folder / "course.toml").write_text(f"{settings}assignments = '{sources}'\n", encoding="utf-8")
    return Course.open(folder)


@pytest.fixture
def hand_in():
    """Put a copy where collecting would put it."""

    def put(course, assignment, student, notebook=None):
        content = notebook if isinstance(notebook, bytes) else text_of(notebook or assignment.solved(student))
        write(course.submitted(assignment.name, student), content)
        return content

    return put


@pytest.fixture
def as_bytes():
    """A notebook as the bytes of its file."""
    return text_of


@pytest.fixture
def canned():
    """A result as marking gives it: a status a question, or None for a copy that failed."""

    def make(assignment, student, content, *statuses, **changes):
        questions = tuple(
            QuestionResult(
                id=question.id,
                points=float(question.points) * (status == "CORRECT"),
                max_points=float(question.points),
                status=Status[status],
                message="Said.",
                misconception=question.misconceptions[0].name if status == "INCORRECT" else "",
                got="4.0",
                expected="5.0",
            )
            for question, status in zip(assignment.questions, statuses, strict=False)
        )
        result = MarkingResult(
            assignment=assignment.name,
            student=student,
            submission=hashlib.sha256(content).hexdigest(),
            digest=assignment.digest,
            max_points=assignment.max_points,
            seed=1,
            seconds=0.1,
            reason="" if statuses else "The file is not JSON.",
            questions=questions,
            points=sum(question.points for question in questions) if statuses else None,
        )
        return replace(result, **changes)

    return make


@pytest.fixture
def put_result(canned):
    """Write a canned result for a copy that was handed in."""

    def put(course, assignment, student, *statuses, **changes):
        content = course.submitted(assignment.name, student).read_bytes()
        result = canned(assignment, student, content, *statuses, **changes)
        write(course.result(assignment.name, student), result.to_json())
        return result

    return put


def text_of(notebook):
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


@pytest.fixture
def lepton(capsys):
    """Run `lepton` with arguments; returns exit code, stdout and stderr."""

    def call(*arguments):
        with pytest.raises(SystemExit) as stopped:
            cli.main(list(arguments))
        said = capsys.readouterr()
        return stopped.value.code, said.out, said.err

    with mock.patch.dict(os.environ):  # `lab` and `run` set variables for what they start
        yield call


@pytest.fixture
def checkout(tmp_path):
    """A folder that looks like a checkout."""
    for folder in ("notebooks/source/01_small", "lepton_kit"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / FIRST).write_text("{}", encoding="utf-8")
    return tmp_path


@pytest.fixture
def small_course(checkout, monkeypatch):
    """A course of one lesson that runs in a second, and the working folder in it."""
    source = """# %%\nprint("six")\n\n# %%\n1 / one\n"""
    (checkout / "notebooks/source/01_small/lesson.py").write_text(source, encoding="utf-8")
    (checkout / FIRST).unlink()
    monkeypatch.chdir(checkout)
    return checkout


@pytest.fixture
def mend():
    """Have the small course's lesson run to its end."""

    def mended(course):
        file = course / "notebooks/source/01_small/lesson.py"
        file.write_text(file.read_text(encoding="utf-8").replace("1 / one", "1 / 1"), encoding="utf-8")

    return mended
