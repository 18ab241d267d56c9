"""Where lessons and assignments lie, in a checkout or in an installed wheel, and how what stands in them is loaded.

Each is a folder: ``NN_slug`` a lesson, ``A1_slug`` an assignment. A wheel holds the lessons' questions and data, and of
the assignments what students need: no install holds the answers of graded work.
"""

import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

__all__ = ["INDUSTRIES", "content_file", "content_module", "folders", "industry_file", "personal_data", "run_file"]

_PACKAGE = Path(__file__).resolve().parents[1]
ROOT = _PACKAGE / "_course" if (_PACKAGE / "_course").is_dir() else _PACKAGE.parent / "notebooks"
INDUSTRIES = ("base", "manufacturing", "city", "medicine", "finance", "education", "energy", "agriculture")
"""The tables of partners by name: the lessons' own first, then those that a learner may choose."""


def folders(parent: Path | None = None) -> dict[str, Path]:
    """The folders of lessons and assignments by number, such as "01" or "A1", in order.

    Parameters
    ----------
    parent : Path, optional
        Where to look; all lessons and assignments of the course without it.

    Examples
    --------
    >>> folders()["01"].name
    '01_partners_and_value'
    """
    parents = [ROOT / "source", ROOT / "coursework" / "source"] if parent is None else [parent]
    found = [folder for place in parents for folder in sorted(place.glob("[0-9A][0-9]_*")) if folder.is_dir()]
    return {folder.name[:2]: folder for folder in found}


def content_file(number: str, name: str) -> Path:
    """A file in the folder of a lesson or an assignment.

    Raises
    ------
    LookupError
        If there is no such lesson, or no such file in its folder.

    Examples
    --------
    >>> content_file("01", "questions.py").name
    'questions.py'
    """
    known = folders()
    if number not in known:
        raise LookupError(f"There is no lesson or assignment {number!r}. There are {', '.join(known) or 'none'}.")
    file = known[number] / name
    if not file.is_file():
        raise LookupError(f"{known[number].name} has no {name}")
    return file


def industry_file(name: str) -> Path:
    """The file of an industry, such as "medicine", or of the rubric by which partners are marked, "rubric".

    Raises
    ------
    LookupError
        If there is none of this name.

    Examples
    --------
    >>> industry_file("medicine").name
    'medicine.toml'
    """
    known = {file.stem: file for file in sorted((ROOT / "source" / "industries").glob("*.toml"))}
    if name not in known:
        others = ", ".join(other for other in known if other != "rubric")
        raise LookupError(f"There is no industry {name!r}. There are {others}.")
    return known[name]


def personal_data(assignment: str) -> ModuleType:
    """What makes each student's own data of an assignment, such as ``personal_data("A1").partners(student)``."""
    return content_module(assignment, "data")


@cache
def content_module(number: str, name: str) -> ModuleType:
    """A module of a lesson or an assignment, such as ``content_module("A1", "data")``, loaded once.

    Raises
    ------
    LookupError
        If there is none.
    """
    return run_file(content_file(number, f"{name}.py"))


def run_file(file: Path) -> ModuleType:
    """The module in a file, known by its folder's name and its own."""
    name = f"{file.parent.name}/{file.stem}"
    spec = spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None, "a .py file has a loader"
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickle look their module up
    spec.loader.exec_module(module)
    return module
