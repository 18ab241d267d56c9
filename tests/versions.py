"""The fast tests on the oldest versions that pyproject.toml declares, and on the newest, whatever the locks say.

    python tests/versions.py                        oldest and newest, on each Python that the course runs on
    python tests/versions.py oldest 3.11 3.13       the oldest alone, on these two

Each pair gets an environment of its own, which is removed again. uv finds the Pythons, or fetches them.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
EDITIONS = {"oldest": "lowest-direct", "newest": "highest"}
TESTED = "vision,deploy,lab,teach"
TOOLS = ("pytest", "hypothesis", "nbval", "pandas", "pymcdm")
"""What the fast tests need beside the kit: at versions that fit what is under test, and not under test themselves."""


def attempt(python: str, edition: str, folder: Path) -> None:
    """Make an environment and run the fast tests in it; where a step fails, so does this."""
    uv = (sys.executable, "-m", "uv")
    inside = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    install = (*uv, "pip", "install", "--quiet", "--python", inside, "--only-binary", ":all:")

    def run(*command, **options):
        return subprocess.run([str(part) for part in command], cwd=ROOT, check=True, **options).stdout

    run(*uv, "venv", "--quiet", "--python", python, folder)
    run(*install, "--resolution", EDITIONS[edition], "-e", f".[{TESTED}]")
    pins = run(*uv, "pip", "freeze", "--quiet", "--exclude-editable", "--python", inside, capture_output=True)
    (folder / "pins.txt").write_bytes(pins)
    run(*install, "--constraint", folder / "pins.txt", *TOOLS)
    run(inside, "-m", "pytest", "-p", "no:cacheprovider", "--quiet", "@tests/fast.txt")


def main(arguments: list[str]) -> int:
    """Try each pair of edition and Python that the arguments leave, and return how many failed."""
    editions = [name for name in arguments if name in EDITIONS] or list(EDITIONS)
    pythons = [name for name in arguments if name in PYTHONS] or list(PYTHONS)
    if unknown := set(arguments) - {*editions, *pythons}:
        sys.exit(f"{' '.join(sorted(unknown))} is neither of {', '.join((*EDITIONS, *PYTHONS))}.")
    failed = []
    for python in pythons:
        for edition in editions:
            print(f"Python {python}, {edition} versions", flush=True)
            with TemporaryDirectory() as folder:
                try:
                    attempt(python, edition, Path(folder, "venv"))
                except subprocess.CalledProcessError:  # it has said why
                    failed.append(f"{edition} on Python {python}")
    print("Failed: " + ", ".join(failed) if failed else "All passed.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
