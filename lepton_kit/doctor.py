"""Is this machine ready for the course? Each check looks at one thing and says what it found and what to do about it.

Neither Keras nor TensorFlow is imported: versions are read from what is installed, processor features from the system.
"""

import json
import os
import platform
import re
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lepton_kit.validate import one_of

__all__ = ["Check", "backend", "cores", "data", "disk", "examine", "locked", "memory", "processor", "python", "ranges"]

GIGA = 2**30
EXTRAS = ("vision", "deploy", "lab")  # what the course needs beside the base
CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found: ``status`` is "ok", "warn" (the course runs, with less) or "fail"."""

    name: str
    status: str
    found: str
    advice: str = ""

    def __post_init__(self):
        one_of("status", self.status, ("ok", "warn", "fail"))


def examine():
    """Every check of this machine, in the order in which a reader would mend things.

    Returns
    -------
    list of Check
    """
    lock = CHECKOUT / "binder" / "requirements.txt"
    in_checkout = lock.exists() and (CHECKOUT / "pyproject.toml").exists()
    return [
        python(sys.version_info),
        locked(lock.read_text(encoding="utf-8")) if in_checkout else ranges(requires("lepton-kit") or []),
        backend(os.environ, Path.home()),
        processor(_text("/proc/cpuinfo")),
        cores(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        memory(*_memory()),
        disk(shutil.disk_usage(Path.cwd()).free),
        *data(),
    ]


def python(info):
    """The version of Python: 3.11 to 3.13 have a TensorFlow.

    Examples
    --------
    >>> python((3, 10, 4)).status
    'fail'
    """
    found = ".".join(str(part) for part in info[:3])
    if tuple(info[:2]) < (3, 11):
        return Check("Python", "fail", found, "The course needs Python 3.11 to 3.13.")
    if tuple(info[:2]) > (3, 13):
        return Check("Python", "warn", found, "TensorFlow may have no package for it yet; 3.11 to 3.13 are sure.")
    return Check("Python", "ok", found)


def installed(name):
    """The version of an installed package, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def pins(text, environment=None):
    """Name to version of what a lock pins for one kind of machine, this one by default.

    The markers that uv writes are comparisons that Python can read, once versions stand there as tuples.

    Examples
    --------
    >>> pins("numpy==2.4.6 ; sys_platform == 'linux'", {"sys_platform": "win32"})
    {}
    """
    here = environment or {
        "implementation_name": sys.implementation.name,
        "os_name": os.name,
        "platform_machine": platform.machine(),
        "platform_python_implementation": platform.python_implementation(),
        "platform_system": platform.system(),
        "python_full_version": sys.version_info[:3],
        "sys_platform": sys.platform,
    }
    lines = re.findall(r"^([\w.-]+)[^=\n]*==([^ ;\n]+)(?: ; ([^\\\n]+))?", text, re.MULTILINE)
    return {_canonical(name): version for name, version, marker in lines if not marker or _holds(marker, here)}


def _holds(marker, environment):
    code = re.sub(r"'(\d+(?:\.\d+)+)'", lambda version: str(tuple(map(int, version[1].split(".")))), marker)
    return eval(code, {}, environment)


def _canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(text):
    """Whether the packages of the lock are installed, each in the version that it pins."""
    wanted = pins(text)
    have = {name: installed(name) for name in wanted}
    mend = "Run `python bootstrap.py` (or `make lab`) to install what the lock names."
    if missing := [name for name, found in have.items() if found is None]:
        return Check("packages", "fail", f"missing: {_listed(missing)}", mend)
    if other := [f"{name} {have[name]}, not {pinned}" for name, pinned in wanted.items() if have[name] != pinned]:
        return Check("packages", "warn", _listed(other), mend)
    return Check("packages", "ok", f"{len(wanted)}, each as the lock pins it")


def ranges(texts):
    """Whether the installed packages lie in the ranges of the kit's own metadata; for a kit without its lock."""
    wanted = {extra: [] for extra in ("", *EXTRAS)}
    for requirement in map(Requirement, texts):
        for extra, listed in wanted.items():
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                listed.append(requirement)
                break
    faults = {extra: [fault for fault in map(_out_of_range, listed) if fault] for extra, listed in wanted.items()}
    if faults[""]:
        return Check("packages", "fail", _listed(faults[""]), "Run `pip install --upgrade lepton-kit`.")
    for extra in EXTRAS:
        if faults[extra]:
            return Check("packages", "warn", _listed(faults[extra]), f"Run `pip install 'lepton-kit[{extra}]'`.")
    return Check("packages", "ok", "all in the ranges that the kit names")


