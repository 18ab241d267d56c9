"""The two locks: what they pin, whether they still fit ``pyproject.toml``, and how they are made anew.

``binder/requirements.txt`` holds the course, ``tests/requirements.txt`` the course and what grading and tests need.
Both pin every package with its hashes for Linux, macOS and Windows, and state at the top what they were made from.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["LOCKS", "compile_locks", "digest", "pins", "recorded", "requirements", "unmet", "versions"]

LOCKS = {
    "binder/requirements.txt": ("vision", "deploy", "lab"),
    "tests/requirements.txt": ("vision", "deploy", "lab", "teach", "dev"),
}
"""Each lock with the extras that it holds beside the base."""

OLDEST_PYTHON = "3.11"
_MARK = "# dependencies: sha256:"


def requirements(pyproject, extras):
    """The requirements of the base, of ``extras`` and of the build, as ``pyproject.toml`` lists them.

    Parameters
    ----------
    pyproject : dict
        The parsed file.
    extras : iterable of str

    Returns
    -------
    list of packaging.requirements.Requirement
    """
    project = pyproject["project"]
    texts = [*project["dependencies"], *pyproject["build-system"]["requires"]]
    for extra in extras:
        texts += project["optional-dependencies"][extra]
    return [Requirement(text) for text in texts]


def digest(pyproject, extras):
    """SHA-256 of all that a lock is made from: another value means that the lock is out of date.

    Examples
    --------
    >>> project = {"requires-python": ">=3.11", "dependencies": ["numpy"]}
    >>> before = digest({"project": project, "build-system": {"requires": []}}, ())
    >>> project["dependencies"] = ["numpy>=2"]
    >>> digest({"project": project, "build-system": {"requires": []}}, ()) == before
    False
    """
    wanted = sorted(str(requirement) for requirement in requirements(pyproject, extras))
    return hashlib.sha256(json.dumps([pyproject["project"]["requires-python"], wanted]).encode()).hexdigest()


def recorded(text):
    """The digest that a lock's own first lines state, or None."""
    return next((line.removeprefix(_MARK) for line in text.splitlines() if line.startswith(_MARK)), None)


def pins(text):
    """Every pin of a lock, in its order.

    Examples
    --------
    >>> text = "numpy==2.4.6 ; sys_platform == 'linux' \\\\\\n    --hash=sha256:0f\\n    # via scipy"
    >>> [str(pin) for pin in pins(text)]
    ['numpy==2.4.6; sys_platform == "linux"']
    """
    lines = (line.removesuffix("\\").strip() for line in text.splitlines() if line[:1] not in ("", " ", "#", "-"))
    return [Requirement(line) for line in lines]


def unmet(wanted, locked, environment=None):
    """What a lock fails to give on one kind of machine.

    Parameters
    ----------
    wanted, locked : iterable of Requirement
        From :func:`requirements` and :func:`pins`.
    environment : dict, optional
        Values of the environment markers; those of this machine by default.

    Returns
    -------
    list of str
        A requirement and what the lock pins in its place; empty when the lock fits.

    Examples
    --------
    >>> unmet([Requirement("numpy>=3")], [Requirement("numpy==2.4.6")])
    ['numpy>=3: the lock pins 2.4.6']
    """
    pinned = versions(locked, environment)
    faults = []
    for requirement in wanted:
        if requirement.marker and not requirement.marker.evaluate(environment):
            continue
        version = pinned.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            faults.append(f"{requirement}: the lock pins {version or 'nothing'}")
    return faults


def versions(locked, environment=None):
    """Name to version of the pins that apply on one kind of machine."""
    return {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in locked
        if pin.marker is None or pin.marker.evaluate(environment)
    }


def compile_locks(root, *options):
    """Make both locks anew with uv; what still fits keeps its version, unless ``--upgrade`` is among the options.

    The tests' lock takes the course's pins. When uv fails, both locks stay as they were.
    """
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    before = {name: (root / name).read_bytes() for name in LOCKS if (root / name).exists()}
    try:
        constraint = ()
        for name, extras in LOCKS.items():
            subprocess.run(
                [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "-", *constraint, *options]
                + [f"--extra={extra}" for extra in extras]
                + ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--annotation-style=line"]
                + ["--no-emit-index-url", "--no-header", "--quiet", "--output-file", name],
                cwd=root,
                input="\n".join(pyproject["build-system"]["requires"]),
                text=True,
                check=True,
                stdout=subprocess.DEVNULL,
            )
            head = f"# Made by `make lock` from pyproject.toml ({', '.join(['base', *extras])}); not edited by hand.\n"
            head += f"{_MARK}{digest(pyproject, extras)}\n"
            (root / name).write_bytes(head.encode() + (root / name).read_bytes())
            constraint = ("--constraint", name)
    except BaseException:
        for name, content in before.items():
            (root / name).write_bytes(content)
        raise


if __name__ == "__main__":
    try:
        compile_locks(Path(__file__).resolve().parents[1], *sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"uv could not resolve the dependencies (exit {error.returncode}); both locks are as they were.")
