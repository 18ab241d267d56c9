"""What marks depend on: the files of an assignment and every module of the kit that computes or compares answers."""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from importlib.util import resolve_name
from pathlib import Path

from lepton_kit.datasets.catalogue import ROOT

__all__ = ["fingerprint", "used_modules"]

_KIT = Path(__file__).resolve().parents[1]
_JUDGES = ("lepton_kit.exercises.question", "lepton_kit.exercises.comparing", "lepton_kit.exercises.decoding")


def fingerprint(folder: Path) -> str:
    """SHA-256 of an assignment's Python files, of what they import of the kit, and of what that imports, and so on.

    Imports inside functions count too, and of an assignment that loads data the readers that stand beside the data.

    Parameters
    ----------
    folder : Path
        Such as ``notebooks/coursework/source/A1_choosing_partners``.

    Raises
    ------
    FileNotFoundError
        If a file that is imported is not there.
    """
    own = sorted(folder.glob("*.py"))
    used = used_modules(set(_JUDGES).union(*(_imports(file, "") for file in own)))
    readers = sorted(ROOT.glob("*/read.py")) if "lepton_kit.datasets" in used else []
    digest = hashlib.sha256()
    for name, file in [(file.name, file) for file in own + readers] + sorted(used.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def used_modules(names: Iterable[str]) -> dict[str, Path]:
    """The file of each module of the kit that the named ones need, themselves included, by name."""
    used: dict[str, Path] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        parent = name.rpartition(".")[0]
        if name in used or not name or name.startswith("lepton_kit.teach"):  # it runs copies, it knows no answer
            continue
        if (file := _file(name)) is None:
            raise FileNotFoundError(f"{name} is imported by what computes or judges answers, and it is not there.")
        used[name] = file
        waiting += [parent, *_imports(file, name if file.name == "__init__.py" else parent)]
    return used


def _file(name: str) -> Path | None:
    """The file of a module of the kit; None of what is no module."""
    if not all(part.isidentifier() for part in name.split(".")):
        return None
    place = _KIT.parent.joinpath(*name.split("."))
    return next((file for file in (place / "__init__.py", place.with_suffix(".py")) if file.is_file()), None)


def _imports(file: Path, package: str) -> Iterator[str]:
    """The modules of the kit that a file imports, and those that it names as texts, as lazy faces do."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package)
            if _ours(base):
                yield base
                yield from (f"{base}.{alias.name}" for alias in node.names if _file(f"{base}.{alias.name}"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and file.name == "__init__.py":
            named = (node.value, f"{package}.{node.value.lstrip('.')}")
            yield from (name for name in named if _ours(name) and _file(name))


def _ours(name: str) -> bool:
    return name == "lepton_kit" or name.startswith("lepton_kit.")
