"""The command line: what it says, where it says it, and its exit codes. What it calls is tested elsewhere."""

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


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_names_the_commands(lepton, arguments):
    code, out, err = lepton(*arguments)
    assert (code, err) == (0, "")
    for name in ("doctor", "lab", "start", "build", "run", "book", "bench", "valuation", "update"):
        assert f"\n  {name} " in out


def test_version(lepton):
    assert lepton("--version")[:2] == (0, "Lepton Kit 0.2.0\n")


@pytest.mark.parametrize("wrong", [("docter",), ("doctor", "now"), ("doctor", "--hurry"), ("bench", "--rounds", "0")])
def test_a_slip_gets_one_sentence_and_exit_code_2(lepton, wrong):
    code, out, err = lepton(*wrong)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(("command", "folder"), cli.OF_CHECKOUT.items())
def test_what_only_a_checkout_has_is_said_to_need_one(lepton, tmp_path, monkeypatch, command, folder):
    monkeypatch.setattr(cli, "CHECKOUT", tmp_path)
    monkeypatch.setitem(cli.lepton.commands, command, cli.of_checkout(command, folder))
    sentence = f"`lepton {command}` needs a checkout of the kit: what it runs stands in {folder}.\n"
    assert lepton(command, "03", "--open") == (1, "", sentence)
    assert f"{command}  " in lepton()[1] and "Needs a checkout of the kit." in lepton()[1]


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


def test_lab_starts_jupyterlab_on_the_first_lesson_from_any_folder(lepton, checkout, monkeypatch):
    started = []
    monkeypatch.chdir(checkout / "notebooks" / "source")
    monkeypatch.setattr(cli.os, "execv", lambda program, command: started.append(command))
    code, out, _ = lepton("lab", "--no-browser", "--port", "8890")
    [command] = started
    assert code == 0
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={checkout}" in command
    assert "--LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb" in command
    assert command[-3:] == ["--no-browser", "--port", "8890"]
    assert ("--allow-root" in command) == (hasattr(os, "geteuid") and os.geteuid() == 0)
    assert "Ctrl-C" in out


def test_lab_takes_this_python_whatever_the_machine_has(lepton, checkout, monkeypatch, tmp_path):
    monkeypatch.chdir(checkout)
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
    assert err.startswith("There are no lessons here: no notebooks/source") and "lepton start DIR" in err


def test_lab_without_jupyterlab(lepton, checkout, monkeypatch):
    monkeypatch.chdir(checkout)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, _, err = lepton("lab")
    assert code == 1
    assert "JupyterLab is not installed" in err


def test_help_loads_nothing_that_it_does_not_print():
    code = (
        "import sys, contextlib, io\nfrom lepton_kit.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()): main(['--help'])\n"
        "print([name for name in ('numpy', 'rich', 'keras', 'matplotlib', 'nbformat') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


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
def cloned(small_course, tmp_path, lepton, monkeypatch, mend):
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


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            PermissionError(13, "Permission denied", "x.csv"),
            "x.csv: Permission denied. Look at it with `lepton doctor`.",
        ),
        (OSError(28, "No space left on device", "x.csv"), "The disk is full: x.csv could not be written. Make room"),
        (FileNotFoundError("There is no download."), "There is no download.\n"),
    ],
)
def test_what_a_machine_does_to_it_gets_a_sentence(lepton, monkeypatch, error, sentence):
    monkeypatch.setattr("lepton_kit.doctor.examine", mock.Mock(side_effect=error))
    code, out, err = lepton("doctor")
    assert (code, out) == (1, "") and err.startswith(sentence)
