"""Set-up: old Pythons, what is repaired and what is left alone, and the Makefile around it.

Every test works on a copy in a temporary folder. Nothing is installed: pip and uv are stood in for.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"


@pytest.fixture
def boot(tmp_path, monkeypatch):
    """bootstrap.py loaded from a copy of the few files that it reads, with stand-ins for making and filling .venv."""
    for name in ("bootstrap.py", "pyproject.toml", "binder/requirements.txt", "tests/requirements.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    spec = importlib.util.spec_from_file_location("bootstrap_copy", tmp_path / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert Path(module.VENV) == tmp_path.resolve() / ".venv", "these tests must never reach the real .venv"
    module.steps = []

    def make_venv():
        module.steps.append("make")
        program = Path(module.venv_program("lepton"))
        program.parent.mkdir(parents=True)
        program.touch()

    def ask_venv(code):
        return HERE, str(tmp_path / "lepton_kit" / "__init__.py")

    monkeypatch.setattr(module, "make_venv", make_venv)
    monkeypatch.setattr(module, "install", module.steps.append)
    monkeypatch.setattr(module, "ask_venv", ask_venv)
    return module


def stamp_of(boot):
    return json.loads(Path(boot.STAMP).read_text(encoding="utf-8"))


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 5, 2), (3, 10, 14)])
def test_too_old_a_python_gets_a_sentence_with_the_way_out(boot, version):
    said = boot.python_fault(version)
    assert said.startswith(f"This is Python {version[0]}.{version[1]}; the course needs 3.11 to 3.13.")
    assert said.endswith("make lab PYTHON=python3.13")
    assert boot.python_fault(version, "Windows").endswith("py -3.13 bootstrap.py")


def test_too_new_a_python_is_told_why(boot):
    assert "TensorFlow has no packages yet" in boot.python_fault((3, 14, 0))
    assert [boot.python_fault((3, minor, 0)) for minor in (11, 12, 13)] == ["", "", ""]


def test_mac_with_an_intel_processor_is_sent_to_binder(boot):
    assert "Binder" in boot.python_fault((3, 12, 0), "Darwin", "x86_64")
    assert boot.python_fault((3, 12, 0), "Darwin", "arm64") == ""


def test_old_python_ends_with_the_sentence_and_touches_nothing(boot, monkeypatch, capsys):
    monkeypatch.setattr(boot.sys, "version_info", (3, 8, 18))
    monkeypatch.setattr(boot, "another_python", lambda: None)
    assert boot.main([]) == 1
    assert capsys.readouterr().err.startswith("This is Python 3.8;")
    assert not Path(boot.VENV).exists()


def test_old_python_goes_on_with_another_that_will_do(boot, monkeypatch):
    called = []
    monkeypatch.setattr(boot.sys, "version_info", (3, 14, 1))
    monkeypatch.setattr(boot, "another_python", lambda: "/usr/bin/python3.12")
    monkeypatch.setattr(boot.subprocess, "call", lambda command: called.append(command) or 0)
    assert boot.main(["--dev"]) == 0
    assert called == [["/usr/bin/python3.12", str(Path(boot.HERE, "bootstrap.py")), "--dev"]]


def test_every_python_since_3_4_can_read_the_file():
    """Nothing newer than what Python 3.4 parses, and none of what Python 2.7 refuses."""
    import ast

    text = (ROOT / "bootstrap.py").read_text(encoding="ascii")
    tree = ast.parse(text, feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Nonlocal, ast.YieldFrom)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [each.name for each in functions if each.args.kwonlyargs or each.args.posonlyargs or each.returns]
    displays = [node for node in ast.walk(tree) if isinstance(node, (ast.List, ast.Tuple, ast.Set))]
    assert not [each for each in displays if any(isinstance(part, ast.Starred) for part in each.elts)]


def test_first_run_then_nothing_to_do(boot, capsys):
    assert boot.main([]) == 0
    assert boot.steps == ["make", "course"]
    assert "Installing binder/requirements.txt" in capsys.readouterr().out
    assert stamp_of(boot) == {"course": boot.fingerprint("course"), "folder": boot.VENV, "python": HERE}
    assert boot.main([]) == 0
    assert boot.steps == ["make", "course"]
    assert capsys.readouterr() == ("", "")


def test_tests_are_added_on_top_and_hold_the_course(boot):
    boot.main([])
    boot.main(["--dev"])
    assert boot.steps == ["make", "course", "tests"]
    boot.main([])
    boot.main(["--dev"])
    assert boot.steps == ["make", "course", "tests"]


@pytest.mark.parametrize("name", ["pyproject.toml", "binder/requirements.txt"])
def test_changed_lock_or_project_is_installed_into_the_same_venv(boot, capsys, name):
    boot.main(["--dev"])
    with Path(boot.HERE, name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    boot.main(["--dev"])
    assert boot.steps == ["make", "tests", "tests"]
    assert "has changed since the last run" in capsys.readouterr().out
    assert boot.main([]) == 0
    assert boot.steps == ["make", "tests", "tests"]


def broken(boot):
    """Ways in which a .venv of ours can be unusable, each with a word of what is said about it."""
    stamp = stamp_of(boot)

    def rewrite(**marks):
        Path(boot.STAMP).write_text(json.dumps({**stamp, **marks}), encoding="utf-8")

    return {
        "interrupted": lambda: rewrite(unfinished=True),
        "another folder": lambda: rewrite(folder="/elsewhere/.venv"),
        "belongs to Python 3.9": lambda: rewrite(python="3.9"),
        "parts of it are gone": lambda: Path(boot.venv_program("lepton")).unlink(),
        "no longer run": lambda: setattr(boot, "ask_venv", lambda code: None),
        "another copy": lambda: setattr(boot, "ask_venv", lambda code: (HERE, "/elsewhere/lepton_kit/__init__.py")),
    }


@pytest.mark.parametrize(
    "why",
    ["interrupted", "another folder", "belongs to Python 3.9", "parts of it are gone", "no longer run", "another copy"],
)
def test_unusable_venv_of_ours_is_made_anew_with_a_sentence(boot, capsys, why):
    boot.main([])
    fetched = Path(boot.CACHE, "wheel")
    fetched.parent.mkdir()
    fetched.touch()
    old = Path(boot.VENV, "lib", "old.py")
    old.parent.mkdir()
    old.touch()
    broken(boot)[why]()
    seen = []
    boot.install = lambda part: seen.append((part, fetched.exists(), old.exists()))
    capsys.readouterr()
    assert boot.main([]) == 0
    assert why in capsys.readouterr().out
    assert boot.steps == ["make", "course", "make"]
    assert seen == [("course", True, False)], "what was fetched stays, what was installed goes"


def test_interrupted_run_is_seen_as_one(boot, capsys):
    def interrupt(part):
        raise KeyboardInterrupt

    boot.install = interrupt
    assert boot.main([]) == 130
    assert "Run it again" in capsys.readouterr().err
    assert stamp_of(boot)["unfinished"]


def test_venv_that_someone_else_made_is_added_to_and_never_emptied(boot):
    theirs = Path(boot.VENV, "lib", "theirs.py")
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    assert boot.main([]) == 0
    assert boot.steps == ["course"]
    assert theirs.exists()


@pytest.mark.parametrize("answer", [None, ("3.9", "")])
def test_foreign_venv_that_cannot_be_added_to_is_left_as_it_is(boot, capsys, answer):
    theirs = Path(boot.VENV, "lib", "theirs.py")
    theirs.parent.mkdir(parents=True)
    theirs.touch()
    boot.ask_venv = lambda code: answer
    assert boot.main([]) == 1
    assert "was not made by this program" in capsys.readouterr().err
    assert theirs.exists()
    assert boot.steps == []


def test_empty_folder_is_a_new_venv(boot):
    Path(boot.VENV).mkdir()
    assert boot.main([]) == 0
    assert boot.steps == ["make", "course"]


def test_file_in_the_place_of_the_venv(boot, capsys):
    Path(boot.VENV).touch()
    assert boot.main([]) == 1
    assert "is no folder" in capsys.readouterr().err


def test_part_of_a_checkout(boot, capsys):
    Path(boot.HERE, "binder", "requirements.txt").unlink()
    assert boot.main([]) == 1
    assert capsys.readouterr().err.startswith("binder/requirements.txt is missing")


def test_full_disk(boot, monkeypatch, capsys):
    monkeypatch.setattr(boot.shutil, "disk_usage", lambda path: type("Usage", (), {"free": int(1e9)}))
    assert boot.main([]) == 1
    assert capsys.readouterr().err.startswith("The course needs 3.2 GB of free disk and there are 1.0 GB in")
    assert not Path(boot.VENV).exists()


def test_debian_without_its_venv_package(boot, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert boot.main([]) == 1
    assert f"sudo apt install python{HERE}-venv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([(1, "ERROR: [Errno -3] Temporary failure in name resolution")], "The package index cannot be reached"),
        ([(0, ""), (2, "error: dns error: failed to lookup")], "The network went away"),
        ([(0, ""), (2, "odd"), (1, "no matching distribution")], "Neither uv nor pip could install"),
    ],
)
def test_failed_installations_get_a_sentence(boot, monkeypatch, capsys, answers, expected):
    """`install` itself, with canned answers of pip and uv."""
    real = load(boot)
    Path(boot.VENV).mkdir()
    monkeypatch.setattr(real, "ask_venv", boot.ask_venv)
    replies = iter(answers)
    monkeypatch.setattr(real, "run", lambda command, show=True: next(replies))
    with pytest.raises(real.Stop, match=expected):
        real.install("course")


def test_pip_goes_on_where_uv_cannot(boot, monkeypatch):
    real = load(boot)
    Path(boot.VENV).mkdir()
    monkeypatch.setattr(real, "ask_venv", boot.ask_venv)
    commands = []
    monkeypatch.setattr(real, "run", lambda command, show=True: commands.append(command) or ("uv" in command, "odd"))
    real.install("tests")
    assert [command[2] for command in commands] == ["pip", "uv", "pip", "pip"]
    assert "--require-hashes" in commands[2]
    assert commands[3][-4:] == ["--no-deps", "--no-build-isolation", "-e", "."]


def load(boot):
    """The copied bootstrap.py without stand-ins."""
    spec = importlib.util.spec_from_file_location("bootstrap_real", Path(boot.HERE, "bootstrap.py"))
    real = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(real)
    return real


@pytest.mark.skipif(os.name == "nt", reason="on Windows a venv holds a launcher, not a link")
def test_half_emptied_venv_never_leads_to_the_python_below_it(boot, monkeypatch):
    """Without pyvenv.cfg the link in .venv is the system's own Python: neither asked, added to, nor installed into."""
    real = load(boot)
    link = Path(real.venv_program("python"))
    link.parent.mkdir(parents=True)
    link.symlink_to(getattr(sys, "_base_executable", sys.executable))
    monkeypatch.setattr(real, "run", lambda command, show=True: pytest.fail(f"ran {command}"))
    assert real.ask_venv("") is None
    assert "does not run" in real.foreign_fault()
    with pytest.raises(real.Stop, match="does not run, or is not one"):
        real.install("course")
    Path(real.VENV, "pyvenv.cfg").write_text(f"home = {Path(os.path.realpath(link)).parent}\n", encoding="utf-8")
    assert real.ask_venv("print('yes')") == (HERE, "yes")


