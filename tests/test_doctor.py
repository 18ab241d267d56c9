"""Each check of the doctor on machines that are well and machines that are not; what mends a finding, tried."""

import json
import os
import re
import subprocess
import sys
from email import message_from_string
from importlib.metadata import version
from pathlib import Path

import pytest

from lepton_kit import doctor

ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name == "nt", reason="written for a POSIX shell")


def commands(check):
    """The commands that a finding names, between backticks."""
    return re.findall(r"`([^`]+)`", check.advice)


@pytest.mark.parametrize(
    ("found", "status"),
    [((2, 7, 18), "fail"), ((3, 10, 9), "fail"), ((3, 11, 0), "ok"), ((3, 13, 5), "ok"), ((3, 14, 0), "warn")],
)
def test_python_needs_a_tensorflow(found, status):
    assert doctor.python(found).status == status


def test_python_built_without_its_libraries():
    assert doctor.modules().status == "ok"
    check = doctor.modules(("json", "no_such_module"))
    assert (check.status, check.found) == ("fail", "this Python lacks no_such_module")
    assert commands(check) == ["make lab PYTHON=python3.13"]


def test_ranges_of_a_kit_without_its_lock():
    """What the base needs fails; what an extra needs is a note that names the extra; `dev` does not count."""
    assert doctor.ranges(["numpy>=2"]).status == "ok"
    assert doctor.ranges(["numpy>=2", "no-such-package; extra == 'dev'"]).status == "ok"
    assert doctor.ranges(["numpy>=99"]).found == f"numpy is {version('numpy')}, not >=99"
    assert doctor.ranges(["no-such-package"]).status == "fail"
    note = doctor.ranges(["numpy>=2", "no-such-package>=1; extra == 'vision'"])
    assert (note.status, note.found) == ("warn", "no-such-package is missing")
    assert commands(note) == [doctor.install_command("vision")]


def test_the_kit_is_installed_from_where_its_metadata_say(monkeypatch):
    """Nothing called lepton-kit is asked of a package index, which holds none, or somebody else's."""
    told = "Name: lepton-kit\nVersion: 9.1\nProject-URL: Repository, https://github.com/some-school/our.kit\n\n"
    monkeypatch.setattr(doctor, "metadata", lambda name: message_from_string(told))
    archive = "https://github.com/some-school/our.kit/archive/refs/tags/v9.1.zip"
    assert doctor.install_command("vision,lab") == f'pip install --upgrade "lepton-kit[vision,lab] @ {archive}"'
    assert doctor.install_command() == f'pip install --upgrade "lepton-kit @ {archive}"'


