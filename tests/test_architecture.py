"""The rules of the house: imports run downwards, the halves do not know each other, and nothing heavy loads unasked."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "lepton_kit"

# From the ground up. A part may import those below it, and itself.
FLOORS = [
    {"validate", "files", "source", "style", "tabular", "backend", "corpora"},
    {"samples"},
    {"partnership", "vision", "sequences", "datasets", "fetch"},
    {"widgets"},
    {"authoring"},
    {"coursework", "bench", "doctor"},
    {"cli_coursework"},
    {"cli"},
]
FLOOR = {part: level for level, parts in enumerate(FLOORS) for part in parts}
NEIGHBOURS = {("datasets", "fetch")}  # on one floor, and allowed


def _part(module):
    return module.split(".")[1]


def _imports():
    """Every import of one part of the kit by another, also those inside functions."""
    for file in sorted(PACKAGE.rglob("*.py")):
        part = file.relative_to(PACKAGE).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "lepton_kit":
                targets = [f"lepton_kit.{alias.name}" for alias in node.names if alias.name != "__version__"]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lepton_kit."):
                targets = [node.module]
            elif isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names if alias.name.startswith("lepton_kit.")]
            else:
                continue
            for target in targets:
                if _part(target) != part and part != "__init__":
                    yield part, _part(target), f"{file.relative_to(PACKAGE)}:{node.lineno}"


def test_every_part_has_its_floor():
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert parts - {"__init__"} == set(FLOOR)


def test_imports_run_downwards():
    wrong = [
        f"{where}: {part} imports {target}"
        for part, target, where in _imports()
        if part != "bench" and FLOOR[target] >= FLOOR[part] and (part, target) not in NEIGHBOURS
    ]
    assert wrong == []


def test_there_are_imports_to_judge():
    assert ("widgets", "partnership") in {(part, target) for part, target, _ in _imports()}


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("lepton_kit", {"numpy", "keras", "tensorflow", "matplotlib", "ipywidgets", "scipy"}),
        ("lepton_kit.partnership", {"keras", "tensorflow", "matplotlib", "ipywidgets", "sklearn"}),
        ("lepton_kit.vision", {"keras", "tensorflow", "matplotlib", "ipywidgets", "sklearn"}),
        ("lepton_kit.sequences", {"keras", "tensorflow", "matplotlib", "ipywidgets", "sklearn"}),
        ("lepton_kit.datasets", {"keras", "tensorflow", "matplotlib", "ipywidgets"}),
        ("lepton_kit.widgets", {"keras", "tensorflow", "matplotlib", "ipywidgets", "anywidget"}),
        ("lepton_kit.coursework", {"keras", "tensorflow", "matplotlib", "ipywidgets"}),
    ],
)
def test_importing_loads_nothing_that_was_not_asked_for(module, absent):
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert absent & set(loaded) == set()
