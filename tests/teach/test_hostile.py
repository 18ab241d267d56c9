"""Odd and hostile copies: each gets the marks of its working parts, and nothing outside its sandbox is touched."""

import json
from dataclasses import replace
from types import SimpleNamespace

import nbformat
import numpy as np
import psutil
import pytest

from lepton_kit.exercises import Misconception, Question
from lepton_kit.exercises.comparing import exactly, near, same_function
from lepton_kit.exercises.student_notebook import LARGEST_COPY
from lepton_kit.exercises.verdict import Status
from lepton_kit.teach.marking import mark
from lepton_kit.teach.sandbox.bubblewrap import Limits
from lepton_kit.teach.sandbox.session import Missing, Session, Unreadable

pytestmark = pytest.mark.sandbox

LIMITS = Limits(
    seconds_cell=6,
    seconds_call=3,
    seconds_total=90,
    memory=1 << 30,
    disk=16 << 20,
    file=8 << 20,
    processes=12,
    output=300_000,
)
QUICK = replace(LIMITS, seconds_cell=1.5, seconds_call=1)  # for what takes all the time it gets


def _given(student):
    return {"student": student}


def _question(number, name, answer, accept, *misconceptions):
    return Question(f"A7.{number}", answer, accept, ["A hint."], _given, name, misconceptions=misconceptions)


QUESTIONS = (
    _question(1, "total", lambda student: len(student) + 1.5, near()),
    _question(
        2,
        "double",
        lambda student: lambda x: 2 * np.asarray(x),
        same_function(lambda rng: [(rng.uniform(1, 9, 3),) for _ in range(3)]),
        Misconception("squared", lambda student: lambda x: np.asarray(x) ** 2, "That is x times itself.", credit=0.5),
    ),
    _question(3, "shares", lambda student: np.array([0.2, 0.3, 0.5]) * len(student), near()),
    _question(4, "best", lambda student: "bank", exactly()),
)
FULL, NONE = [1, 1, 1, 1], [0, 0, 0, 0]
ID = "student = 's001'"
TOTAL = "total = len(student) + 1.5"
DOUBLE = "def double(x):\n    return 2 * x"
SHARES = "import numpy as np\nshares = np.array([.2, .3, .5]) * len(student)"
BEST = "best = 'bank'"
CHECK = "assert total  # A7.1"
GOOD = [ID, TOTAL, DOUBLE, SHARES, BEST, CHECK]


ASSIGNMENT = SimpleNamespace(
    name="A7", questions=QUESTIONS, digest="d", kept=None, max_points=4.0, limits=LIMITS, checks={"A7-1": CHECK}
)