def test_lepton_is_typed_by_its_path_where_a_shell_would_not_find_it(monkeypatch, tmp_path):
    """As in a clone, whose .venv is on nobody's PATH, once one has gone to a folder of one's own."""
    scripts = Path(sys.executable).parent
    monkeypatch.setenv("PATH", str(scripts))
    assert doctor.as_typed() == "lepton"
    monkeypatch.setenv("PATH", str(tmp_path))
    typed = subprocess.run([doctor.as_typed(), "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert typed.stdout.startswith("Lepton Kit ")


def test_other_packages_on_pythonpath(tmp_path):
    assert doctor.variables({"PYTHONPATH": str(tmp_path)}).status == "ok"
    (tmp_path / "numpy").mkdir()
    check = doctor.variables({"PYTHONPATH": f"/elsewhere{os.pathsep}{tmp_path}"})
    assert check.status == "warn" and str(tmp_path) in check.found
    assert commands(check)[-1] == "unset PYTHONPATH"


def write_kernel(folder, program):
    folder = folder / "kernels" / "python3"
    folder.mkdir(parents=True)
    spec = {"argv": [program, "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "Python 3"}
    (folder / "kernel.json").write_text(json.dumps(spec | {"language": "python"}), encoding="utf-8")


def test_kernel_of_another_python(tmp_path):
    assert doctor.kernel({}).status == "ok"
    write_kernel(tmp_path, "/usr/bin/another/python3")
    check = doctor.kernel({"JUPYTER_PATH": str(tmp_path)})
    assert check.status == "warn" and commands(check)[-1] == "unset JUPYTER_PATH"


def test_missing_kernel_is_mended_by_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    [command] = commands(doctor.kernel({}))
    assert command == f"'{sys.executable}' -m ipykernel install --sys-prefix"
    elsewhere = [sys.executable, "-m", "ipykernel", "install", "--prefix", str(tmp_path)]  # the same, for this folder
    subprocess.run(elsewhere, check=True, capture_output=True)
    assert doctor.kernel({}).status == "ok"


def test_another_backend_is_named_with_who_said_it(tmp_path):
    check = doctor.backend({"KERAS_BACKEND": "jax", "KERAS_HOME": str(tmp_path)})
    assert (check.status, commands(check)) == ("warn", ["unset KERAS_BACKEND"])
    (tmp_path / "keras.json").write_text('{"backend": "torch"}', encoding="utf-8")
    check = doctor.backend({"KERAS_HOME": str(tmp_path)})
    assert (check.status, commands(check)) == ("warn", [f"rm '{tmp_path / 'keras.json'}'"])
    assert doctor.backend({"KERAS_BACKEND": "tensorflow", "KERAS_HOME": str(tmp_path)}).status == "ok"


@POSIX
@pytest.mark.parametrize("text", ["{", "[1]", "3", '{"image_data_format": "channels_first"}', '{"floatx": "float16"}'])
def test_keras_settings_that_break_lessons_are_mended_by_the_command(tmp_path, text):
    (tmp_path / "keras.json").write_text(text, encoding="utf-8")
    check = doctor.backend({"KERAS_HOME": str(tmp_path)})
    assert check.status == "fail"
    subprocess.run(commands(check)[0], shell=True, check=True)
    assert doctor.backend({"KERAS_HOME": str(tmp_path)}).status == "ok"


def test_damaged_data_fail_with_the_way_to_mend_them(monkeypatch, tmp_path):
    from lepton_kit.datasets import catalogue

    monkeypatch.setattr(catalogue, "names", lambda: ("shuttle",))
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    [check] = doctor.data()
    assert (check.name, check.status, check.found) == ("data: shuttle", "fail", "missing or damaged")
    assert "CARD.md cannot be read" in check.advice and "To mend it: " in check.advice


def test_it_speaks_without_any_package():
    """No rich, no NumPy, no click: nothing but the standard library, and each finding is said."""
    command = [sys.executable, "-E", "-S", "-m", "lepton_kit.doctor"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and done.stderr == ""
    assert re.search(r"FAIL  data +cannot be looked at: No module named", done.stdout)
    assert done.stdout.splitlines()[-1].endswith("what to do stands below each.")


def test_examining_loads_neither_keras_nor_tensorflow():
    code = (
        "import sys; from lepton_kit.doctor import examine; checks = examine(); "
        "print(len(checks), sum(name in sys.modules for name in ('keras', 'tensorflow', 'matplotlib', 'ipywidgets')))"
    )
    found, loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert int(found) >= 12
    assert loaded == "0"


@pytest.mark.long
@pytest.mark.parametrize("lesson", ["00", "01", "10"])
def test_ready_means_that_a_lesson_of_each_kind_runs(tmp_path, lesson):
    """Where doctor sees no failure, the first lesson and one of each half run; also with what it only notes."""
    write_kernel(tmp_path / "jupyter", "/usr/bin/another/python3")
    (tmp_path / "packages" / "numpy").mkdir(parents=True)
    (tmp_path / "packages" / "numpy" / "__init__.py").write_text("raise ImportError('another NumPy')")
    places = f"{tmp_path / 'packages'}{os.pathsep}{ROOT}"
    noted = os.environ | {"JUPYTER_PATH": str(tmp_path / "jupyter"), "PYTHONPATH": places, "HOME": "/proc"}
    lepton = [sys.executable, "-m", "lepton_kit.cli"]
    said = subprocess.run([*lepton, "doctor"], env=noted, cwd=ROOT, capture_output=True, text=True).stdout
    assert set(re.findall(r"^FAIL  (\S+)", said, re.MULTILINE)) <= {"packages"}, said  # while a lock is being changed
    assert len(re.findall(r"^NOTE  (variables|kernel|folders) ", said, re.MULTILINE)) == 3
    command = [*lepton, "run", lesson, "--solved", "--to", str(tmp_path / "page.html")]
    done = subprocess.run(command, env=noted, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "page.html").exists()
