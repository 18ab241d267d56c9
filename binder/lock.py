"""Makes both locks anew from pyproject.toml with uv: `make lock`; `make lock ARGS=--upgrade` takes the newest versions.

``binder/requirements.txt`` holds the course, ``tests/requirements.txt`` the course and what grading and tests need.
Both pin every package with its hashes for Linux, macOS and Windows, and state at the top what they were made from.
What still fits keeps its version, and the tests' lock takes the course's pins.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {
    "binder/requirements.txt": ("vision", "deploy", "lab"),
    "tests/requirements.txt": ("vision", "deploy", "lab", "teach", "book", "dev"),
}
"""Each lock with the extras that it holds beside the base."""
OLDEST_PYTHON = "3.11"
MARK = "# dependencies: sha256:"


def requirements(pyproject: dict, extras: tuple[str, ...]) -> list[str]:
    """The requirements of the base, of the build and of ``extras``, as ``pyproject.toml`` lists them."""
    project = pyproject["project"]
    optional = [text for extra in extras for text in project["optional-dependencies"][extra]]
    return [*project["dependencies"], *pyproject["build-system"]["requires"], *optional]


def digest(pyproject: dict, extras: tuple[str, ...]) -> str:
    """SHA-256 of all that a lock is made from: another value than the lock states means that it is out of date."""
    made_from = [pyproject["project"]["requires-python"], sorted(requirements(pyproject, extras))]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def compile_locks(*options: str) -> None:
    """Make both locks anew. When uv fails, both stay as they were."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    before = {name: (ROOT / name).read_bytes() for name in LOCKS}
    constraint: tuple[str, ...] = ()
    try:
        for name, extras in LOCKS.items():
            command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "-", *constraint, *options]
            command += [f"--extra={extra}" for extra in extras]
            command += ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-emit-index-url"]
            command += ["--annotation-style=line", "--no-header", "--quiet", "--output-file", name]
            build = "\n".join(pyproject["build-system"]["requires"])
            subprocess.run(command, cwd=ROOT, input=build, text=True, check=True, stdout=subprocess.DEVNULL)
            head = f"# Made by `make lock` from pyproject.toml ({', '.join(['base', *extras])}); not edited by hand.\n"
            text = (ROOT / name).read_text(encoding="utf-8")
            (ROOT / name).write_text(f"{head}{MARK}{digest(pyproject, extras)}\n{text}", encoding="utf-8", newline="\n")
            constraint = ("--constraint", name)
    except BaseException:
        for name, content in before.items():
            (ROOT / name).write_bytes(content)
        raise


if __name__ == "__main__":
    try:
        compile_locks(*sys.argv[1:])
    except subprocess.CalledProcessError as error:
        sys.exit(f"uv could not resolve the dependencies (exit {error.returncode}); both locks are as they were.")
