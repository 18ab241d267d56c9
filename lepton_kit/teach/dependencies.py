"""What marks depend on: the files of an assignment and every module of the kit that computes or compares answers."""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from importlib.util import resolve_name
from pathlib import Path

__all__ = ["fingerprint", "used_modules"]

_KIT = Path(__file__).resolve().parents[1]
_JUDGES = ("lepton_kit.exercises.question", "lepton_kit.exercises.comparing", "lepton_kit.exercises.decoding")


def fingerprint(folder: Path) -> str:
    """SHA-256 of an assignment's Python files, of what they import of the kit, and of what that imports, and so on.

    Imports inside functions count too.

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
    start = set(_JUDGES).union(*(_imports(file, "") for file in own))
    digest = hashlib.sha256()
    for name, file in [(file.name, file) for file in own] + sorted(used_modules(start).items()):
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
        used[name] = _file(name)
        waiting += [parent, *_imports_of_module(name)]
    return used


def _file(name: str) -> Path:
    place = _KIT.parent.joinpath(*name.split("."))
    package, module = place / "__init__.py", place.with_suffix(".py")
    if not package.is_file() and not module.is_file():
        raise FileNotFoundError(f"{name} is imported by what computes or judges answers, and there is no {module}.")
    return package if package.is_file() else module


def _imports_of_module(name: str) -> frozenset[str]:
    file = _file(name)
    return frozenset(_imports(file, name if file.name == "__init__.py" else name.rpartition(".")[0]))


def _imports(file: Path, package: str) -> Iterator[str]:
    """The modules of the kit that a file imports, and those that it names as texts, as lazy faces do."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            base = resolve_name("." * node.level + (node.module or ""), package) if node.level else node.module or ""
            if _ours(base):
                yield base
                yield from (f"{base}.{alias.name}" for alias in node.names if _is_module(f"{base}.{alias.name}"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and file.name == "__init__.py":
            for named in (node.value, f"{package}.{node.value.lstrip('.')}"):
                if _ours(named) and _is_module(named):
                    yield named


def _ours(name: str) -> bool:
    return name == "lepton_kit" or name.startswith("lepton_kit.")


def _is_module(name: str) -> bool:
    if not all(part.isidentifier() for part in name.split(".")):
        return False
    place = _KIT.parent.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()