def test_run_interrupted_while_emptying_goes_on_emptying(boot, monkeypatch, capsys):
    boot.main([])
    broken(boot)["another folder"]()
    monkeypatch.setattr(boot, "clear_venv", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    assert boot.main([]) == 130
    monkeypatch.undo()
    assert boot.venv_fault(boot.read_stamp()) == "an earlier run was interrupted"


def test_uv_itself_is_pinned_with_hashes(boot):
    first, *rest = boot.uv_pin().splitlines()
    assert first.startswith("uv==")
    assert any("--hash=sha256:" in line for line in rest)
    assert not any("==" in line for line in rest)


def test_installations_are_not_led_out_of_the_venv(boot, monkeypatch):
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    found = boot.environment()
    assert "PIP_TARGET" not in found
    assert (found["PIP_USER"], found["UV_CACHE_DIR"]) == ("0", boot.CACHE)


def make(folder, *arguments):
    command = ["make", "--no-print-directory", *arguments]
    env = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.mark.make
def test_make_alone_lists_the_targets(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = make(tmp_path)
    assert done.returncode == 0
    listed = [line.split()[0] for line in done.stdout.splitlines()[1:]]
    assert listed == ["help", "lab", "teach", "test", "build", "lock", "bench", "doctor", "format", "lint", "clean"]
    assert all(len(line.split()) > 3 for line in done.stdout.splitlines()[1:])


@pytest.mark.make
@pytest.mark.parametrize("target", ["lab", "test"])
def test_make_without_python_gets_a_sentence(tmp_path, target):
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = make(tmp_path, target, "PYTHON=python9")
    assert done.returncode == 2
    assert done.stderr.startswith("There is no python9 here. Install Python 3.13")
    assert "Traceback" not in done.stderr


@pytest.mark.make
def test_make_sets_up_before_it_starts(tmp_path):
    """`make lab` sets up the course, `make test` the tests' packages; seen in what make would run."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    lab, test = (make(tmp_path, "--dry-run", target).stdout for target in ("lab", "test"))
    assert lab.index("bootstrap.py") < lab.index("bin/lepton lab")
    assert test.index("bootstrap.py --dev") < test.index("-m pytest") < test.index("ruff check")
