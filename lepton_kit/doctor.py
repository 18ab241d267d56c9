"""Is this machine ready for the course? Each check looks at one thing and says what it found and what mends it.

The standard library is enough, so that it speaks where packages are missing or broken: ``python lepton_kit/doctor.py``.
Neither Keras nor TensorFlow is imported. ``bootstrap.py`` asks it what in ``.venv`` is not as locked.
"""

import json
import os
import platform
import re
import shutil
import socket
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from importlib.util import find_spec
from pathlib import Path

__all__ = ["Check", "as_typed", "differences", "examine", "install_command", "main", "pins"]

GIGA = 2**30
HUNGRIEST_LESSON = 1.5  # gigabytes
SIGNS = {"ok": "OK  ", "warn": "NOTE", "fail": "FAIL"}
EXTRAS = ("vision", "deploy", "lab")  # what the course needs beside the base
CHECKOUT = Path(__file__).resolve().parents[1]
LOCK = CHECKOUT / "binder" / "requirements.txt"


def install_command(extras: str = "") -> str:
    """What installs this edition of the kit from its repository, with extras such as "vision,lab".

    Where the kit lives is read from its metadata, which have it from ``pyproject.toml``.
    """
    kit, place = f"lepton-kit[{extras}]" if extras else "lepton-kit", ""
    with suppress(PackageNotFoundError, KeyError):
        about = metadata("lepton-kit")
        urls = dict(line.split(", ", 1) for line in about.get_all("Project-URL") or ())
        place = f" @ {urls['Repository']}/archive/refs/tags/v{about['Version']}.zip"
    return f'pip install --upgrade "{kit}{place}"'


def as_typed() -> str:
    """How this environment's ``lepton`` is typed: by its path, where a shell finds none of that name, or another."""
    own = shutil.which("lepton", path=str(Path(sys.executable).parent))
    return "lepton" if own in (None, shutil.which("lepton")) else own


