"""Each check of the doctor on machines that are well and machines that are not; what mends a finding, tried."""

import json
import os
import re
import socket
import subprocess
import sys
from email import message_from_string
from importlib.metadata import version
from pathlib import Path

import pytest

from lepton_kit import doctor
from lepton_kit.doctor import GIGA, Check

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


@pytest.fixture
def site(tmp_path):
    """A folder of installed packages with one in it, alpha 1.0."""
    (tmp_path / "alpha").mkdir()
    (tmp_path / "alpha/__init__.py").write_text("one = 1\n", encoding="utf-8")
    info = tmp_path / "alpha-1.0.dist-info"
    info.mkdir()
    (info / "RECORD").write_text(
        "alpha/__init__.py,sha256=x,8\nalpha/__pycache__/a.pyc,,\nalpha-1.0.dist-info/RECORD,,\n"
    )
    return tmp_path


def test_lock_that_is_met(site):
    text = "alpha==1.0 \\\n    --hash=sha256:00\nappnope==9 ; sys_platform == 'nowhere'\n"
    check = doctor.locked(text, site)
    assert (check.status, check.found) == ("ok", "1, each as the lock pins it")


def test_missing_damaged_and_other_versions_are_named_with_the_command_that_mends_them(site):
    assert doctor.differences("alpha==1.1\nbeta==2\n", site) == {"alpha": "is 1.0, not 1.1", "beta": "is missing"}
    (site / "alpha/__init__.py").write_text("")
    check = doctor.locked("Alpha==1.0\n", site)
    assert (check.status, check.found) == ("fail", "alpha is damaged")
    assert commands(check) == [doctor.BOOTSTRAP]
    assert doctor.locked("".join(f"no-such-package-{i}==1\n" for i in range(6)), site).found.endswith("and 2 more")


def test_what_somebody_has_added_to_a_file_stays(site):
    """As an organisation adds its certificate to certifi's list."""
    with (site / "alpha/__init__.py").open("a") as file:
        file.write("two = 2\n")
    assert doctor.differences("alpha==1.0\n", site) == {}


def test_what_is_installed_here_is_whole():
    text = (ROOT / "tests" / "requirements.txt").read_text(encoding="utf-8")
    assert [name for name, fault in doctor.differences(text).items() if fault == "is damaged"] == []


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


@POSIX
@pytest.mark.parametrize("home", ["/proc", None])
def test_home_that_cannot_be_written_is_mended_by_the_command(home):
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "HOME"))}
    variables |= {"HOME": home} if home else {}
    code = "from lepton_kit import doctor; print(doctor.folders().status)"
    if not home:  # as for a user id without an entry
        code = f"import os; os.path.expanduser = lambda path: path; {code}"
    ask = f'"{sys.executable}" -c "{code}"'
    said = [
        subprocess.check_output(f"{before} {ask}", shell=True, env=variables, text=True).strip()
        for before in ("", 'export HOME="$(mktemp -d)";')
    ]
    assert said == (["warn", "ok"] if home else ["warn", "warn"])


def test_notebooks_that_cannot_be_written(tmp_path):
    check = doctor.folders([Path("/proc/notebooks")])
    assert check.status == "fail" and check.found.startswith("/proc/notebooks cannot be written")
    assert doctor.folders([tmp_path / "not" / "yet" / "there"]).status == "ok"


def test_ports():
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert doctor.port(taken, 1).status == "fail"
        assert "--port" in doctor.port(taken, 1).advice
    assert doctor.port(taken, 1) == Check("port", "ok", str(taken))


def test_processor_features():
    assert doctor.processor("").status == "ok"
    assert doctor.processor("flags\t: fpu avx avx2 amx_tile amx_bf16\n").found == "AVX2, AMX, bfloat16"
    assert doctor.processor("Features\t: fp asimd bf16\n").found == "bfloat16"
    assert doctor.processor("flags\t: fpu sse4_2\n").status == "fail"


def test_cores_memory_and_disk():
    assert [doctor.cores(number).status for number in (1, 2)] == ["warn", "ok"]
    most = doctor.HUNGRIEST_LESSON
    assert [doctor.memory(8 * GIGA, free * GIGA).status for free in (0.2, 1, most)] == ["fail", "warn", "ok"]
    assert doctor.memory(2 * GIGA, GIGA).found.startswith("1.0 of 2.0 GB free")
    assert [doctor.disk(free * GIGA).status for free in (0.01, 0.5, 2)] == ["fail", "warn", "ok"]


MEMINFO = f"MemTotal: {64 * 2**20} kB\nMemFree: 1 kB\nMemAvailable: {60 * 2**20} kB\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"memory.max": "2147483648", "memory.current": "1073741824"}, (2 * GIGA, GIGA)),
        ({"memory/memory.limit_in_bytes": "2147483648", "memory/memory.usage_in_bytes": "0"}, (2 * GIGA, 2 * GIGA)),
        ({"memory.max": "max\n"}, (64 * GIGA, 60 * GIGA)),
    ],
)
def test_memory_limit_of_a_container(monkeypatch, files, expected):
    """Binder's limit counts, not the memory of the large machine below it."""
    files = {f"/sys/fs/cgroup/{name}": text for name, text in files.items()} | {"/proc/meminfo": MEMINFO}
    monkeypatch.setattr(doctor, "_text", lambda path: files.get(str(path), ""))
    assert doctor._memory() == expected


def test_damaged_data_fail_with_the_way_to_mend_them(monkeypatch):
    from lepton_kit import datasets

    monkeypatch.setattr(datasets, "verify", lambda: [datasets.Check("fashion_mnist", False, "x.gz is damaged")])
    assert doctor.data() == [Check("data: fashion_mnist", "fail", "missing or damaged", "x.gz is damaged")]


def test_it_speaks_without_any_package(tmp_path):
    """No rich, no NumPy, no click: nothing but the standard library, and each finding is said."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "lepton_kit" / "doctor.py")], capture_output=True, text=True
    )
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