def _copy(cells, **metadata):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata.update(metadata)
    return nbformat.writes(notebook, ensure_ascii=True).encode()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """What an attacker would like to have: a course folder with a roster, a gradebook, answers and others' work."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "s002").mkdir()
    for name in ("roster.csv", "gradebook.db", "A7_questions.py", "s002/A7.ipynb"):
        (folder / name).write_text("SECRET 99")
    return folder


@pytest.fixture
def marked(course, monkeypatch):
    """A function that marks a copy; afterwards the course folder is as it was, and no process is left."""
    monkeypatch.setenv("LEPTON_TEST_TOKEN", "SECRET 99")

    def run(content):
        if not isinstance(content, bytes):
            content = _copy([source.replace("COURSE", str(course)) for source in content])
        result = mark(content, ASSIGNMENT, "s001", seed=7)
        assert "SECRET" not in result.to_json()
        return result

    others = set(psutil.Process().children(recursive=True))
    yield run
    assert {file.read_text() for file in course.rglob("*") if file.is_file()} == {"SECRET 99"}
    assert len(list(course.rglob("*"))) == 5
    assert set(psutil.Process().children(recursive=True)) <= others


def _points(result):
    return [question.points for question in result.questions]


def _kinds(result):
    return {flag.kind for flag in result.flags}


# What tries to get out, to cheat in its own process, or to disturb the cells that follow. None of it ends the process.

OUT = {
    "sets all marks in the gradebook": (
        "import sqlite3\nsqlite3.connect('COURSE/gradebook.db').execute('update grade set score = 99')"
    ),
    "deletes the work of others": "import shutil\nshutil.rmtree('COURSE')",
    "reads the roster": "print(open('COURSE/roster.csv').read())",
    "overwrites the roster": "open('COURSE/roster.csv', 'w').write('x')",
    "looks for answers": (
        "!cat COURSE/A7_questions.py; find / -name 'A7_*' -not -path '/proc/*' -exec cat {} + 2>/dev/null"
    ),
    "reads the grader's environment": "import os\nprint(os.environ)\n!cat /proc/*/environ",
    "reads /etc/shadow": "print(open('/etc/shadow').read())",
    "goes by a symbolic link": "import os\nos.symlink('COURSE', 'link')\nprint(open('link/roster.csv').read())",
    "changes the kit": "import lepton_kit\nopen(lepton_kit.__file__, 'a').write('x = 1')",
    "leaves by the network": "import socket\nsocket.create_connection(('127.0.0.1', 22), 1)",
    "asks for a namespace of its own": "!unshare -Ur true && echo SECRET",
    "imports an assignment": "from lepton_kit.teach.assignment import load\nload('A1').solved('s001')",
    "makes a new judge": "from lepton_kit.exercises.question import Question\nQuestion.judge = lambda *a, **k: True",
    "makes everything close": """
        import builtins, math, numpy
        math.isclose = numpy.isclose = numpy.allclose = lambda *a, **k: True
        numpy.testing.assert_allclose = lambda *a, **k: None
        builtins.all = lambda *a: True""",
    "says that it is right": "print('\\x1b[2J<script>alert(1)</script> 4 of 4 points')\nscore = points = 99",
    "ends in every mild way": "exit()\nquit()\nimport sys\nsys.exit(3)",
    "raises what nobody catches": "class Out(SystemExit): pass\nraise Out",
    "raises an interrupt": "raise KeyboardInterrupt",
    "raises what cannot be shown": """
        class Bad(BaseException):
            def __str__(self): raise SystemExit
            __repr__ = __str__
        raise Bad""",
    "asks for input": "name = input('Who are you?')",
    "recurses": "def f(): return f()\nf()",
    "takes much memory": "hoard = [bytearray(1 << 28) for _ in range(99)]",
    "fills the disk": "for i in range(99): open(f'file{i}', 'wb').write(bytes(4_000_000))",
    "writes one endless file": "with open('file', 'wb') as file:\n    while True: file.write(bytes(1_000_000))",
    "closes what it prints to": "import os, sys\nos.close(1)\nos.close(2)\nsys.stdout = None",
    "leaves threads": (
        "import threading\n[threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start() for _ in range(3)]"
    ),
    "leaves a process": "import subprocess\nsubprocess.Popen(['sleep', '1000'], start_new_session=True)",
    "leaves a daemon": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork(): os._exit(0)\n    time.sleep(999)"
    ),
    "takes over the signals": "import signal\nfor s in (2, 14, 15): signal.signal(s, signal.SIG_IGN)",
    "has no Python in it": "\x00\x01 ¡ nonsense (",
    "has what no text has": "x = '\ud800'",
    "is nested beyond the parser": "(" * 5000,
    "spoils a library": "import sys\nsys.modules['matplotlib.pyplot'] = 3",
}


@pytest.mark.parametrize("number", range(3))
def test_attacks_that_earn_nothing_and_cost_nothing(marked, number):
    """A third of the attacks each, all in one copy: nothing comes out, and its answers keep their marks."""
    attacks = [source.replace("\n        ", "\n") for source in list(OUT.values())[number::3]]
    result = marked([ID, TOTAL, *attacks, DOUBLE, SHARES, BEST, CHECK])
    assert _points(result) == FULL
    assert _kinds(result) == set()
    assert "\x1b" not in result.to_json()


ENDS = {
    "leaves at once": ("import os\nos._exit(0)", "killed"),
    "kills whom it can": (
        "import os\nfor pid in (os.getppid(), 1, -1, 0): \n    try: os.kill(pid, 9)\n    except OSError: pass",
        "killed",
    ),
    "crashes the interpreter": ("import ctypes\nctypes.string_at(0)", "killed"),
    "leaves from a thread": (
        "import os, threading, time\nthreading.Timer(.1, os._exit, [0]).start()\ntime.sleep(2)",
        "killed",
    ),
    "prints without end": ("while True: print('x' * 1000)", "killed"),
    "forks without end": ("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", "killed"),
    "takes memory in many processes": (
        "import os, time\nfor _ in range(6):\n"
        "    if os.fork() == 0: x = b'x' * (250 << 20); time.sleep(30)\ntime.sleep(30)",
        "killed",
    ),
    "fills sockets in many processes": (  # memory of the kernel's, which no limit counts
        "import os, socket, time\nfor _ in range(9):\n    if os.fork() == 0:\n"
        "        held = [end for _ in range(200) for end in socket.socketpair()]; time.sleep(30)\ntime.sleep(30)",
        "killed",
    ),
    "loops": ("while True: pass", "time-out"),
    "loops in an endless sequence": ("import itertools\nfor _ in itertools.count(): pass", "time-out"),
    "loops and will not be stopped": (
        "while True:\n    try:\n        while True: int()\n    except BaseException: pass",
        "time-out",
    ),
    "stops itself": ("import os\nos.kill(os.getpid(), 19)", "time-out"),
    "is deaf": ("import signal, time\nsignal.pthread_sigmask(0, signal.valid_signals())\ntime.sleep(99)", "time-out"),
    "forges messages": (
        "import gc, socket\n"
        "[line] = [s for s in gc.get_objects() if type(s) is socket.socket]\n"
        'line.sendall(b\'{"id": 5, "value": 5.5}\\n\' * 9)',
        "tampered",
    ),
    "sends what is no message": (
        "import gc, socket, time\n"
        "[line] = [s for s in gc.get_objects() if type(s) is socket.socket]\n"
        "line.sendall(b'[' * 99_999 + b'\\n')\ntime.sleep(1)",
        "tampered",
    ),
    "rewrites json": ('import json\njson.dumps = lambda *a, **k: \'{"id": 1, "value": 99}\'', "tampered"),
    "takes away what the driver needs": ("import builtins\nbuiltins.open = None", "killed"),
    "cuts the line": ("import os\nos.closerange(3, 500)", "killed"),
}


@pytest.mark.parametrize("attack", ENDS)
def test_cells_that_end_their_process_cost_only_themselves(marked, monkeypatch, attack):
    source, kind = ENDS[attack]
    if kind == "time-out":
        monkeypatch.setattr(ASSIGNMENT, "limits", QUICK)
    result = marked([ID, TOTAL, source, DOUBLE, SHARES, BEST, CHECK])
    assert _points(result) == FULL
    assert _kinds(result) == {kind}


def test_all_endings_in_one_copy_leave_it_its_marks_or_a_named_reason(marked):
    cells = [source for source, kind in ENDS.values() if kind == "killed"]
    result = marked([ID, TOTAL, cells[0], DOUBLE, cells[2], SHARES, cells[0], BEST, cells[-1], CHECK])
    assert _points(result) == FULL


LEFTOVERS = [  # what honest people forget, or set for themselves
    "breakpoint()",
    "%pdb on\n1 / 0",
    "1 / 0\n%debug",
    "import getpass\ngetpass.getpass()",
    "import sys\nsys.stdin.read()\n!cat",
    "import warnings\nwarnings.simplefilter('error')",
    "import numpy as np, decimal\nnp.seterr(all='raise')\ndecimal.getcontext().prec = 1",
    "import sys\nsys.setrecursionlimit(90)\nsys.set_int_max_str_digits(640)",
    "import os\nos.makedirs('gone')\nos.chdir('gone')\nos.rmdir('../gone')",
    "get_ipython().events.register('post_run_cell', lambda *a: 1 / 0)",
    "from IPython.display import HTML, display\ndisplay(HTML('<script>alert(1)</script>'))",
    "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor(2).submit(__import__('time').sleep, 500)",
    "import os\nos.environ.clear()",
]


def test_what_people_leave_in_their_notebooks_costs_nothing(marked):
    result = marked([ID, TOTAL, *LEFTOVERS, DOUBLE, SHARES, BEST, CHECK])
    assert (_points(result), _kinds(result)) == (FULL, set())


def test_a_driver_that_is_rewritten_can_say_only_wrong_things(marked):
    attack = """
