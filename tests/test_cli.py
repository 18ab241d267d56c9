"""The command line: what it says, where it says it, and its exit codes. What it calls is tested elsewhere."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from unittest import mock

import nbformat
import pytest

from lepton_kit import cli
from lepton_kit.machine import Check
from lepton_kit.update import FIRST
from tests.bench.engine import Row


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
def course(tmp_path):
    """A folder that looks like a checkout."""
    for folder in ("notebooks/source/01_small", "lepton_kit"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / FIRST).write_text("{}", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_names_the_commands(lepton, arguments):
    code, out, err = lepton(*arguments)
    assert (code, err) == (0, "")
    for name in ("doctor", "lab", "start", "build", "run", "book", "bench", "valuation", "update"):
        assert f"\n  {name} " in out


@pytest.mark.parametrize(("command", "folder"), [("book", "docs/book"), ("bench", "tests/bench")])
def test_what_only_a_checkout_has_is_said_to_need_one(lepton, tmp_path, monkeypatch, command, folder):
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "lepton_kit" / "cli.py"))
    sentence = f"`lepton {command}` needs a checkout of the kit: what it runs stands in {folder}.\n"
    assert lepton(command) == (1, "", sentence)


@pytest.mark.parametrize(("options", "file"), [((), "build.py"), (("--lite",), "lite.py")])
def test_book_names_its_first_page_or_says_what_is_missing(lepton, tmp_path, monkeypatch, options, file):
    folder = tmp_path / "docs" / "book"
    folder.mkdir(parents=True)
    monkeypatch.setattr(cli, "__file__", str(tmp_path / "lepton_kit" / "cli.py"))
    maker = "from pathlib import Path\n\nclass BookError(Exception):\n    pass\n\ndef build():\n    {}\n"
    (folder / file).write_text(maker.format("return Path('dist/book/index.html')"), encoding="utf-8")
    code, told, error = lepton("book", *options)
    assert (code, told.splitlines()[0], error) == (0, "The first page: dist/book/index.html", "")
    (folder / file).write_text(maker.format("raise BookError('There is no Sphinx.')"), encoding="utf-8")
    assert lepton("book", *options) == (1, "", "There is no Sphinx.\n")


def test_version(lepton):
    assert lepton("--version")[:2] == (0, "Lepton Kit 0.2.0\n")


@pytest.mark.parametrize("wrong", [("docter",), ("doctor", "now"), ("doctor", "--hurry"), ("bench", "--rounds", "0")])
def test_a_slip_gets_one_sentence_and_exit_code_2(lepton, wrong):
    code, out, err = lepton(*wrong)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_misspelt_command_gets_a_suggestion(lepton):
    assert "doctor" in lepton("docter")[2]


@pytest.mark.parametrize(("status", "code"), [("ok", 0), ("warn", 0), ("fail", 1)])
def test_doctor_prints_each_check_and_fails_only_on_failures(lepton, monkeypatch, status, code):
    checks = [Check("Python", "ok", "3.12.1"), Check("memory", status, "1.0 of 2.0 GB free", "Close [other] programs.")]
    monkeypatch.setattr("lepton_kit.doctor.examine", lambda: checks)
    found, out, err = lepton("doctor")
    assert (found, err) == (code, "")
    assert "1.0 of 2.0 GB free" in out
    assert "Close [other] programs." in out
    assert ("This machine is ready" in out) == (code == 0)


def test_lab_starts_jupyterlab_on_the_first_lesson_from_any_folder(lepton, course, monkeypatch):
    started = []
    monkeypatch.chdir(course / "notebooks" / "source")
    monkeypatch.setattr(cli.os, "execv", lambda program, command: started.append(command))
    code, out, _ = lepton("lab", "--no-browser", "--port", "8890")
    [command] = started
    assert code == 0
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={course}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert command[-3:] == ["--no-browser", "--port", "8890"]
    assert ("--allow-root" in command) == (hasattr(os, "geteuid") and os.geteuid() == 0)
    assert "Ctrl-C" in out


def test_lab_takes_this_python_whatever_the_machine_has(lepton, course, monkeypatch, tmp_path):
    monkeypatch.chdir(course)
    monkeypatch.setattr(cli.os, "execv", lambda program, command: None)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PATH", "/another")
    monkeypatch.setenv("HOME", "/proc")
    _, _, err = lepton("lab")
    assert "PYTHONPATH" not in os.environ
    assert os.environ["JUPYTER_PATH"] == os.pathsep.join([str(Path(sys.prefix, "share", "jupyter")), "/another"])
    assert os.environ["JUPYTER_PREFER_ENV_PATH"] == "1"
    assert Path(os.environ["HOME"]).is_dir() and os.environ["HOME"] != "/proc"
    assert err.startswith("Settings and progress are not kept")


def test_lab_outside_a_checkout(lepton, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lepton_kit.teach.authoring.lesson.ROOT", tmp_path / "notebooks")
    code, out, err = lepton("lab")
    assert (code, out) == (1, "")
    assert err.startswith("There are no lessons here. Make a folder with them: lepton start DIR")


def test_lab_without_jupyterlab(lepton, course, monkeypatch):
    monkeypatch.chdir(course)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, _, err = lepton("lab")
    assert code == 1
    assert "JupyterLab is not installed" in err


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


def test_help_loads_nothing_that_it_does_not_print():
    code = (
        "import sys, contextlib, io\nfrom lepton_kit.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main(['--help'])\n"
        "print([name for name in ('numpy', 'rich', 'keras', 'matplotlib', 'nbformat') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


@pytest.fixture
def small_course(course, monkeypatch):
    """A course of one lesson that runs in a second, and the working folder in it."""
    source = """# %%\nprint("six")\n\n# %%\n1 / one\n"""
    (course / "notebooks/source/01_small/lesson.py").write_text(source, encoding="utf-8")
    (course / FIRST).unlink()
    monkeypatch.chdir(course)
    return course


