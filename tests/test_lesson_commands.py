"""The commands that make something of the course: what they say, and exit codes. What they call is tested elsewhere."""

import json
import shutil
import subprocess
import sys

import pytest

from lepton_kit import cli
from lepton_kit.exercises.content import run_file
from lepton_kit.machine import CHECKOUT
from lepton_kit.teach.lesson_commands import demand_place
from tests.bench.engine import Row


@pytest.mark.parametrize(("options", "file"), [((), "build.py"), (("--lite",), "lite.py")])
def test_book_names_its_first_page_or_says_what_is_missing(lepton, tmp_path, monkeypatch, options, file):
    shutil.copy(CHECKOUT / "docs" / "book" / "commands.py", tmp_path)
    monkeypatch.setitem(cli.lepton.commands, "book", run_file(tmp_path / "commands.py").book)
    maker = "from pathlib import Path\n\nclass BookError(Exception):\n    pass\n\ndef build():\n    {}\n"
    (tmp_path / file).write_text(maker.format("return Path('dist/book/index.html')"), encoding="utf-8")
    code, told, error = lepton("book", *options)
    assert (code, told.splitlines()[0], error) == (0, "The first page: dist/book/index.html", "")
    (tmp_path / file).write_text(maker.format("raise BookError('There is no Sphinx.')"), encoding="utf-8")
    assert lepton("book", *options) == (1, "", "There is no Sphinx.\n")


@pytest.fixture
def one_row(monkeypatch):
    row = Row("adding", "plus against minus", "no slower", lambda: {"plus": lambda: 1.0, "minus": lambda: 2.0})
    monkeypatch.setattr("tests.bench.rows", lambda: [row])


def test_bench_lists_its_rows(lepton, one_row):
    assert lepton("bench", "--list") == (0, "adding  plus against minus (goal: no slower)\n", "")


def test_bench_prints_ratios_and_writes_json(lepton, one_row, tmp_path):
    code, out, _ = lepton("bench", "adding", "--rounds", "2", "--json", str(tmp_path / "figures.json"))
    assert code == 0
    assert "2.00 x" in out
    [row] = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))["rows"]
    assert (row["times_better"], row["rounds"]) == ({"minus": 2.0}, 2)


def test_bench_without_such_a_row_or_folder(lepton, one_row, tmp_path):
    assert lepton("bench", "substracting")[::2] == (2, "There is no row substracting. Rows: adding.\n")
    code, _, err = lepton("bench", "--json", str(tmp_path / "nowhere" / "figures.json"))
    assert code == 2
    assert "There is no folder" in err


def test_valuation_prints_its_tables(lepton):
    code, out, err = lepton("valuation")
    assert (code, err) == (0, "")
    for fact in ("Bagsy", "Banzhaf", "seed against seed", "mean regret", "control variate", "0.450"):
        assert fact in out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("--jobs", "2"), 2, "--executor go with --recompute"),
        (("--recompute", "--to", "nowhere/game.npz"), 2, "There is no folder nowhere"),
        (("--recompute", "--executor", "ssh://host"), 1, "--executor is written dask://HOST:PORT"),
    ],
)
def test_valuation_with_what_it_cannot_do(lepton, tmp_path, monkeypatch, arguments, code, sentence):
    monkeypatch.chdir(tmp_path)
    exit_code, _, err = lepton("valuation", *arguments)
    assert exit_code == code and sentence in err


def test_build_and_check(lepton, small_course, mend):
    code, _, err = lepton("build")
    assert code == 1
    assert err.startswith("Lesson 01: A cell stopped with NameError: name 'one' is not defined")
    mend(small_course)
    code, out, err = lepton("build", "01")
    assert (code, err) == (0, "")
    assert "01_small" in out
    assert lepton("build", "--check")[:2] == (0, "The notebooks are what the sources say.\n")
    (small_course / "notebooks/source/01_small/lesson.py").write_text("# %%\n2\n", encoding="utf-8")
    code, out, _ = lepton("build", "--check")
    assert code == 1
    assert "01_small.ipynb is not what 01_small/lesson.py says" in out


def test_check_loads_no_keras(small_course):
    code = "import sys; from lepton_kit.cli import lepton; lepton(['build', '--check'], standalone_mode=False); "
    code += "print('keras' in sys.modules, 'tensorflow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False False"


def test_run_writes_a_page_also_for_a_lesson_that_stops(lepton, small_course, mend):
    code, out, err = lepton("run", "1")
    assert (code, out) == (1, "")
    assert err == "01_small.ipynb is not there yet. Run `lepton build 1`.\n"
    code, out, err = lepton("run", "1", "--solved", "--to", "page.html")
    assert code == 1
    assert "1 of its cells stopped with an error, the first with NameError" in err
    page = (small_course / "page.html").read_text(encoding="utf-8")
    assert "six" in page
    assert "NameError" in page
    mend(small_course)
    assert lepton("run", "1", "--solved")[0] == 0
    assert (small_course / "lesson-01.html").exists()


def test_run_does_not_begin_where_its_page_cannot_be_written(lepton, small_course):
    code, out, err = lepton("run", "1", "--solved", "--to", "nowhere/page.html")
    assert (code, out) == (2, "")
    assert err == "There is no folder nowhere, so page.html cannot be written there.\n"


def test_run_looks_at_the_place_of_its_page_before_the_work(lepton, small_course):
    code, out, err = lepton("run", "1", "--solved", "--to", "/proc/page.html")
    assert (code, out) == (2, "")
    assert err.startswith("/proc/page.html cannot be written: ")
    (small_course / "old.html").write_text("old")
    demand_place(small_course / "old.html")
    demand_place(small_course / "new.html")
    assert (small_course / "old.html").read_text() == "old" and not (small_course / "new.html").exists()


@pytest.mark.parametrize("source", ["import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 9)"])
def test_run_with_a_kernel_that_dies(lepton, small_course, source):
    (small_course / "notebooks/source/01_small/lesson.py").write_text(f"# %%\n{source}\n\n# %%\n1\n", encoding="utf-8")
    code, _, err = lepton("run", "1", "--solved")
    assert code == 1
    assert err.splitlines()[-1].startswith("Python stopped in a cell: it was told to")


def test_run_of_an_unknown_lesson(lepton, small_course):
    assert lepton("run", "99") == (1, "", "There is no lesson 99. Lessons: 01. Try `lepton run 01`.\n")
