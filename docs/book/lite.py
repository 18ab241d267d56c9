"""Makes JupyterLite of the first half: the partnership lessons in a browser, with no server and nothing installed.

Python itself (Pyodide), NumPy, SciPy and matplotlib come from Pyodide's own host when a lesson is first run, and a few
pure Python packages from the package index; the site holds the rest, the kit among it. The second half stays
out: there is no Keras for a browser's Python.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from doors import colab  # noqa: E402

from lepton_kit.exercises.content import run_file  # noqa: E402
from lepton_kit.teach.authoring.installing import INSTALL, address  # noqa: E402

FIRST_HALF = "0[0-9]_*"
BookError = run_file(Path(__file__).with_name("build.py")).BookError
EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@jupyterlite/pyodide-kernel-extension", "anywidget")
"""What JupyterLab needs here; an instructor's own environment holds more."""
IN_STEP = ("anywidget", "ipywidgets")
"""Packages whose browser part lies in the site, and whose Python part must be of the same version."""


def lessons_for_a_browser(to: Path, root: Path = ROOT) -> list[Path]:
    """Write the first half's notebooks into ``to``, each with a first cell that installs the kit from the site.

    What speaks of a machine is left out, and links to the other lessons lead to Colab.

    Returns
    -------
    list of Path
        What was written.
    """
    import nbformat

    repository, tag = address(root)

    def elsewhere(link: re.Match[str]) -> str:
        return f"]({colab(link[1], repository, tag)})"

    pinned = " ".join(f"{name}=={version(name)}" for name in IN_STEP)
    written = []
    for file in sorted((root / "notebooks").glob(f"{FIRST_HALF}.ipynb")):
        if ".edited-" in file.name:
            continue
        notebook = nbformat.read(file, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                cell.source = re.sub(r"\]\(([12]\d_\w+\.ipynb)\)", elsewhere, cell.source)
                continue
            cell.execution_count = None
            if INSTALL in cell.metadata.get("tags", ()):
                cell.source = f"# @title Installs the kit into this browser tab.\n%pip install -q lepton-kit {pinned}"
            elif "lepton_kit.doctor" in cell.source:
                cell.source, cell.outputs = 'print("This is a browser tab: it has all that it needs.")', []
        notebook.metadata.kernelspec = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
        to.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, to / file.name)
        written.append(to / file.name)
    return written


def wheel_for_a_browser(to: Path, root: Path = ROOT) -> Path:
    """Build the kit's wheel without what only the second half reads, and without what no browser's Python has.

    Parameters
    ----------
    to : Path
        The folder for it.
    root : Path
        The checkout.

    Returns
    -------
    Path
        The wheel: pure Python, about a tenth of the full one.
    """
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place)
        shutil.copytree(root / "lepton_kit", tree / "lepton_kit", ignore=shutil.ignore_patterns("__pycache__"))
        no_second_half = shutil.ignore_patterns("[12][0-9]_*", "__pycache__")
        shutil.copytree(root / "notebooks" / "source", tree / "notebooks" / "source", ignore=no_second_half)
        for file in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-lessons"):
            shutil.copy(root / file, tree)
        _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(to.resolve())], tree)
    [wheel] = to.glob("lepton_kit-*.whl")
    return wheel


def build(to: Path = ROOT / "dist" / "lite", *, root: Path = ROOT) -> Path:
    """Make the site and return its first page; what stood in ``to`` goes.

    Raises
    ------
    BookError
        If JupyterLite is not installed, or cannot build.
    """
    labextensions = Path(sys.prefix, "share", "jupyter", "labextensions")
    if missing := [name for name in EXTENSIONS if not (labextensions / name).is_dir()]:
        raise BookError(f"{missing[0]} is not installed here. Run `make teach`, or install lepton-kit[book].")
    shutil.rmtree(to, ignore_errors=True)
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        lessons_for_a_browser(work / "contents" / "notebooks", root)
        wheel = wheel_for_a_browser(work / "wheels", root)
        (work / "lite").mkdir()
        settings = {
            "LiteBuildConfig": {
                "apps": ["lab"],
                "contents": [str(work / "contents")],
                "federated_extensions": [str(labextensions / name) for name in EXTENSIONS],
                "ignore_sys_prefix": ["federated_extensions"],
                "no_sourcemaps": True,
                "output_dir": str(to.resolve()),
            },
            "PipliteAddon": {"piplite_urls": [str(wheel)]},
        }
        (work / "lite" / "jupyter_lite_config.json").write_text(json.dumps(settings), encoding="utf-8")
        _run([sys.executable, "-m", "jupyterlite_core", "build"], work / "lite")
    return to / "lab" / "index.html"


def _run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", errors="replace")
    if done.returncode:
        raise BookError(f"{' '.join(command[1:4])} stopped:\n{(done.stderr or done.stdout)[-2000:]}")


if __name__ == "__main__":
    print(build(*map(Path, sys.argv[1:2])))
