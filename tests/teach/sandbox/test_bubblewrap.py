"""The sandbox: what code in it sees, what it may not do, and what is said where there is none."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lepton_kit.teach.sandbox import bubblewrap, seccomp
from lepton_kit.teach.sandbox.bubblewrap import Limits, SandboxError, why_not
from lepton_kit.teach.sandbox.process import Box


@pytest.fixture(scope="module")
def box():
    running = Box(Limits(memory=1 << 30, disk=16 << 20, file=8 << 20))
    running.ask("run", 20, source="import os, socket, subprocess")
    yield running
    running.close()


@pytest.fixture
def tell(box):
    """What a piece of code in the sandbox prints."""

    def run(source):
        reply = box.ask("run", 20, source=source)
        return f"{box.output()}{reply.get('error', '')}"

    return run


@pytest.mark.sandbox
def test_the_file_system_is_the_software_and_one_private_folder(tell):
    assert set(tell("print(*os.listdir('/'))").split()) <= {
        *("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "etc", "proc", "dev", "tmp"),
        *(path.split("/")[1] for path in (sys.prefix, sys.base_prefix, bubblewrap.__file__)),
    }
    seen = tell(
        "print([f for f in ('/etc/passwd', '/etc/shadow', '/sys', '/run', '/var', '/mnt') if os.path.exists(f)])"
    )
    assert "[]" in seen
    assert "Read-only file system" in tell("open('/usr/x', 'w')")
    assert "Read-only file system" in tell("open('/x', 'w')")
    assert "Read-only file system" in tell("open('/dev/x', 'w')")
    refused = tell("import lepton_kit; open(lepton_kit.__file__, 'a')")
    assert "Read-only file system" in refused or "Permission denied" in refused
    assert tell("open('mine', 'w').write('x'); print(os.getcwd(), os.listdir())").count("mine") == 1


@pytest.mark.sandbox
def test_neither_the_sources_of_graded_work_nor_the_notebooks_are_there(tell):
    kit = str(Path(bubblewrap.__file__).parents[3])
    listing = tell(f"print(sorted(os.listdir(os.path.dirname({kit!r}))))")
    assert "notebooks" not in listing and "tests" not in listing and ".git" not in listing


@pytest.mark.sandbox
def test_the_user_is_nobody_without_rights(tell):
    status = dict(
        line.split(":", 1) for line in tell("print(open('/proc/self/status').read())").splitlines() if ":" in line
    )
    assert "0" not in status["Uid"].split() and "0" not in status["Gid"].split()
    assert int(status["CapEff"], 16) == int(status["CapPrm"], 16) == 0
    assert (status["NoNewPrivs"].strip(), status["Seccomp"].strip()) == ("1", "2")


@pytest.mark.sandbox
def test_there_is_no_network_and_no_other_process(tell):
    assert "unreachable" in tell("import socket\nsocket.create_connection(('1.1.1.1', 53), 1)")
    assert re.findall(r"(\w+):", tell("print(open('/proc/net/dev').read())")) == ["lo"]
    processes = tell("print([p for p in os.listdir('/proc') if p.isdigit()])")
    assert "'1', '2'" in processes and len(processes) < 40


@pytest.mark.sandbox
def test_calls_that_coursework_does_not_need_are_refused(tell):
    calls = """
import ctypes, errno
c = ctypes.CDLL(None, use_errno=True)
def no(call, *args):
    ctypes.set_errno(0)
    return getattr(c, call)(*args) == -1 and errno.errorcode[ctypes.get_errno()]
print(no("unshare", 0x10000000), no("unshare", 0x20000), no("mount", b"none", b"/tmp", b"tmpfs", 0, None),
      no("memfd_create", b"x", 0), no("shmget", 0, 4096, 0o1600), no("ptrace", 0, 0, 0, 0), no("setns", 0, 0),
      no("chroot", b"/"), no("socket", 40, 1, 0), no("socket", 38, 5, 0), no("socket", 16, 3, 0),
      no("msgget", 0, 0o1600))
"""
    assert set(tell(calls).split()) == {"EPERM"}
    assert "True" in tell("import subprocess\nprint(subprocess.run(['true']).returncode == 0)")
    assert "socket" in tell("print(socket.socket(), socket.socketpair())")


@pytest.mark.sandbox
def test_limits_hold_and_cannot_be_raised(tell):
    assert "File too large" in tell("open('big', 'wb').write(bytes(9 << 20))")
    assert "No space left" in tell("for i in range(9): open(f'f{i}', 'wb').write(bytes(4 << 20))")
    tell("!rm f*")
    assert "MemoryError" in tell("x = bytearray(2 << 30)")
    assert "ValueError" in tell("import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))")
    assert "Permission denied" in tell("os.write(os.open('/proc/1/oom_score_adj', os.O_WRONLY), b'-1000')")


@pytest.mark.sandbox
def test_nothing_of_the_graders_environment_comes_along(monkeypatch):
    monkeypatch.setenv("LEPTON_TEST_TOKEN", "secret")
    fresh = Box(Limits())
    try:
        fresh.ask("run", 20, source="!cat /proc/*/environ; env")
        assert "HOME=/tmp" in fresh.output() and "secret" not in fresh.output()
    finally:
        fresh.close()


def test_where_there_is_no_bubblewrap_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    why_not.cache_clear()
    assert "apt-get install bubblewrap" in why_not()
    with pytest.raises(SandboxError, match="apt-get install bubblewrap"):
        Box(Limits())
    why_not.cache_clear()


def test_where_bubblewrap_does_not_work_it_says_what_to_switch_on(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="bwrap: No permissions to create new namespace\n")
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: failed)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/bwrap")
    why_not.cache_clear()
    assert "No permissions to create" in why_not() and "sysctl kernel.unprivileged_userns_clone=1" in why_not()
    why_not.cache_clear()


@pytest.mark.parametrize(("system", "machine"), [("win32", "AMD64"), ("darwin", "arm64"), ("linux", "riscv64")])
def test_on_other_systems_it_says_where_to_go(monkeypatch, system, machine):
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    why_not.cache_clear()
    assert "needs Linux" in why_not() and "WSL 2" in why_not()
    why_not.cache_clear()


def test_the_filter_is_whole_for_each_machine_it_knows(monkeypatch):
    for machine in ("x86_64", "aarch64"):
        monkeypatch.setattr("platform.machine", lambda machine=machine: machine)
        program = seccomp.program()
        assert len(program) % 8 == 0 and len(program) // 8 < 200
        for place in range(0, len(program), 8):  # no jump leads out of the program
            code, yes, no = int.from_bytes(program[place : place + 2], sys.byteorder), *program[place + 2 : place + 4]
            assert code == 0x06 or place // 8 + 1 + max(yes, no) < len(program) // 8


@pytest.mark.parametrize("wrong", [{"seconds_cell": 0}, {"memory": -1}, {"output": "many"}, {"disk": True}])
def test_limits_must_be_numbers_above_zero(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be a number above 0"):
        Limits(**wrong)
