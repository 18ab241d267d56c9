"""The cell that installs the kit where a notebook is opened without it, and the address that it installs from."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["INSTALL", "address", "install_cell"]

INSTALL = "install"
"""The tag of that cell: slides and the book leave it out, and no fingerprint of a lesson depends on what it says."""
_CODE = """\
# @title Installs the kit where it is not, as on Colab, and does nothing elsewhere.
from importlib.util import find_spec

if not find_spec("lepton_kit"):{extras}
    %pip install --quiet "lepton-kit{kit} @ {repository}/archive/refs/tags/{tag}.zip"
"""
_EXTRAS = '\n    extras = "{beside_keras}" if find_spec("keras") else "{alone}"'


def address(course: Path) -> tuple[str, str]:
    """The web address of the course's repository and the tag of this edition, both as ``pyproject.toml`` has them.

    Examples
    --------
    >>> from lepton_kit.teach.authoring import course_folder
    >>> repository, tag = address(course_folder())
    >>> tag[0], repository.startswith("https://")
    ('v', True)
    """
    project = tomllib.loads((course / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"], f"v{project['version']}"


def install_cell(course: Path, number: str) -> "NotebookNode":
    """The first code cell of a lesson: folded, and without effect where the kit is.

    A machine that has Keras keeps its own, as Colab's goes with its accelerators; one that has none gets the extra.
    """
    import nbformat

    repository, tag = address(course)
    extras = kit = ""
    if number >= "10":
        beside_keras, alone = ("[deploy]", "[vision,deploy]") if number == "20" else ("", "[vision]")
        extras, kit = _EXTRAS.format(beside_keras=beside_keras, alone=alone), "{extras}"
    code = _CODE.format(extras=extras, kit=kit, repository=repository, tag=tag).rstrip()
    metadata = {"tags": [INSTALL, "deck-skip"], "jupyter": {"source_hidden": True}, "cellView": "form"}
    return nbformat.v4.new_code_cell(code, id=f"{number}-install", metadata=metadata)
