"""The first half in a browser: the site builds, its notebooks are whole, and its wheel asks for what a browser has."""

import json
import re
import runpy
import zipfile
from email import message_from_bytes
from pathlib import Path

import nbformat
import pytest
from packaging.requirements import Requirement

from lepton_kit.teach.authoring.installing import INSTALL

PYODIDE_VERSION = pytest.importorskip(
    "jupyterlite_pyodide_kernel.constants", reason="the lock of the tests brings it: make tools"
).PYODIDE_VERSION
ROOT = Path(__file__).resolve().parents[1]
LITE = runpy.run_path(str(ROOT / "docs" / "book" / "lite.py"))
# What the pyodide-lock.json of Pyodide 314.0.6 lists.
PYODIDE = {
    "matplotlib": "3.10.8",
    "networkx": "3.6.1",
    "numpy": "2.4.6",
    "packaging": "26.1",
    "pillow": "12.2.0",
    "platformdirs": "4.9.4",
    "rich": "14.3.3",
    "scipy": "1.18.0",
}
PURE_PYTHON = {"anywidget", "click", "ipywidgets", "pooch"}  # from the package index, as they are


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    to = tmp_path_factory.mktemp("site") / "lite"
    assert LITE["build"](to) == to / "lab" / "index.html"
    return to


def test_it_holds_jupyterlab_and_the_first_half(site):
    assert (site / "lab" / "index.html").is_file()
    names = [file.name for file in sorted((site / "files" / "notebooks").iterdir())]
    assert [name[:2] for name in names] == [f"{number:02d}" for number in range(10)]
    listed = json.loads((site / "api" / "contents" / "notebooks" / "all.json").read_text(encoding="utf-8"))
    assert {entry["name"] for entry in listed["content"]} == set(names)


def test_it_brings_the_widgets_and_nothing_of_who_built_it(site):
    config = json.loads((site / "jupyter-lite.json").read_text(encoding="utf-8"))["jupyter-config-data"]
    assert {extension["name"] for extension in config["federated_extensions"]} == set(LITE["EXTENSIONS"])


def test_the_kit_is_in_its_index(site):
    index = json.loads((site / "pypi" / "all.json").read_text(encoding="utf-8"))
    [release] = index["lepton-kit"]["releases"].values()
    assert (site / "pypi" / release[0]["filename"]).is_file()
    assert release[0]["size"] < 1_500_000


def test_a_browser_has_what_the_wheel_asks_for(site):
    assert PYODIDE_VERSION == "314.0.6", "another Pyodide: look its versions up"
    [wheel] = (site / "pypi").glob("lepton_kit-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        asked = [Requirement(line) for line in message_from_bytes(archive.read(metadata)).get_all("Requires-Dist")]
        carried = set(archive.namelist())
    base = [asking for asking in asked if "extra" not in str(asking.marker) and "emscripten" not in str(asking.marker)]
    assert {asking.name for asking in base} == {*PYODIDE, *PURE_PYTHON}
    assert [str(asking) for asking in base if PYODIDE.get(asking.name, "99") not in asking.specifier] == []
    assert "lepton_kit/_course/source/03_selecting_a_portfolio/questions.py" in carried
    assert "lepton_kit/_course/source/industries/medicine.toml" in carried
    assert not [name for name in carried if re.search(r"_course/source/[12]\d_", name)]


def test_each_lesson_installs_the_kit_first_and_speaks_of_no_machine(site):
    for file in (site / "files" / "notebooks").iterdir():
        notebook = nbformat.read(file, as_version=4)
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        assert INSTALL in first.metadata.get("tags", ()) and "%pip install -q lepton-kit" in first.source
        text = nbformat.writes(notebook)
        assert "lepton_kit.doctor" not in text and "archive/refs" not in text
        assert not re.search(r"\]\([12]\d_", text), "that lesson is not here; its link leads to Colab"
