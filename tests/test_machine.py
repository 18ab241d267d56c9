"""What the doctor says of a machine that is well and of one that is not; what mends a finding, tried."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lepton_kit import machine
from lepton_kit.machine import GIGA, Check

POSIX = pytest.mark.skipif(os.name == "nt", reason="written for a POSIX shell")


@POSIX
@pytest.mark.parametrize("home", ["/proc", None])
def test_home_that_cannot_be_written_is_mended_by_the_command(home):
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "HOME"))}
    variables |= {"HOME": home} if home else {}
    code = "from lepton_kit import machine; print(machine.folders().status)"
    if not home:  # as for a user id without an entry
        code = f"import os; os.path.expanduser = lambda path: path; {code}"
    ask = f'"{sys.executable}" -c "{code}"'
    said = [
        subprocess.check_output(f"{before} {ask}", shell=True, env=variables, text=True).strip()
        for before in ("", 'export HOME="$(mktemp -d)";')
    ]
    assert said == (["warn", "ok"] if home else ["warn", "warn"])


def test_notebooks_that_cannot_be_written(tmp_path):
    check = machine.folders([Path("/proc/notebooks")])
    assert check.status == "fail" and check.found.startswith("/proc/notebooks cannot be written")
    assert machine.folders([tmp_path / "not" / "yet" / "there"]).status == "ok"


def test_ports():
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert machine.port(taken, 1).status == "fail"
        assert "--port" in machine.port(taken, 1).advice
    assert machine.port(taken, 1) == Check("port", "ok", str(taken))


def test_processor_features():
    assert machine.processor("").status == "ok"
    assert machine.processor("flags\t: fpu avx avx2 amx_tile amx_bf16\n").found == "AVX2, AMX, bfloat16"
    assert machine.processor("Features\t: fp asimd bf16\n").found == "bfloat16"
    assert machine.processor("flags\t: fpu sse4_2\n").status == "fail"


def test_cores_memory_and_disk():
    assert [machine.cores(number).status for number in (1, 2)] == ["warn", "ok"]
    most = machine.HUNGRIEST_LESSON
    assert [machine.memory(8 * GIGA, free * GIGA).status for free in (0.2, 1, most)] == ["fail", "warn", "ok"]
    assert machine.memory(2 * GIGA, GIGA).found.startswith("1.0 of 2.0 GB free")
    assert [machine.disk(free * GIGA).status for free in (0.01, 0.5, 2)] == ["fail", "warn", "ok"]


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
    files = {f"/sys/fs/cgroup/{name}": text for name, text in files.items()}
    monkeypatch.setattr("psutil.virtual_memory", lambda: (64 * GIGA, 60 * GIGA, 6.2))
    monkeypatch.setattr(machine, "_text", lambda path: files.get(str(path), ""))
    assert machine._memory() == expected
