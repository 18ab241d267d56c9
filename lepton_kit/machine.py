"""What the course needs of a machine: folders, a port, a processor, memory and disk. The standard library is enough."""

import os
import re
import shutil
import socket
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["CHECKOUT", "Check", "cores", "disk", "folders", "home", "home_fault", "look", "memory", "port", "processor"]

GIGA = 2**30
HUNGRIEST_LESSON = 1.5  # gigabytes
CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found: ``status`` is "ok", "warn" (the course runs, with less) or "fail"."""

    name: str
    status: str
    found: str
    advice: str = ""


def look() -> list[Check]:
    """Every check of this machine, in the order in which a reader would mend things."""
    return [
        folders(),
        port(),
        processor(_text("/proc/cpuinfo")),
        cores(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1),
        memory(*_memory()),
        disk(shutil.disk_usage(CHECKOUT).free),
    ]


def folders(places: Iterable[Path] | None = None) -> Check:
    """Whether JupyterLab can write where it must: scratch files, the notebooks, its own files in the home."""
    for place in filter(Path.exists, [CHECKOUT / "notebooks"]) if places is None else places:
        if fault := _unwritable(place):
            return Check("folders", "fail", f"{place} cannot be written: {fault}", f"`chmod -R u+w '{place}'`")
    try:
        tempfile.gettempdir()
    except OSError:
        return Check("folders", "fail", "no folder for scratch files can be written", '`export TMPDIR="$HOME"`')
    if fault := home_fault():
        advice = '`lepton lab` takes a scratch folder and keeps no progress; for others: `export HOME="$(mktemp -d)"`'
        return Check("folders", "warn", f"the home folder {home()} cannot be written: {fault}", advice)
    return Check("folders", "ok", "home, scratch and notebooks can be written")


def home_fault() -> str:
    """Why nothing can be written in the user's home; empty where it can."""
    return _unwritable(home())


def _unwritable(place):
    """Why a folder, or the nearest above it that is there, cannot be written; empty where it can."""
    if not place.is_absolute():
        return "there is none"
    try:
        tempfile.TemporaryFile(dir=next(folder for folder in (place, *place.parents) if folder.exists())).close()
    except OSError as problem:
        return problem.strerror
    return ""


def home() -> Path:
    """The user's home, or "~" where there is none: a user id without an entry, and no HOME."""
    return Path(os.path.expanduser("~"))  # noqa: PTH111 (Path.home raises there)


def port(first: int = 8888, number: int = 50) -> Check:
    """A port of this machine for JupyterLab: 8888, or one of the next 49."""
    problem = "all taken"
    for candidate in range(first, first + number):
        try:
            with socket.create_server(("127.0.0.1", candidate)):
                return Check("port", "ok", str(candidate))
        except OSError as fault:
            problem = fault.strerror or str(fault)
    advice = "Close other JupyterLabs, or name a port yourself: `lepton lab --port 9000`"
    return Check("port", "fail", f"none of {first} to {first + number - 1} can be had: {problem}", advice)


def processor(cpuinfo: str) -> Check:
    """What the processor can do that makes training fast; ``cpuinfo`` is the text of /proc/cpuinfo, empty elsewhere.

    Examples
    --------
    >>> processor("flags : avx avx2 avx512f avx512_bf16").found
    'AVX2, AVX-512, bfloat16'
    """
    lines = re.findall(r"^(?:flags|Features)\s*:(.*)", cpuinfo, re.MULTILINE)
    flags = set(" ".join(lines).split())
    if not flags:
        return Check("processor", "ok", "this system does not tell its features")
    if "flags" in cpuinfo and "avx" not in flags:
        return Check("processor", "fail", "no AVX", "TensorFlow needs AVX; use Binder or a machine made after 2011.")
    signs = {"AVX2": "avx2", "AVX-512": "avx512f", "AMX": "amx_tile", "bfloat16": "avx512_bf16 amx_bf16 bf16"}
    found = ", ".join(name for name, any_of in signs.items() if flags & set(any_of.split()))
    return Check("processor", "ok", found or "no features that speed up training; lessons 08 to 17 take longer")


def cores(number: int) -> Check:
    """How many processor cores this program may use."""
    if number < 2:
        return Check("cores", "warn", "1", "Training takes about twice the time that the lessons state for two cores.")
    return Check("cores", "ok", str(number))


def memory(total: float, available: float) -> Check:
    """Memory in bytes, against what the lesson that needs most takes at once."""
    found = f"{available / GIGA:.1f} of {total / GIGA:.1f} GB free; the hungriest lesson takes {HUNGRIEST_LESSON}"
    if available >= HUNGRIEST_LESSON * GIGA:
        return Check("memory", "ok", found)
    close = "Close other programs, and shut down kernels that you no longer need (in JupyterLab: menu Kernel)."
    return Check("memory", "warn" if available >= 0.5 * GIGA else "fail", found, close)


def disk(free: float) -> Check:
    """Free disk in bytes, where the course is."""
    found = f"{free / GIGA:.1f} GB free"
    if free >= GIGA:
        return Check("disk", "ok", found)
    advice = "Make room: notebooks, models and reports need up to 1 GB."
    return Check("disk", "warn" if free >= 0.1 * GIGA else "fail", found, advice)


def _memory():
    """Total and available bytes: the machine's, or less where a container's limit says so."""
    try:
        import psutil

        total, available = psutil.virtual_memory()[:2]
    except ImportError:  # what it cannot know it does not hold against the machine
        total = available = 2 * HUNGRIEST_LESSON * GIGA
    pairs = (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))
    for limit, used in pairs:
        try:
            bound, taken = (int(_text(f"/sys/fs/cgroup/{name}")) for name in (limit, used))
        except ValueError:  # no such file, or "max"
            continue
        if bound < total:
            return bound, min(available, bound - taken)
    return total, available


def _text(path):
    with suppress(OSError):
        return Path(path).read_text(encoding="utf-8", errors="replace")
    return ""
