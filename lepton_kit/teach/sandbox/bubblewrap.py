"""What a student's code can see and use: a view of the system made with bubblewrap, and limits on what it may take.

Inside there is the system's software, this Python with its packages, the kit and its data sets, all read-only, and one
private folder of limited size. There is no network, no other process, no home, no course folder, no notebook: what is
not named below does not exist. The user is nobody. An ordinary instructor's sandbox gets a user namespace. One of
root's would keep root's rights to files, so root's sandboxes get an otherwise unused user id instead, which the driver
takes before any of a student's code runs (see ``inside``).

The questions of the lessons, with their answers, are part of the kit and stay in view: every student has them at home.
Those of graded work are not part of it.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from lepton_kit.datasets import catalogue
from lepton_kit.exercises.content import ROOT
from lepton_kit.teach.sandbox import seccomp

__all__ = ["FOLDER", "Limits", "SandboxError", "command", "environment", "rules", "user", "visible", "why_not"]

FOLDER = "/tmp"  # private, writable, gone with the sandbox
_GB = 1 << 30
_SYSTEM = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_USR = (  # of /usr what programs are made of; other things lie there too, such as /usr/src/app in containers
    *("bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec", "local/bin", "local/lib", "local/lib64"),
    *("share/fonts", "share/fontconfig", "share/mime", "share/zoneinfo", "share/terminfo", "share/perl", "share/perl5"),
)
_PYTHON = ("bin", "lib", "lib64", "include", "share/jupyter", "pyvenv.cfg")  # of its folder, which may be /usr
_ETC = ("ld.so.cache", "alternatives", "localtime", "nsswitch.conf", "mime.types", "fonts")


class SandboxError(RuntimeError):
    """There is no sandbox on this machine, or it did not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one copy may use: times in seconds, sizes in bytes.

    Attributes
    ----------
    seconds_cell, seconds_call, seconds_total : float
        For one cell, for one call of a student's function, for the whole copy.
    memory : int
        Of all processes together, and address space of each. TensorFlow does not start with less than 4 GiB.
    disk, file : int
        Of the private folder, of one file in it.
    processes, output, files : int
        How many processes at a time; how many characters a cell may print; how many files there may be.
    """

    seconds_cell: float = 60
    seconds_call: float = 5
    seconds_total: float = 600
    memory: int = 4 * _GB
    disk: int = _GB // 4
    file: int = _GB // 8
    processes: int = 32
    output: int = 10_000_000
    files: int = 20_000

    def __post_init__(self):
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise ValueError(f"{name} must be a number above 0; got {value!r}")


@cache
def why_not() -> str:
    """Why this machine has no sandbox, in a sentence that says what to do; "" where it has one."""
    if sys.platform != "linux" or not seccomp.known_machine():
        return (
            f"Students' code runs in a sandbox, which needs Linux on x86-64 or ARM64; this is {platform.system()} on "
            f"{platform.machine()}. Grade on such a machine, in WSL 2 or in a container."
        )
    if shutil.which("bwrap") is None:
        return (
            "Students' code runs in a sandbox made with bubblewrap, which is not installed: "
            "`apt-get install bubblewrap` on Debian and Ubuntu, `dnf install bubblewrap` on Fedora."
        )
    with rules() as descriptor:
        probe = [*command(descriptor, Limits()), sys.executable, "-I", "-c", ""]
        tried = subprocess.run(
            probe, env={}, pass_fds=[descriptor], stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
    if tried.returncode == 0:
        return ""
    said = (tried.stderr.strip().splitlines() or [f"exit status {tried.returncode}"])[-1]
    return (
        f"Students' code runs in a sandbox made with bubblewrap, which does not work here ({said}). Unprivileged user "
        "namespaces may be switched off: `sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu also "
        "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`; a container needs the capability SYS_ADMIN."
    )


@contextmanager
def rules() -> Iterator[int]:
    """A descriptor from which bubblewrap reads which system calls to refuse."""
    reading, writing = os.pipe()
    try:
        os.write(writing, seccomp.program())  # far less than a pipe holds
        os.close(writing)
        yield reading
    finally:
        os.close(reading)


def command(descriptor: int, limits: Limits) -> list[str]:
    """bubblewrap's command line, to which the program to run is appended.

    Start it with an empty environment: bubblewrap stays as process 1 of the sandbox, where its own can be read.

    Parameters
    ----------
    descriptor : int
        From ``rules``.
    limits : Limits

    Returns
    -------
    list of str
    """
    line = [shutil.which("bwrap") or "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    if os.geteuid() == 0:
        line += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]  # gone with the user id
    else:
        line += ["--unshare-user", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL"]
    line += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--hostname", "sandbox"]
    line += ["--seccomp", str(descriptor), "--clearenv"]
    for name, value in environment().items():
        line += ["--setenv", name, value]
    for path in map(Path, _SYSTEM):
        if path.is_symlink():  # /lib is /usr/lib on a merged system
            line += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            line += ["--ro-bind", str(path), str(path)]
    line += ["--perms", "0755", "--dir", "/etc"]
    for name in _ETC:
        line += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    line += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", str(int(limits.disk)), "--tmpfs", "/tmp"]
    line += ["--perms", "1777", "--size", str(int(limits.disk)), "--tmpfs", "/dev/shm"]
    for path in _shown():
        for parent in [*reversed(path.parents)][1:]:  # else bubblewrap makes folders that only root may enter
            line += ["--perms", "0755", "--dir", str(parent)]
        line += ["--ro-bind", str(path), str(path)]
    return [*line, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", FOLDER, "--"]


def _shown() -> list[Path]:
    """What is bound beside the system's own folders, and does not lie in another place that is bound.

    Programs of the system; Python, its packages, the kit and its data sets; the lessons.
    """
    kit = Path(catalogue.__file__).parents[1]
    content = [ROOT / "source", *ROOT.glob("coursework/source/*/data.py")]  # never the answers of graded work
    python = [Path(prefix) / part for prefix in (sys.base_prefix, sys.prefix) for part in _PYTHON]
    places = {*(Path("/usr") / part for part in _USR), *python, kit, catalogue.ROOT, *content}
    places |= {place.resolve() for place in places}
    system = set(map(Path, _SYSTEM))
    covered = places | {place for place in system if not place.is_symlink()}
    return sorted(
        place for place in places if place.exists() and not covered.intersection(place.parents) and place not in system
    )


def visible(folder: Path) -> str:
    """Why students' code could read what lies in a folder, in a sentence that says what to do; "" if it could not."""
    folder = folder.resolve()
    for place in map(Path.resolve, [*_shown(), *map(Path, _SYSTEM)]):
        if place == folder or place in folder.parents:
            return (
                f"{folder} lies in {place}, which students' code can read: Python, the kit or the system's programs. "
                "Move the course and its assignments to a folder of their own, such as one in your home."
            )
    return ""


def environment() -> dict[str, str]:
    """The environment variables of a student's code; none of the instructor's own are among them."""
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return one_thread | {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": FOLDER,
        "TMPDIR": FOLDER,
        "USER": "nobody",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "MPLBACKEND": "agg",
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


_marks = count()


def user() -> int | None:
    """The user id to take where this process is root, which no other mark has on this machine; else None."""
    if os.geteuid() != 0:
        return None
    mapped = max(int(line.split()[2]) for line in Path("/proc/self/uid_map").read_text().splitlines())
    first, many = (1 << 30, 1 << 30) if mapped > 1 << 31 else (mapped // 2, mapped // 4)
    return first + ((os.getpid() << 8) + next(_marks) % 256) % many  # a process has no 256 marks at a time
