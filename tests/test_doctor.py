"""Each check of the doctor on machines that are well and machines that are not."""

import subprocess
import sys
from importlib.metadata import version

import pytest

from lepton_kit import doctor
from lepton_kit.doctor import GIGA, Check


@pytest.mark.parametrize(
    ("found", "status"),
    [((2, 7, 18), "fail"), ((3, 10, 9), "fail"), ((3, 11, 0), "ok"), ((3, 13, 5), "ok"), ((3, 14, 0), "warn")],
)
def test_python_needs_a_tensorflow(found, status):
    assert doctor.python(found).status == status


def test_a_status_is_one_of_three():
    with pytest.raises(ValueError, match="status must be one of 'ok', 'warn', 'fail'; not 'bad'"):
        Check("Python", "bad", "")


def test_lock_that_is_met():
    check = doctor.locked(
        f"numpy=={version('numpy')} \\\n    --hash=sha256:00\nappnope==9 ; sys_platform == 'nowhere'\n"
    )
    assert (check.status, check.found) == ("ok", "1, each as the lock pins it")


def test_other_version_than_the_lock_pins():
    check = doctor.locked("numpy==0.1\n")
    assert (check.status, check.found) == ("warn", f"numpy {version('numpy')}, not 0.1")
    assert "python bootstrap.py" in check.advice


def test_missing_packages_are_named_up_to_four():
    check = doctor.locked("".join(f"no-such-package-{i}==1\n" for i in range(6)))
    assert check.status == "fail"
    assert check.found.endswith("no-such-package-3 and 2 more")


def test_ranges_of_a_kit_without_its_lock():
    """What the base needs fails; what an extra needs is a note that names the extra; `dev` does not count."""
    assert doctor.ranges(["numpy>=2"]).status == "ok"
    assert doctor.ranges(["numpy>=2", "no-such-package; extra == 'dev'"]).status == "ok"
    assert doctor.ranges(["numpy>=99"]).found == f"numpy is {version('numpy')}"
    assert doctor.ranges(["no-such-package"]).status == "fail"
    note = doctor.ranges(["numpy>=2", "no-such-package>=1; extra == 'vision'"])
    assert (note.status, note.found) == ("warn", "no-such-package is missing")
    assert "lepton-kit[vision]" in note.advice


def test_another_backend_is_named_with_who_said_it(tmp_path):
    assert doctor.backend({"KERAS_BACKEND": "jax"}, tmp_path).found == "jax"
    settings = tmp_path / ".keras" / "keras.json"
    settings.parent.mkdir()
    settings.write_text('{"backend": "torch"}', encoding="utf-8")
    check = doctor.backend({}, tmp_path)
    assert (check.status, check.found) == ("warn", "torch")
    assert str(settings) in check.advice
    assert doctor.backend({"KERAS_BACKEND": "tensorflow"}, tmp_path).status == "ok"


@pytest.mark.parametrize("text", ["{", "[]", "3"])
def test_damaged_keras_settings(tmp_path, text):
    (tmp_path / "keras.json").write_text(text, encoding="utf-8")
    check = doctor.backend({"KERAS_HOME": str(tmp_path)}, tmp_path)
    assert (check.status, check.advice) == ("fail", "Remove that file; Keras writes it anew.")


def test_processor_features():
    assert doctor.processor("").status == "ok"
    assert doctor.processor("flags\t: fpu avx avx2 amx_tile amx_bf16\n").found == "AVX2, AMX, bfloat16"
    assert doctor.processor("Features\t: fp asimd bf16\n").found == "bfloat16"
    assert doctor.processor("flags\t: fpu sse4_2\n").status == "fail"


def test_cores_memory_and_disk():
    assert [doctor.cores(number).status for number in (1, 2)] == ["warn", "ok"]
    assert [doctor.memory(2 * GIGA, free * GIGA).status for free in (0.2, 1, 1.5)] == ["fail", "warn", "ok"]
    assert doctor.memory(2 * GIGA, GIGA).found == "1.0 of 2.0 GB free"
    assert [doctor.disk(free * GIGA).status for free in (0.01, 0.5, 2)] == ["fail", "warn", "ok"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"memory.max": "2147483648", "memory.current": "1073741824"}, (2 * GIGA, GIGA)),
        ({"memory/memory.limit_in_bytes": "2147483648", "memory/memory.usage_in_bytes": "0"}, (2 * GIGA, 2 * GIGA)),
    ],
)
def test_memory_limit_of_a_container(monkeypatch, files, expected):
    """Binder's limit counts, not the memory of the large machine below it."""
    monkeypatch.setattr(doctor, "_text", lambda path: files.get(str(path).removeprefix("/sys/fs/cgroup/"), ""))
    monkeypatch.setattr(
        "psutil.virtual_memory", lambda: type("Memory", (), {"total": 64 * GIGA, "available": 60 * GIGA})
    )
    assert doctor._memory() == expected


def test_unlimited_container_has_the_machines_memory(monkeypatch):
    monkeypatch.setattr(doctor, "_text", lambda path: "max\n")
    monkeypatch.setattr(
        "psutil.virtual_memory", lambda: type("Memory", (), {"total": 64 * GIGA, "available": 60 * GIGA})
    )
    assert doctor._memory() == (64 * GIGA, 60 * GIGA)


def test_damaged_data_fail_with_the_way_to_mend_them(monkeypatch):
    from lepton_kit import datasets

    monkeypatch.setattr(datasets, "verify", lambda: [datasets.Check("fashion_mnist", False, "x.gz is damaged")])
    assert doctor.data() == [Check("data: fashion_mnist", "fail", "missing or damaged", "x.gz is damaged")]


def test_examining_loads_neither_keras_nor_tensorflow():
    code = (
        "import sys; from lepton_kit.doctor import examine; checks = examine(); "
        "print(len(checks), sum(name in sys.modules for name in ('keras', 'tensorflow', 'matplotlib', 'ipywidgets')))"
    )
    found, loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert int(found) >= 8
    assert loaded == "0"