def _out_of_range(requirement):
    found = installed(canonicalize_name(requirement.name))
    if found is None:
        return f"{requirement.name} is missing"
    return "" if requirement.specifier.contains(found, prereleases=True) else f"{requirement.name} is {found}"


def _listed(items, most=4):
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def backend(environ, home):
    """Which backend Keras would take: the variable KERAS_BACKEND, else the user's keras.json, else TensorFlow."""
    chosen, said_by = environ.get("KERAS_BACKEND"), "the variable KERAS_BACKEND"
    settings = Path(environ.get("KERAS_HOME") or home / ".keras") / "keras.json"
    if not chosen and settings.exists():
        said_by = str(settings)
        try:
            chosen = json.loads(settings.read_text(encoding="utf-8")).get("backend")
        except (ValueError, AttributeError):
            return Check("Keras backend", "fail", f"{settings} is damaged", "Remove that file; Keras writes it anew.")
    if (chosen or "tensorflow") != "tensorflow":
        advice = f"The course is made for TensorFlow. Set KERAS_BACKEND=tensorflow; {said_by} says otherwise."
        return Check("Keras backend", "warn", str(chosen), advice)
    package = next((name for name in ("tensorflow-cpu", "tensorflow") if installed(name)), None)
    if package is None:
        return Check("Keras backend", "warn", "no TensorFlow", "The lessons from 07 on need it: `python bootstrap.py`.")
    return Check("Keras backend", "ok", f"{package} {installed(package)}")


def processor(cpuinfo):
    """What the processor can do that makes training fast; ``cpuinfo`` is the text of /proc/cpuinfo, empty elsewhere.

    Examples
    --------
    >>> processor("flags : avx avx2 avx512f avx512_bf16").found
    'AVX2, AVX-512, bfloat16'
    """
    lines = cpuinfo.splitlines()
    flags = {
        flag for line in lines if line.startswith(("flags", "Features")) for flag in line.partition(":")[2].split()
    }
    if not flags:
        return Check("processor", "ok", "this system does not tell its features")
    features = {
        "AVX2": {"avx2"},
        "AVX-512": {"avx512f"},
        "AMX": {"amx_tile"},
        "bfloat16": {"avx512_bf16", "amx_bf16", "bf16"},
    }
    found = ", ".join(name for name, signs in features.items() if signs & flags)
    if "flags" in cpuinfo and "avx" not in flags:
        return Check("processor", "fail", "no AVX", "TensorFlow needs AVX; use Binder or a machine made after 2011.")
    return Check("processor", "ok", found or "no features that speed up training; lessons 08 to 10 take longer")


def cores(number):
    """How many processor cores this program may use."""
    if number < 2:
        return Check("cores", "warn", "1", "Training takes about twice the time that the lessons state for two cores.")
    return Check("cores", "ok", str(number))


def memory(total, available):
    """Memory in bytes; the course needs up to 1.5 GB of it at once."""
    found = f"{available / GIGA:.1f} of {total / GIGA:.1f} GB free"
    if available >= 1.5 * GIGA:
        return Check("memory", "ok", found)
    close = "Close other programs, and shut down kernels that you no longer need (in JupyterLab: menu Kernel)."
    return Check("memory", "warn" if available >= 0.5 * GIGA else "fail", found, close)


def disk(free):
    """Free disk in bytes, where this was started."""
    found = f"{free / GIGA:.1f} GB free"
    if free >= GIGA:
        return Check("disk", "ok", found)
    advice = "Make room: notebooks, models and reports need up to 1 GB."
    return Check("disk", "warn" if free >= 0.1 * GIGA else "fail", found, advice)


def data():
    """One check for each data set: present, and bit for bit what its card says."""
    from lepton_kit import datasets

    return [
        Check(f"data: {each.name}", "ok", each.message)
        if each.ok
        else Check(f"data: {each.name}", "fail", "missing or damaged", each.message)
        for each in datasets.verify()
    ]


def _memory():
    """Total and available bytes: the machine's, or less where a container's limit says so."""
    import psutil

    machine = psutil.virtual_memory()
    pairs = (("memory.max", "memory.current"), ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"))
    for limit, used in pairs:
        try:
            bound, taken = (int(_text(f"/sys/fs/cgroup/{name}")) for name in (limit, used))
        except ValueError:  # no such file, or "max"
            continue
        if bound < machine.total:
            return bound, min(machine.available, bound - taken)
    return machine.total, machine.available


def _text(path):
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