BOOTSTRAP = "py bootstrap.py" if os.name == "nt" else f"make -C '{CHECKOUT}' doctor"
if not LOCK.exists():
    BOOTSTRAP = install_command("vision,deploy,lab")


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found: ``status`` is "ok", "warn" (the course runs, with less) or "fail"."""

    name: str
    status: str
    found: str
    advice: str = ""


def examine() -> list[Check]:
    """Every check of this machine, in the order in which a reader would mend things."""
    in_checkout = LOCK.exists() and (CHECKOUT / "pyproject.toml").exists()
    return [
        python(sys.version_info[:3]),
        modules(),
        locked(LOCK.read_text(encoding="utf-8")) if in_checkout else ranges(),
        variables(os.environ),
        kernel(os.environ),
        backend(os.environ),
        folders(),
        port(),
        processor(_text("/proc/cpuinfo")),
        cores(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1),
        memory(*_memory()),
        disk(shutil.disk_usage(CHECKOUT).free),
        *data(),
    ]


def main() -> int:
    """Print every check, and below each finding what mends it; 1 if one failed."""
    checks = examine()
    width = max(len(check.name) for check in checks)
    for check in checks:
        print(f"{SIGNS[check.status]}  {check.name:<{width}}  {check.found}")
        if check.advice:
            print(f"{'':<{width + 6}}  {check.advice}")
    failed = sum(check.status == "fail" for check in checks)
    ready = f"\nThis machine is ready. Start the course with `{as_typed()} lab`."
    print(f"\n{failed} of {len(checks)} checks failed; what to do stands below each." if failed else ready)
    return int(failed > 0)


def python(number: tuple[int, ...]) -> Check:
    """The version of Python: 3.11 to 3.13 have a TensorFlow.

    Examples
    --------
    >>> python((3, 10, 4)).status
    'fail'
    """
    found = ".".join(map(str, number))
    if number < (3, 11):
        return Check("Python", "fail", found, "The course needs 3.11 to 3.13: `make lab PYTHON=python3.13`.")
    if number >= (3, 14):
        return Check("Python", "warn", found, "TensorFlow may have no package for it: `make lab PYTHON=python3.13`.")
    return Check("Python", "ok", found)


def modules(needed: Iterable[str] = ("ctypes", "lzma", "sqlite3", "ssl", "zlib")) -> Check:
    """The parts of Python that JupyterLab and Keras load, and that a Python built without their libraries lacks."""
    missing = []
    for name in needed:
        try:
            import_module(name)
        except ImportError:
            missing.append(name)
    if missing:
        advice = "JupyterLab or Keras needs it. Install another Python and take that: `make lab PYTHON=python3.13`"
        return Check("its parts", "fail", f"this Python lacks {', '.join(missing)}", advice)
    return Check("its parts", "ok", "all that JupyterLab and Keras load")


def pins(text: str, environment: Mapping[str, object] | None = None) -> dict[str, str]:
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
    return eval(code, {}, dict(environment))


def _canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def differences(text: str, site: Path | None = None) -> dict[str, str]:
    """What is installed otherwise than a lock says: name to "is missing", "is 1.2, not 1.3" or "is damaged".

    Parameters
    ----------
    text : str
        The lock.
    site : Path, optional
        The folder of installed packages; this Python's by default, whatever PYTHONPATH says.
    """
    site = site or Path(sysconfig.get_paths()["purelib"])
    have: dict[str, tuple[str, Path]] = {}
    for info in site.glob("*.dist-info"):
        name, _, number = info.stem.partition("-")
        have[_canonical(name)] = (number, info)
    faults = {}
    for name, wanted in pins(text).items():
        number, info = have.get(name, ("", site))
        if not number:
            faults[name] = "is missing"
        elif number != wanted:
            faults[name] = f"is {number}, not {wanted}"
        elif not _whole(info, f"{site}{os.sep}"):
            faults[name] = "is damaged"
    return faults


def _whole(folder, site):
    """Whether each file of a package is there, and none is shorter than its record says; 0.2 s for all of the course.

    A longer one is somebody's addition, such as an organisation's certificate in certifi's list, and stays.
    """
    try:
        lines = (folder / "RECORD").read_text(encoding="utf-8").splitlines()
        sizes = [line.rsplit(",", 2)[::2] for line in lines if line[0] not in '".' and ".pyc," not in line]
        return all(os.stat(site + name).st_size >= int(size) for name, size in sizes if size)  # noqa: PTH116 (speed)
    except (OSError, ValueError):
        return False


def locked(text: str, site: Path | None = None) -> Check:
    """Whether the packages of the lock are installed, whole, each in the version that it pins."""
    if faults := differences(text, site):
        return Check("packages", "fail", _listed(f"{name} {fault}" for name, fault in faults.items()), f"`{BOOTSTRAP}`")
    return Check("packages", "ok", f"{len(pins(text))}, each as the lock pins it")


def ranges(texts: Iterable[str] | None = None) -> Check:
    """Whether the installed packages lie in the ranges of the kit's own metadata; for a kit without its lock."""
    try:
        from packaging.requirements import Requirement

        texts = (requires("lepton-kit") or ()) if texts is None else texts
    except (ImportError, PackageNotFoundError) as problem:
        return Check("packages", "fail", str(problem), f"`{install_command()}`")
    wanted = [*map(Requirement, texts)]
    for extra in ("", *EXTRAS):
        applies = [one for one in wanted if not one.marker or one.marker.evaluate({"extra": extra})]
        if faults := [fault for one in applies if (fault := _out_of_range(one))]:
            return Check("packages", "warn" if extra else "fail", _listed(faults), f"`{install_command(extra)}`")
    return Check("packages", "ok", "all in the ranges that the kit names")


def _out_of_range(requirement):
    number = installed(requirement.name)
    if number is None:
        return f"{requirement.name} is missing"
    fits = requirement.specifier.contains(number, prereleases=True)
    return "" if fits else f"{requirement.name} is {number}, not {requirement.specifier}"


def installed(name: str) -> str | None:
    """The version of an installed package, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _listed(items, most=4):
    items = list(items)
    return ", ".join(items[:most]) + (f" and {len(items) - most} more" if len(items) > most else "")


def variables(environ: Mapping[str, str]) -> Check:
    """Variables that would have Python load other packages than those installed for the course."""
    if places := misleading(environ):
        advice = "`lepton` does without it; for Python itself: `unset PYTHONPATH`"
        return Check("variables", "warn", f"PYTHONPATH leads to other packages, in {places[0]}", advice)
    return Check("variables", "ok", "none that leads to other packages")


def misleading(environ: Mapping[str, str]) -> list[str]:
    """The folders of PYTHONPATH that hold a package of the course's in what may be another version."""
    places = environ.get("PYTHONPATH", "").split(os.pathsep)
    names = ("numpy", "keras", "tensorflow", "IPython", "click", "rich")
    return [place for place in places if place and any((Path(place) / name).exists() for name in names)]


