"""Is this machine ready for the course? Each check looks at one thing and says what it found and what mends it.

The standard library is enough, so that it speaks where packages are missing or broken: ``python -m lepton_kit.doctor``.
Neither Keras nor TensorFlow is imported.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from lepton_kit import machine
from lepton_kit.environment import misleading
from lepton_kit.exercises.content import run_file
from lepton_kit.machine import CHECKOUT, Check

__all__ = ["Check", "as_typed", "examine", "install_command", "main"]

SIGNS = {"ok": "OK  ", "warn": "NOTE", "fail": "FAIL"}
EXTRAS = ("vision", "deploy", "lab")  # what the course needs beside the base
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
        *machine.look(),
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


def locked(text: str, site: Path | None = None) -> Check:
    """Whether the packages of the lock are installed, whole, each in the version that it pins."""
    reader = run_file(LOCK.with_name("locked_packages.py"))
    if faults := reader.differences(text, site):
        return Check("packages", "fail", _listed(f"{name} {fault}" for name, fault in faults.items()), f"`{BOOTSTRAP}`")
    return Check("packages", "ok", f"{len(reader.pins(text))}, each as the lock pins it")


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
    with suppress(PackageNotFoundError):
        return version(name)
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
    file, settings = Path(environ.get("KERAS_HOME") or machine.home() / ".keras", "keras.json"), {}
    mend = f"`rm '{file}'`; Keras writes it anew."
    try:
        with suppress(FileNotFoundError):
            settings = dict(json.loads(file.read_text(encoding="utf-8")))
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


def data() -> list[Check]:
    """One check for each data set: present, and bit for bit what its card says."""
    try:
        from lepton_kit import datasets
    except ImportError as problem:
        return [Check("data", "fail", f"cannot be looked at: {problem}", f"`{BOOTSTRAP}`")]
    return datasets.verify()


if __name__ == "__main__":
    sys.exit(main())