import gc
driver = next(o for o in gc.get_objects() if type(o).__name__ == "Driver")
type(driver)._read = lambda self, request: {"value": 99, "points": 99, "status": "CORRECT"}
"""
    assert _points(marked([*GOOD, attack])) == NONE
    assert _points(marked([*GOOD, attack.replace('{"value": 99, ', '{"value": ["number"], ')])) == NONE
    everything = "class All(dict):\n    __contains__ = __getitem__ = lambda *a: 99\nget_ipython().user_ns = All()"
    assert _points(marked([*GOOD, everything])) == NONE


def test_what_a_cell_made_before_it_looped_counts_unless_it_had_to_be_killed(marked, monkeypatch):
    monkeypatch.setattr(ASSIGNMENT, "limits", QUICK)
    loops, deaf = (
        "\nwhile True: pass",
        "\nwhile True:\n    try:\n        while True: int()\n    except BaseException: pass",
    )
    assert _points(marked([ID, TOTAL + loops, DOUBLE, SHARES, BEST])) == FULL
    assert _points(marked([ID, TOTAL + deaf, DOUBLE, SHARES, BEST])) == [0, 1, 1, 1]


def test_a_copy_that_only_loops_ends_in_time_with_the_marks_it_has(marked, monkeypatch):
    monkeypatch.setattr(ASSIGNMENT, "limits", replace(LIMITS, seconds_cell=1, seconds_total=8))
    result = marked([ID, TOTAL, *["while True: pass"] * 40, BEST])
    assert result.seconds < 10
    assert _points(result) == [1, 0, 0, 0]
    assert {outcome.error[:8] for outcome in result.cells[-2:]} == {"Not run:"}


# How a copy may come back -------------------------------------------------------------------------------------------


def _changed(change):
    notebook = json.loads(_copy(GOOD))
    change(notebook)
    return json.dumps(notebook).encode()


def _version_3():
    cells = [
        {"cell_type": "code", "input": source, "language": "python", "metadata": {}, "outputs": []} for source in GOOD
    ]
    notebook = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
    return json.dumps(notebook).encode()


MARKED = {
    "as it was": _copy(GOOD),
    "backwards, as far as it runs": _copy([ID, CHECK, BEST, SHARES, DOUBLE, TOTAL, CHECK]),
    "with cells twice": _copy(GOOD * 2),
    "with another Python's kernel": _copy(
        GOOD, kernelspec={"name": "my-env", "display_name": "x", "language": "python"}
    ),
    "without metadata": _changed(lambda n: n.update(metadata={})),
    "with grading metadata that lies": _changed(
        lambda n: [
            c.update(
                metadata={"nbgrader": {"grade_id": "A7-1", "points": 1e308, "solution": True, "schema_version": 4}}
            )
            for c in n["cells"]
        ]
    ),
    "in one cell": _copy(["\n".join(GOOD[:-1]), CHECK]),
    "with broken metadata": _changed(lambda n: (n.update(metadata=[]), n["cells"][0].update(metadata=3, id=None))),
    "with sources in one piece": _changed(lambda n: [c.update(source="".join(c["source"])) for c in n["cells"]]),
    "with outputs that lie": _changed(lambda n: n["cells"][0].update(outputs=[{"points": 99}], execution_count="x")),
    "of format 3": _version_3(),
    "with a byte order mark": b"\xef\xbb\xbf" + _copy(GOOD),
    "with other names besides": _copy(
        [*GOOD, "tоtal = 99  # with a Cyrillic o", "ｂｅｓｔ = 'bank'  # wide letters: best"]
    ),
    "with an asynchronous cell": _copy([*GOOD, "import asyncio\nawait asyncio.sleep(0)\n%time 1"]),
    "with the cells of format 4 and a word of format 3": _changed(lambda n: n.update(worksheets=[], nbformat=3)),
    "of format 4.5": _changed(lambda n: n.update(nbformat=4.5)),
    "of a format that is none": _changed(lambda n: n.update(nbformat=None, nbformat_minor=[1])),
    "with an id that begins with a mark of direction": _copy([*GOOD, "student = '\u200fs001\u200b'"]),
    "with a source that is no text": _changed(lambda n: n["cells"].append({"cell_type": "code", "source": {"x": 1}})),
}


@pytest.mark.parametrize("form", MARKED)
def test_a_copy_keeps_its_marks_whatever_became_of_the_file(marked, form):
    result = marked(MARKED[form])
    assert (result.reason, _points(result), _kinds(result)) == ("", FULL, set())


FAILED = {
    "empty": (b"", "empty"),
    "blank": (b" \n", "empty"),
    "no JSON": (b"print(1)", "JSON"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xfe", "no text"),
    "in UTF-16": (_copy(GOOD).decode().encode("utf-16"), "no text"),
    "nested": (b"[" * 100_000, "deep"),
    "a list": (b"[]", "not a notebook"),
    "without cells": (b'{"cells": 3}', "no cells"),
    "with cells of no kind": (b'{"nbformat": 4, "cells": [1, "x"]}', "no cells"),
    "too large": (b" " * (LARGEST_COPY + 1), "MB"),
    "with too many cells": (_copy(["1"] * 1001), "cells"),
    "in R": (_copy(GOOD, kernelspec={"name": "ir", "display_name": "R", "language": "R"}), "made for R"),
    "in Julia": (_copy(GOOD, language_info={"name": "julia"}), "made for julia"),
    "of a format to come": (_changed(lambda n: n.update(nbformat=5)), "format is 5"),
    "of format 3, broken": (b'{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": 5}]}]}', "2015"),
    "of format 3 with cells of no kind": (b'{"nbformat": 4, "worksheets": [], "cells": ["x"]}', "no cells"),
}


@pytest.mark.parametrize("form", FAILED)
def test_a_copy_that_cannot_be_read_fails_by_name_and_has_no_mark(marked, form):
    content, said = FAILED[form]
    result = marked(content)
    assert (result.status, result.points) == ("failed", None)
    assert said in result.reason


def test_what_a_person_should_look_at_is_flagged_and_costs_no_marks(marked):
    wrong = marked([ID.replace("s001", "s002"), *GOOD[1:]])
    assert _kinds(wrong) == {"wrong-id"}
    assert "s002" in wrong.flags[0].message and "s001" in wrong.flags[0].message
    assert _points(wrong) == FULL  # this assignment's answers depend on the length of the id alone
    forged = marked([*GOOD[:-1], "assert True  # A7.1"])
    assert (_points(forged), _kinds(forged)) == (FULL, {"edited-check"})
    assert "A7-1" in forged.flags[0].message


@pytest.mark.parametrize("name", ["student", "best"])
def test_a_text_of_endless_accents_is_told_and_not_put_in_order(marked, name):
    """That would take the judge hours for the five million letters that an answer may have."""
    result = marked([*GOOD, f"{name} = 'a' + '\\u0301\\u0316' * 2_500_000"])
    assert _points(result) == ([1, 1, 1, 0] if name == "best" else FULL)
    assert "wrong-id" in _kinds(result) or name == "best"


def test_odd_values_are_nobodys_forgery(earns, session):
    """What an honest student may make of dicts and arrays crosses, or is told, and is no flag of tampering."""
    for name in ("values of coalitions", "many rows without a number"):
        earns(VALUES[name][0], 1)
        assert not session.tampered and session.restarts == 0


def test_a_name_that_is_missing_is_told_with_what_stopped(marked):
    result = marked([ID, "total = 1 / 0", BEST, CHECK])
    assert _points(result) == [0, 0, 0, 1]
    assert result.questions[0].status is Status.NOT_ATTEMPTED
    assert "code cell 2 (ZeroDivisionError: division by zero)" in result.questions[0].message


# Points that are lost for another reason than a wrong answer --------------------------------------------------------

BROKEN = "import polars_is_not_here as pl"
LOSING = {  # cells, points, and a kind of flag with a word of its message
    "a missing module, used": (
        [ID, BROKEN, "total = pl.sum(5.5)", *GOOD[2:]],
        [0, 1, 1, 1],
        "missing-module",
        "polars",
    ),
    "a missing file": (
        [ID, "rows = open('mine.csv').read()\ntotal = 5.5", *GOOD[2:]],
        [0, 1, 1, 1],
        "no-file",
        "mine.csv",
    ),
    "an id without quotes": (["student = i08", *GOOD[1:]], [0, 1, 0, 1], "stopped", "name 'i08' is not defined"),
    "no id at all": (GOOD[1:], [0, 1, 0, 1], "no-id", "student"),
    "names taken away at the end": ([*GOOD, "%reset -f"], NONE, "gone", "%reset"),
    "one name taken away": ([*GOOD, "del total"], [0, 1, 1, 1], "gone", "cell 7"),
    "a name overwritten below": ([*GOOD, "for total in range(3): pass"], [0, 1, 1, 1], "overwritten", "cell 7"),
    "the stub below the answer": ([*GOOD, "total = ..."], [0, 1, 1, 1], "stub-below", "A7.1, cell 7"),
    "the stub of a function below": ([*GOOD, "def double(x):\n    ..."], [1, 0, 1, 1], "stub-below", "A7.2, cell 7"),
    "a cell that is written to a file": (
        [ID, "%%writefile a.py\ntotal = 5.5", *GOOD[2:]],
        [0, 1, 1, 1],
        "not-code",
        "%%",
    ),
    "another spelling of the name": ([ID, "totl = 5.5", *GOOD[2:]], [0, 1, 1, 1], "no-name", "total"),
    "nothing answered": ([ID, CHECK.replace("assert", "#")], NONE, "no-answers", "Nothing"),
    "a name of Python overwritten": (["len = 3", *GOOD], [0, 1, 0, 1], "stopped", "'int' object is not callable"),
    "a syntax error": ([ID, "total = (5.5", *GOOD[2:]], [0, 1, 1, 1], "stopped", "SyntaxError"),
    "a cell that asks": ([ID, "total = float(input())", *GOOD[2:]], [0, 1, 1, 1], "stopped", "input()"),
    "a function that needs what is missing": (
        [ID, TOTAL, BROKEN, "def double(x): return pl.twice(x)", *GOOD[3:]],
        [1, 0, 1, 1],
        "not-judged",
        "'pl'",
    ),
    "an answer of no known kind": ([ID, "total = object()", *GOOD[2:]], [0, 1, 1, 1], "not-judged", "A7.1"),
    "a cell that leaves": (
        [ID, "import sys\nsys.exit()\ntotal = 5.5", *GOOD[2:]],
        [0, 1, 1, 1],
        "stopped",
        "SystemExit",
    ),
    "answers to another id's data": (
        [ID.replace("s001", "s00777"), *GOOD[1:], ID],
        [0, 1, 0, 1],
        "overwritten",
        "student, cell 7",
    ),
    "deleted by a loop": ([*GOOD, "for n in ['total', 'best']: del globals()[n]"], [0, 1, 1, 0], "gone", "total"),
}


@pytest.mark.parametrize("case", LOSING)
def test_points_lost_for_another_reason_are_flagged_with_the_cell_and_its_error(marked, case):
    cells, points, kind, word = LOSING[case]
    result = marked(cells)
    assert _points(result) == points
    assert [flag for flag in result.flags if flag.kind == kind and word in flag.message], result.flags


def test_cells_that_became_text_are_named(marked):
    notebook = json.loads(_copy(GOOD))
    notebook["cells"][1]["cell_type"], notebook["cells"][2]["cell_type"] = "markdown", "raw"
    result = marked(json.dumps(notebook).encode())
    assert _points(result) == [0, 0, 1, 1]
    assert [flag.message[:14] for flag in result.flags if flag.kind == "not-code"] == [
        "A7.1, cell 2: ",
        "A7.2, cell 3: ",
    ]


FIRST_LINES = {
    "a module that is not needed": BROKEN,
    "an extension": "%load_ext lab_black",
    "windows that are not there": "%matplotlib widget",
    "a magic that nobody knows": "%nbgrader_nonsense 3",
    "a drive in the cloud": "from google.colab import drive\ndrive.mount('/content/drive')\n!pip install lepton-kit",
    "several at once": "%load_ext a\nimport b_is_missing\n%config x.y = 1\nfrom c import d",
    "an import in a try": "try:\n    import b_is_missing\nexcept ImportError:\n    b = None",
}


@pytest.mark.parametrize("line", FIRST_LINES)
def test_a_first_cell_that_fails_costs_nothing_that_does_not_need_it(marked, line):
    result = marked(
        ["\n".join([FIRST_LINES[line], ID, "import numpy as np"]), *GOOD[1:3], "shares = np.ones(3)", BEST, CHECK]
    )
    assert _points(result) == [1, 1, 0, 1]


def test_imports_below_a_line_that_fails_are_kept_and_nothing_else_is(marked):
    first = "rows = open('mine.csv').read()\nimport numpy as np\ntotal = 5.5"
    result = marked([ID, first, DOUBLE, SHARES.replace("import numpy as np\n", ""), BEST, CHECK])
    assert _points(result) == [0, 1, 1, 1]


def test_a_wrong_answer_alone_is_no_flag(marked):
    result = marked([ID, "total = 99", DOUBLE, SHARES, BEST, CHECK])
    assert (_points(result), result.flags) == ([0, 1, 1, 1], ())


def test_own_files_lie_where_the_cells_run(marked):
    reads = "import json\ntotal = json.load(open('data/mine.json'))[0]"
    content = _copy([ID, reads, *GOOD[2:]])
    files = {"data/mine.json": b"[5.5]", "helper.py": b"x = 1"}
    result = mark(content, ASSIGNMENT, "s001", files=files, seed=7)
    assert (_points(result), _kinds(result)) == (FULL, set())
    ends = _copy([ID, "import os\nos._exit(0)", reads, "import helper", *GOOD[2:]])
    result = mark(ends, ASSIGNMENT, "s001", files=files, seed=7)
    assert (_points(result), _kinds(result)) == (FULL, {"killed"})


@pytest.mark.parametrize("module", ["mine", "data.mine"])
def test_a_module_of_ones_own_is_imported_as_in_jupyter(marked, module):
    """Handed in beside the notebook, or written by a cell."""
    files = {f"{module.replace('.', '/')}.py": b"five = 5"}
    result = mark(
        _copy([ID, f"from {module} import five\ntotal = five + .5", *GOOD[2:]]), ASSIGNMENT, "s001", files=files
    )
    assert (_points(result), _kinds(result)) == (FULL, set())
    written = marked([ID, "%%writefile here.py\nfive = 5", "import here\ntotal = here.five + .5", *GOOD[2:]])
    assert (_points(written), _kinds(written)) == (FULL, set())


def test_very_many_files_end_the_cell_that_makes_them(marked, monkeypatch):
    """Each takes memory that no limit counts; a million of them more than a machine has."""
    monkeypatch.setattr(ASSIGNMENT, "limits", replace(LIMITS, files=3000, seconds_cell=20))
    source = "import time\nfor i in range(400_000):\n    open(f'file{i}', 'w').close()\ntime.sleep(20)"
    result = marked([ID, TOTAL, source, DOUBLE, SHARES, BEST, CHECK])
    assert _points(result) == FULL
    assert [flag.message for flag in result.flags if flag.kind == "killed" and "files" in flag.message]


def test_a_copy_can_be_marked_with_the_data_of_the_id_that_it_names(marked):
    cells = [ID.replace("s001", "s00001"), *GOOD[1:]]
    plain = mark(_copy(cells), ASSIGNMENT, "s001", seed=7)
    assert (_points(plain), plain.data_of) == ([0, 1, 0, 1], "")
    written = mark(_copy(cells), ASSIGNMENT, "s001", seed=7, as_written=True)
    assert (_points(written), written.data_of, _kinds(written)) == (FULL, "s00001", {"wrong-id"})
    own = mark(_copy(GOOD), ASSIGNMENT, "s001", seed=7, as_written=True)
    assert (own.data_of, own.flags) == ("", ())


# Answers that are not what they seem, all in one session ------------------------------------------------------------


@pytest.fixture(scope="module")
def session():
    with Session(QUICK) as running:
        running.run(f"{ID}\nimport numpy as np, os, itertools\nfrom collections.abc import Mapping")
        yield running


@pytest.fixture
def earns(session):
    def points(source, number):
        question = QUESTIONS[number - 1]
        session._until = float("inf")  # the whole test file shares this one
        session.restarts = 0
        session.run(f"{question.name} = None")
        outcome = session.run(source)
        assert outcome.error == ""
        try:
            answer = session.read(question.name)
        except (Unreadable, Missing) as problem:
            assert str(problem)
            return 0
        verdict = question.judge(answer, student="s001")
        assert verdict.message or verdict.correct
        return question.marks(verdict)

    return points


VALUES = {
    "nan": ("total = float('nan')", 0),
    "infinity": ("total = np.inf", 0),
    "a text": ("total = '5.5'", 0),
    "a bool": ("total = True", 0),
    "equal to all": ("class E:\n    __eq__ = __lt__ = __gt__ = lambda s, o: True\n    __hash__ = None\ntotal = E()", 0),
    "a float that is equal to all": ("class E(float):\n    __eq__ = lambda s, o: True\ntotal = E(99)", 0),
    "a float that says another": ("class E(float):\n    __float__ = __repr__ = lambda s: '5.5'\ntotal = E(99)", 0),
    "of a class that lies": ("class E:\n    __class__ = property(lambda s: float)\ntotal = E()", 0),
    "unpicklable": ("class E:\n    __reduce__ = lambda s: (os.system, ('true',))\ntotal = E()", 0),
    "never written": ("class E:\n    def __repr__(self):\n        while True: pass\ntotal = E()", 0),
    "never an array": ("class E:\n    def __array__(self, *a, **k):\n        while True: pass\ntotal = E()", 0),
    "a mapping without end": (
        "class E(Mapping):\n    __iter__ = lambda s: itertools.count()\n    __len__ = lambda s: 1\n"
        "    __getitem__ = lambda s, k: k\ntotal = E()",
        0,
    ),
    "a list in itself": ("total = []; total.append(total)", 0),
    "nested": ("total = 5.5\nfor _ in range(10_000): total = [total]", 0),
    "a generator": ("total = (i for i in iter(int, 1))", 0),
    "a huge array": ("total = np.broadcast_to(5.5, 10 ** 9)", 0),
    "a huge text": ("total = 'x' * 10 ** 8", 0),
    "many rows without a number": ("total = np.zeros((2 ** 25, 0), dtype=bool)", 0),
    "values of coalitions": ("total = {frozenset({'a', 'b'}): 5.5, (frozenset(), 1): 0}", 0),
    "a huge integer": ("total = 10 ** 5000", 0),
    "a long list": ("total = [5.5] * 10 ** 6", 0),
    "a lone surrogate": ("total = '\\ud800'", 0),
    "complex": ("total = 5.5 + 1j", 0),
    "a module": ("total = os", 0),
    "untouched": ("total = ...", 0),
    "NumPy's own": ("total = np.float32(5.5)", 1),
    "an array of one": ("total = np.array(5.5)", 1),
    "lazy, but there": ("class E:\n    __array__ = lambda s, *a, **k: np.array(5.5)\ntotal = E()", 1),
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_number_counts_if_it_is_the_number(earns, kind):
    source, points = VALUES[kind]
    assert earns(source, 1) == points


@pytest.mark.parametrize(
    ("source", "points"),
    [
        ("shares = [.8, 1.2, 2]", 1),
        ("shares = (.8, 1.2, 2)", 1),
        ("shares = np.array([.8, 1.2, 2], dtype=object)", 1),
        ("shares = np.array([.8, 1.2, 2])[::-1][::-1]", 1),
        ("shares = {.8, 1.2, 2}", 1),  # a set of numbers has no order to be wrong in
        ("shares = {0: .8, 1: 1.2, 2: 2}", 0),
        ("shares = np.array([[.8, 1.2, 2]])", 0),
        ("shares = np.ma.array([.8, 1.2, 2], mask=[1, 1, 1])", 1),
        ("shares = np.array([.8, 1.2, np.nan])", 0),
        ("shares = np.array(['.8', '1.2', 'x'])", 0),
    ],
)
def test_an_array_counts_if_its_numbers_do(earns, source, points):
    assert earns(source, 3) == points


@pytest.mark.parametrize(
    ("source", "points"),
    [
        ("best = ' Bank '", 1),
        ("class S(str): pass\nbest = S('bank')", 1),
        ("class S(str):\n    __eq__ = lambda s, o: True\n    __hash__ = None\nbest = S('school')", 0),
        ("class S(str):\n    casefold = strip = lambda s: 'bank'\nbest = S('school')", 0),
        ("best = b'bank'", 0),
        ("best = np.str_('bank')", 1),
        ("best = ['bank']", 0),
    ],
)
def test_a_text_counts_if_it_is_the_text(earns, source, points):
    assert earns(source, 4) == points


FUNCTIONS = {
    "a lambda": ("double = lambda x: x + x", 1),
    "partial": ("import functools\ndouble = functools.partial(np.multiply, 2)", 1),
    "changes its arguments": ("def double(x):\n    x *= 2\n    return x", 1),
    "prints": ("def double(x):\n    print(x)\n    return 2 * x", 1),
    "squared": ("double = lambda x: x ** 2", 0.5),
    "returns nothing": ("double = lambda x: None", 0),
    "untouched": ("double = lambda x: ...", 0),
    "asynchronous": ("async def double(x): return 2 * x", 0),
    "fails": ("def double(x): raise ValueError('\\x1b[31m' + 'x' * 10 ** 6)", 0),
    "fails as nobody does": ("class E(BaseException):\n    __str__ = lambda s: 1 / 0\ndef double(x): raise E", 0),
    "leaves": ("def double(x): raise SystemExit", 0),
    "of another kind each time": (
        "seen = []\ndef double(x):\n    seen.append(0)\n    return [2 * x, 'x', None][len(seen) % 3]",
        0,
    ),
    "right the first time": (
        "seen = []\ndef double(x):\n    seen.append(0)\n    return 2 * x if len(seen) == 1 else x",
        0,
    ),
    "knows some cases": ("double = lambda x: {1: 2, 2: 4}[x[0]]", 0),
    "with what is equal to all": ("class E:\n    __eq__ = lambda s, o: True\ndouble = lambda x: E()", 0),
    "gives itself": ("def double(x): return double", 0),
    "gives many rows without a number": ("def double(x): return np.zeros((2 ** 25, 0))", 0),
    "ends without end": ("def double(x):\n    while True: pass", 0),
    "cannot be stopped": (
        "def double(x):\n    while True:\n        try: double(x)\n        except BaseException: pass",
        0,
    ),
    "ends the process": ("def double(x): os._exit(0)", 0),
    "is no function": ("double = 2", 0),
    "a class": ("class double:\n    __init__ = lambda s, x: None", 0),
}


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_a_function_counts_if_it_does_what_it_should(earns, kind):
    source, points = FUNCTIONS[kind]
    assert earns(source, 2) == points
