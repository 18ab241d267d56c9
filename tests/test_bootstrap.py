"""Set-up on machines as people have them: a small lock of local wheels, no network, a real pip in a real .venv."""

import base64
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.long
ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="written for a POSIX shell")

PYPROJECT = """[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "lepton-kit"
version = "0.1.0"
"""
BACKEND = """import os, sys, zipfile
def build_editable(folder, settings=None, metadata=None):
    info = "lepton_kit-0.1.0.dist-info/"
    files = {"lepton_kit.pth": os.path.dirname(os.path.abspath(__file__)),
             info + "METADATA": "Metadata-Version: 2.1\\nName: lepton-kit\\nVersion: 0.1.0\\n",
             info + "WHEEL": "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
             info + "entry_points.txt": "[console_scripts]\\nlepton = lepton_kit.doctor:main\\n"}
    files[info + "RECORD"] = "".join(name + ",,\\n" for name in [*files, info + "RECORD"])
    name = "lepton_kit-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
"""


def wheel(folder, name, version):
    """Write a package of one module; returns what a lock says of it."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/__init__.py": f"version = '{version}'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = [f"{path},{_digest(text.encode())},{len(text)}\n" for path, text in files.items()]
    files[f"{info}/RECORD"] = "".join([*rows, f"{info}/RECORD,,\n"])
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n    # via tests\n"


def _digest(content):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


class Checkout:
    """A small course on disk, and what its bootstrap.py says."""

    def __init__(self, folder):
        self.folder, self.venv = folder, folder / ".venv"
        self.site = self.venv / (
            "Lib/site-packages" if os.name == "nt" else f"lib/python3.{sys.version_info[1]}/site-packages"
        )
        for name in ("bootstrap.py", "Makefile", "lepton_kit/__init__.py", "binder/locked_packages.py"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
        (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
        for name in ("wheels", "tests"):
            (folder / name).mkdir()
        course = wheel(folder / "wheels", "alpha", "1.0") + wheel(folder / "wheels", "beta", "2.0")
        (folder / "binder/requirements.txt").write_text(course, encoding="utf-8")
        tests = course + wheel(folder / "wheels", "gamma", "3.0")
        (folder / "tests/requirements.txt").write_text(tests, encoding="utf-8")

    def variables(self, **changes):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "MAKE"))}
        own = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (self.folder / "wheels").as_uri(), "PIP_CONFIG_FILE": os.devnull}
        return {name: value for name, value in (kept | own | changes).items() if value is not None}

    def run(self, *arguments, before=(), **changes):
        """Exit code and all that was said; never a traceback."""
        command = [*before, sys.executable, str(self.folder / "bootstrap.py"), *arguments]
        done = subprocess.run(command, env=self.variables(**changes), capture_output=True, timeout=300)
        said = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in said
        return done.returncode, said

    def versions(self):
        """What is installed of the small lock."""
        names = (path.name.removesuffix(".dist-info") for path in self.site.glob("*.dist-info"))
        return sorted(name for name in names if name.startswith(("alpha", "beta", "gamma", "lepton")))


COURSE = ["alpha-1.0", "beta-2.0", "lepton_kit-0.1.0"]


@pytest.fixture
def fresh(tmp_path):
    """A checkout without .venv."""
    (tmp_path / "course").mkdir()
    return Checkout(tmp_path / "course")


@pytest.fixture(scope="module")
def _once(tmp_path_factory):
    # Letters beyond cp1252 and a blank in the path, as people have them.
    checkout = Checkout(tmp_path_factory.mktemp("мой курс"))
    code, said = checkout.run(PYTHONIOENCODING="cp1252", HOME="/proc")
    assert code == 0, said
    assert said.splitlines()[-1].startswith(".venv is ready, after ")
    return checkout


@pytest.fixture
def ready(_once):
    """A checkout whose .venv is as locked; whatever a test does to it is mended before the next."""
    code, said = _once.run()
    assert code == 0, said
    assert _once.versions()[:2] == COURSE[:2]
    return _once


def test_second_run_says_nothing_and_changes_nothing(ready):
    before = (ready.venv / "lepton-stamp.json").read_text()
    assert ready.run() == (0, "")
    assert (ready.venv / "lepton-stamp.json").read_text() == before
    assert not (ready.venv / ".cache").exists()


def test_tests_are_added_on_top_and_hold_the_course(ready):
    code, said = ready.run("--dev")
    assert code == 0 and "Installing 1 packages (gamma is missing)" in said
    assert ready.versions() == ["alpha-1.0", "beta-2.0", "gamma-3.0", "lepton_kit-0.1.0"]
    assert ready.run() == ready.run("--dev") == (0, "")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda site: shutil.rmtree(site / "beta"), "beta is damaged"),
        (lambda site: (site / "beta/__init__.py").write_text(""), "beta is damaged"),
        (lambda site: shutil.rmtree(site / "beta-2.0.dist-info"), "beta is missing"),
        (lambda site: (site / "beta-2.0.dist-info/RECORD").unlink(), "beta is damaged"),
    ],
    ids=["folder gone", "file cut short", "metadata gone", "record gone"],
)
def test_what_is_not_as_locked_is_mended_and_named(ready, harm, said):
    harm(ready.site)
    code, told = ready.run()
    assert code == 0 and said in told
    assert (ready.site / "beta/__init__.py").read_text() == "version = '2.0'\n"
    assert ready.versions()[:2] == COURSE[:2]
    assert ready.run() == (0, "")


def test_another_version_is_put_back(ready, tmp_path):
    wheel(tmp_path, "beta", "1.9")
    python = ready.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        str(tmp_path / "beta-1.9-py3-none-any.whl"),
    ]
    subprocess.run(command, check=True, env=ready.variables())
    code, said = ready.run()
    assert code == 0 and "Installing 1 packages (beta is 1.9, not 2.0)" in said
    assert ready.versions()[:2] == COURSE[:2]


def test_changed_project_is_installed_again(ready):
    project = ready.folder / "pyproject.toml"
    project.write_text(project.read_text() + "# changed\n")
    assert ready.run()[1].startswith(".venv is ready")
    assert ready.run() == (0, "")


@pytest.mark.parametrize("name", ["PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_USER", "PIP_DRY_RUN"])
def test_variables_that_lead_out_of_the_venv_are_left_out(ready, tmp_path, name):
    shutil.rmtree(ready.site / "alpha")
    value = {"PIP_USER": "1", "PIP_DRY_RUN": "1", "PIP_PYTHON": sys.executable}.get(name, str(tmp_path / "elsewhere"))
    assert ready.run(**{name: value})[0] == 0
    assert (ready.site / "alpha").exists() and not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[install]\ntarget = /elsewhere\n", "install.target='/elsewhere', which leads out of .venv"),
        ("no section", "no section"),
    ],
)
def test_settings_of_pip_that_lead_elsewhere_or_are_broken_are_named(ready, tmp_path, text, said):
    (tmp_path / "pip.conf").write_text(text)
    shutil.rmtree(ready.site / "alpha")
    code, told = ready.run(PIP_CONFIG_FILE=str(tmp_path / "pip.conf"))
    assert code == 1 and said in told
    assert not (ready.site / "alpha").exists()


def test_index_that_is_switched_off_is_named(ready):
    shutil.rmtree(ready.site / "alpha")
    code, said = ready.run(PIP_FIND_LINKS=None)
    assert code == 1 and "pip heeds what you have set: PIP_CONFIG_FILE, PIP_NO_INDEX." in said


def test_index_out_of_reach(ready):
    shutil.rmtree(ready.site / "alpha")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_TIMEOUT": "1"}
    code, said = ready.run(PIP_NO_INDEX=None, PIP_FIND_LINKS=None, **nowhere)
    assert code == 1 and said.splitlines()[-2].startswith("The package index cannot be reached.")


def test_mirror_in_the_settings_of_pip(ready, tmp_path):
    """A folder of wheels by name, as any mirror; pip does the work, so pip's settings are enough."""
    (tmp_path / "pip.conf").write_text(f"[global]\nindex-url = {(tmp_path / 'simple').as_uri()}\n")
    for path in (ready.folder / "wheels").iterdir():
        page = tmp_path / "simple" / path.name.partition("-")[0] / "index.html"
        page.parent.mkdir(parents=True)
        page.write_text(f'<a href="{path.as_uri()}">{path.name}</a>', encoding="utf-8")
    shutil.rmtree(ready.site / "alpha")
    code, said = ready.run(PIP_NO_INDEX=None, PIP_FIND_LINKS=None, PIP_CONFIG_FILE=str(tmp_path / "pip.conf"))
    assert code == 0, said