def mend(course):
    file = course / "notebooks/source/01_small/lesson.py"
    file.write_text(file.read_text(encoding="utf-8").replace("1 / one", "1 / 1"), encoding="utf-8")


def test_build_and_check(lepton, small_course):
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


def test_run_writes_a_page_also_for_a_lesson_that_stops(lepton, small_course):
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
    cli._demand_place(small_course / "old.html")
    cli._demand_place(small_course / "new.html")
    assert (small_course / "old.html").read_text() == "old" and not (small_course / "new.html").exists()


@pytest.mark.parametrize("source", ["import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 9)"])
def test_run_with_a_kernel_that_dies(lepton, small_course, source):
    (small_course / "notebooks/source/01_small/lesson.py").write_text(f"# %%\n{source}\n\n# %%\n1\n", encoding="utf-8")
    code, _, err = lepton("run", "1", "--solved")
    assert code == 1
    assert err.splitlines()[-1].startswith("Python stopped in a cell: it was told to")


@pytest.mark.parametrize("arguments", [("lab",), ("run", "1"), ("build", "--check"), ("update",)])
def test_a_deleted_folder_and_no_stdout_get_a_sentence(tmp_path, arguments):
    """Seen from outside: whatever happens, no traceback."""
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os, sys; os.rmdir(os.getcwd()); from lepton_kit.cli import main; main(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=gone, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.startswith("No such file or directory")


def git(folder, *arguments):
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def cloned(small_course, tmp_path, lepton, monkeypatch):
    """A teacher's course and a learner's clone of it."""
    mend(small_course)
    shutil.copytree(small_course / "notebooks/source/01_small", small_course / "notebooks/source/02_other")
    (small_course / "notes.md").write_text("old\n")
    assert lepton("build")[0] == 0
    git(small_course, "init", "--quiet")
    git(small_course, "add", "--all")
    git(small_course, "commit", "--quiet", "-m", "first")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(small_course), str(clone))
    monkeypatch.chdir(clone)
    return small_course, clone


def correct(teacher, lepton, monkeypatch, *names):
    """The teacher changes lessons and publishes them."""
    with monkeypatch.context() as there:
        there.chdir(teacher)
        for name in names:
            (teacher / "notebooks/source" / name / "lesson.py").write_text('# %%\nprint("seven")\n', encoding="utf-8")
        assert lepton("build")[0] == 0
        git(teacher, "add", "--all")
        git(teacher, "commit", "--quiet", "-m", "second")


def rewrite(path, source):
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].outputs = []
    if source:
        notebook.cells[0].source = source
    nbformat.write(notebook, path)


@pytest.mark.git
def test_update_brings_newer_lessons_and_keeps_what_a_learner_wrote(lepton, cloned, monkeypatch):
    """Written in and newer there: kept beside. Run only: renewed. Written in and not newer there: as it was."""
    teacher, clone = cloned
    assert lepton("update") == (0, "There is nothing newer.\n", "")
    correct(teacher, lepton, monkeypatch, "01_small")
    mine, other = clone / "notebooks/01_small.ipynb", clone / "notebooks/02_other.ipynb"
    rewrite(mine, "print('mine')")
    rewrite(other, "print('mine too')")
    code, out, err = lepton("update")
    assert (code, err) == (0, "")
    assert out.startswith("01_small.ipynb was changed by hand; it is kept as 01_small.edited-1.ipynb\n")
    assert "mine" in mine.with_name("01_small.edited-1.ipynb").read_text()
    assert "seven" in mine.read_text() and "mine too" in other.read_text()
    correct(teacher, lepton, monkeypatch, "02_other")
    git(clone, "checkout", "--quiet", "--", str(other))
    rewrite(other, "")
    code, out, _ = lepton("update")
    assert code == 0 and "kept as" not in out and "seven" in other.read_text()


@pytest.mark.git
def test_update_changes_nothing_where_only_git_can_join(lepton, cloned, monkeypatch):
    teacher, clone = cloned
    (clone / "notes.md").write_text("mine\n")
    (teacher / "notes.md").write_text("theirs\n")
    correct(teacher, lepton, monkeypatch, "01_small")
    rewrite(clone / "notebooks/01_small.ipynb", "print('mine')")
    assert lepton("update")[::2] == (
        1,
        "notes.md was changed here and there. `git stash` lays yours aside, then update again.\n",
    )
    git(clone, "commit", "--quiet", "--all", "-m", "own")
    assert "You have commits of your own here" in lepton("update")[2]
    assert "mine" in (clone / "notebooks/01_small.ipynb").read_text()
    shutil.rmtree(teacher / ".git")
    assert "git fetch did not work" in lepton("update")[2]
    shutil.rmtree(clone / ".git")
    assert "is no git clone" in lepton("update")[2]


def test_run_of_an_unknown_lesson(lepton, small_course):
    assert lepton("run", "99") == (1, "", "There is no lesson 99. Lessons: 01. Try `lepton run 01`.\n")