def kernel(environ: Mapping[str, str]) -> Check:
    """Whether notebooks run on this Python: `lepton lab` looks for the kernel here first, other programs may not."""
    own, spec = Path(sys.prefix, "share", "jupyter"), Path("kernels", "python3", "kernel.json")
    if not _ours(own / spec):
        command = f"`'{sys.executable}' -m ipykernel install --sys-prefix`"
        return Check("kernel", "fail", f"{own / spec} is missing, or of another Python", command)
    for place in filter(None, environ.get("JUPYTER_PATH", "").split(os.pathsep)):
        if (Path(place) / spec).exists() and not _ours(Path(place) / spec):
            advice = "`lepton lab` and `lepton run` take this one; for other programs: `unset JUPYTER_PATH`"
            return Check("kernel", "warn", f"JUPYTER_PATH leads to that of another Python, in {place}", advice)
    return Check("kernel", "ok", "this Python")


def _ours(spec):
    try:
        program = json.loads(spec.read_text(encoding="utf-8"))["argv"][0]
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return False
    return "/" not in program or Path(program).parent.resolve() == Path(sys.executable).parent.resolve()


def backend(environ: Mapping[str, str]) -> Check:
    """What Keras would run on: the variable KERAS_BACKEND, else the user's keras.json, else TensorFlow."""
    file, settings = Path(environ.get("KERAS_HOME") or _home() / ".keras", "keras.json"), {}
    mend = f"`rm '{file}'`; Keras writes it anew."
    try:
        settings = dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        pass
    except (OSError, ValueError, TypeError):
        return Check("Keras", "fail", f"{file} is damaged", mend)
    for name, wanted in (("image_data_format", "channels_last"), ("floatx", "float32")):
        if settings.get(name, wanted) != wanted:
            return Check("Keras", "fail", f"{file} says {name}: {settings[name]}; the lessons need {wanted}", mend)
    chosen = environ.get("KERAS_BACKEND") or settings.get("backend") or "tensorflow"
    if chosen != "tensorflow":
        command = "`unset KERAS_BACKEND`" if environ.get("KERAS_BACKEND") else mend
        return Check("Keras", "warn", f"runs on {chosen}; gradients and export need TensorFlow", command)
    package = next((name for name in ("tensorflow-cpu", "tensorflow") if installed(name)), None)
    if package is None:
        return Check("Keras", "warn", "no TensorFlow, which the lessons from 07 on need", f"`{BOOTSTRAP}`")
    return Check("Keras", "ok", f"on {package} {installed(package)}")


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
        return Check("folders", "warn", f"the home folder {_home()} cannot be written: {fault}", advice)
    return Check("folders", "ok", "home, scratch and notebooks can be written")


def home_fault() -> str:
    """Why nothing can be written in the user's home; empty where it can."""
    return _unwritable(_home())


def _unwritable(place):
    """Why a folder, or the nearest above it that is there, cannot be written; empty where it can."""
    if not place.is_absolute():
        return "there is none"
    try:
        tempfile.TemporaryFile(dir=next(folder for folder in (place, *place.parents) if folder.exists())).close()
    except OSError as problem:
        return problem.strerror
    return ""


def _home():
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


def data() -> list[Check]:
    """One check for each data set: present, and bit for bit what its card says."""
    try:
        from lepton_kit import datasets
    except ImportError as problem:
        return [Check("data", "fail", f"cannot be looked at: {problem}", f"`{BOOTSTRAP}`")]
    return [
        Check(f"data: {one.name}", "ok", one.message)
        if one.ok
        else Check(f"data: {one.name}", "fail", "missing or damaged", one.message)
        for one in datasets.verify()
    ]


def _memory():
    """Total and available bytes: the machine's, or less where a container's limit says so."""
    numbers = dict(re.findall(r"^(\w+):\s+(\d+) kB", _text("/proc/meminfo"), re.MULTILINE))
    if "MemAvailable" in numbers:
        total, available = (1024 * int(numbers[name]) for name in ("MemTotal", "MemAvailable"))
    else:
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
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def report_installed(lock: str) -> None:
    """Print as JSON what ``bootstrap.py`` asks for: this .venv, its Python, where the kit is, what is not as locked."""
    kit = find_spec("lepton_kit")
    import_module("pip")
    faults = differences(Path(lock).read_text(encoding="utf-8"))
    print(json.dumps([sys.prefix, sys.version_info[:2], kit.origin if kit else "", faults]))


if __name__ == "__main__":
    if sys.argv[1:]:
        report_installed(sys.argv[1])
    else:
        sys.exit(main())