def test_another_package_on_pythonpath_and_no_home(ready, tmp_path):
    (tmp_path / "beta").mkdir()
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    shutil.rmtree(ready.site / "beta")
    # This interpreter itself is the user's: it must start before anything can be left out.
    code, said = ready.run(before=["env", "-u", "HOME"] if os.name != "nt" else (), PYTHONSTARTUP=str(tmp_path))
    assert code == 0, said
    assert ready.run(PYTHONPATH=str(tmp_path / "beta")) == (0, "")


@POSIX
@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "| head -c 1 >/dev/null"])
def test_closed_streams(ready, closed):
    shutil.rmtree(ready.site / "alpha")
    command = f"'{sys.executable}' '{ready.folder / 'bootstrap.py'}' {closed}"
    done = subprocess.run(["sh", "-c", command], env=ready.variables(), capture_output=True, text=True)
    assert done.stderr == ""
    ready.run()


def test_second_run_waits_for_the_first(fresh):
    command = [sys.executable, str(fresh.folder / "bootstrap.py")]
    pipes = {"env": fresh.variables(), "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, **pipes) as first:
        while not (fresh.venv / "lepton-stamp.json").exists():
            assert first.poll() is None
            time.sleep(0.02)
        code, said = fresh.run()
        assert (code, said) == (0, "Another run is at work on .venv here; this one waits for it to end.\n")
        assert first.stdout.read().splitlines()[-1].startswith(".venv is ready")
    assert first.returncode == 0 and fresh.versions() == COURSE


@POSIX
def test_interrupted_run_goes_on_from_there(fresh):
    command = [sys.executable, str(fresh.folder / "bootstrap.py")]
    for sign in (signal.SIGINT, signal.SIGKILL):
        with subprocess.Popen(command, env=fresh.variables(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
            while not fresh.site.exists():
                assert first.poll() is None
                time.sleep(0.02)
            first.send_signal(sign)
            said = first.stderr.read().decode()
        assert "Traceback" not in said and (first.returncode, "Run it again" in said) in ((130, True), (-9, False))
    assert fresh.run()[0] == 0
    assert fresh.versions() == COURSE


@POSIX
def test_venv_as_a_link_to_another_disk(fresh, tmp_path):
    fresh.venv.symlink_to(tmp_path / "other" / "env")
    assert fresh.run()[0] == 0
    assert fresh.versions() == COURSE and fresh.venv.is_symlink()
    shutil.rmtree(fresh.site / "alpha")
    assert fresh.run()[0] == 0


def test_moved_checkout_is_made_anew(fresh, tmp_path):
    assert fresh.run()[0] == 0
    fresh.folder.rename(tmp_path / "moved")
    moved = object.__new__(Checkout)
    moved.folder, moved.venv = tmp_path / "moved", tmp_path / "moved" / ".venv"
    code, said = moved.run()
    assert code == 0 and "is of another folder or Python: it is made anew" in said


def test_venv_of_somebody_else_is_added_to_or_left_alone(fresh):
    subprocess.run([sys.executable, "-m", "venv", str(fresh.venv)], check=True)
    theirs = fresh.site / "theirs.py"
    theirs.touch()
    assert fresh.run()[0] == 0
    assert fresh.versions() == COURSE and theirs.exists()
    assert fresh.run() == (0, "")
    (fresh.venv / "pyvenv.cfg").unlink()  # now its Python is the one that it was made with: not to be installed into
    code, said = fresh.run()
    assert code == 1 and "was not made by this program" in said
    assert theirs.exists()


@pytest.mark.parametrize("gone", ["binder/requirements.txt", "pyproject.toml"])
def test_part_of_a_checkout(fresh, gone):
    (fresh.folder / gone).unlink()
    code, said = fresh.run()
    assert code == 1 and said.startswith(f"{gone} is missing")


def test_file_in_the_place_of_the_venv(fresh):
    fresh.venv.touch()
    code, said = fresh.run()
    assert code == 1 and said == f"{fresh.venv} cannot be used: File exists.\n"


WALLED = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev"]


@pytest.mark.sandbox
def test_disk_that_fills(fresh, tmp_path):
    """A file system of 4 MB: pip alone does not fit."""
    place = tmp_path / "small"
    place.mkdir()
    shell = ["sh", "-c", f'cp -r "{fresh.folder}/." "{place}" && exec "$0" "{place}/bootstrap.py"']
    command = [*WALLED, "--size", str(4 << 20), "--tmpfs", str(place), *shell, sys.executable]
    done = subprocess.run(command, env=fresh.variables(), capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "disk is full" in done.stderr or "No space left" in done.stderr


@pytest.mark.sandbox
def test_scratch_folder_that_is_full_and_a_home_that_cannot_be_written_do_no_harm(ready, tmp_path):
    shutil.rmtree(ready.site / "alpha")
    before = [*WALLED, "--size", "4096", "--tmpfs", str(tmp_path), "--setenv", "TMPDIR", str(tmp_path)]
    assert ready.run(before=before, HOME="/proc")[0] == 0
    assert (ready.site / "alpha").exists()


@pytest.mark.sandbox
def test_user_id_without_an_entry(ready):
    shutil.rmtree(ready.site / "alpha")
    assert ready.run(before=[*WALLED, "--unshare-user", "--uid", "12345"], HOME=None)[0] == 0
    assert (ready.site / "alpha").exists()


@pytest.mark.sandbox
def test_checkout_that_cannot_be_written(ready):
    """A teacher's .venv is good enough to look at; where something is to be done, the file is named."""
    before = [*WALLED, "--ro-bind", str(ready.folder), str(ready.folder)]
    assert ready.run(before=before) == (0, "")
    shutil.rmtree(ready.site / "alpha")
    code, said = ready.run(before=before)
    assert code == 1 and "Read-only file system" in said


@pytest.fixture
def boot():
    """bootstrap.py as a module."""
    spec = importlib.util.spec_from_file_location("bootstrap_loaded", ROOT / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 10, 14), (3, 14, 0)])
def test_python_that_is_too_old_or_too_new_gets_a_sentence_with_the_way_out(boot, version):
    said = boot.python_fault(version, "Linux", "x86_64")
    assert said.startswith(f"This is Python 3.{version[1]}; the course needs 3.11 to 3.13")
    assert said.endswith("make lab PYTHON=python3.13")
    assert boot.python_fault(version, "Windows", "AMD64").endswith("py -3.13 bootstrap.py")


def test_mac_with_an_intel_processor_is_sent_to_binder(boot):
    assert "Binder" in boot.python_fault((3, 12, 0), "Darwin", "x86_64")
    assert boot.python_fault((3, 12, 0), "Darwin", "arm64") == ""


def test_another_python_goes_on(boot, monkeypatch):
    called = []
    monkeypatch.setattr(boot.sys, "version_info", (3, 14, 1))
    monkeypatch.setattr(boot, "another_python", lambda: "/usr/bin/python3.12")
    monkeypatch.setattr(boot.subprocess, "call", lambda command: called.append(command) or 0)
    assert boot.main(["--dev"]) == 0
    assert called == [["/usr/bin/python3.12", str(ROOT / "bootstrap.py"), "--dev"]]


def test_debian_without_its_venv_package(boot, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(boot.Stop, match=rf"sudo apt install python3\.{sys.version_info[1]}-venv"):
        boot.make_venv()


def test_too_little_room_is_said_before_anything_is_fetched(boot, tmp_path, monkeypatch):
    monkeypatch.setattr(boot.shutil, "disk_usage", lambda path: type("Usage", (), {"free": int(1e9)}))
    with pytest.raises(boot.Stop, match=r"This needs 3\.2 GB of free disk and there are 1\.0 GB in"):
        boot.install("binder/requirements.txt", {f"package-{i}": "is missing" for i in range(180)})


def test_python_3_9_can_read_the_file_and_it_is_short():
    import ast

    text = (ROOT / "bootstrap.py").read_text(encoding="ascii")
    tree = ast.parse(text, feature_version=(3, 9))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Match)]
    assert len(text) < 13_300


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
    assert " ".join(listed) == "help lab teach test build book lock bench versions doctor format lint clean"
    assert all(len(line.split()) > 3 for line in done.stdout.splitlines()[1:])


@pytest.mark.make
@pytest.mark.parametrize("target", ["lab", "test"])
@pytest.mark.parametrize("old", [False, True])
def test_make_without_python_or_with_an_old_one_gets_a_sentence(tmp_path, target, old):
    shutil.copy(ROOT / "Makefile", tmp_path)
    program = tmp_path / "python2"
    if old:
        program.write_text("#!/bin/sh\nexit 1\n")  # as any question for a newer version ends there
        program.chmod(0o755)
    done = make(tmp_path, target, f"PYTHON={program}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{program} is not here, or older than 3.9. Install Python 3.13")


@pytest.mark.make
def test_make_sets_up_before_it_starts(tmp_path):
    """`make lab` sets up the course, `make test` the tests' packages; seen in what make would run."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    lab, test = (make(tmp_path, "--dry-run", target).stdout for target in ("lab", "test"))
    assert lab.index("bootstrap.py") < lab.index("bin/lepton lab")
    assert test.index("bootstrap.py --dev") < test.index("-m pytest") < test.index("ruff check")
