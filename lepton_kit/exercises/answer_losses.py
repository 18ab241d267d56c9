"""Why an answer may not reach marking, as far as a notebook shows by itself: nothing is run, no answer is known.

Students hear it from ``doctor`` before they hand in; of a marked copy it is said where points are missing.
"""

import ast
import builtins
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lepton_kit.exercises.student_notebook import given_values, grading, source, trees

__all__ = ["DATA_KINDS", "Loss", "lost_answers", "own_files", "risky_cells"]

Parsed = Sequence[tuple[int, dict[str, Any], ast.Module | None]]

_TABLES = ".csv .tsv .txt .json .geojson .xml .xls .xlsx .ods .parquet .npy .npz .mat .h5 .keras .pkl .db .sqlite .gz"
_OTHERS = ".data .dat .png .jpg .jpeg .gif .bmp .tif .tiff .webp .wav .mp3 .ogg .flac .py .md .toml .yaml .yml"
DATA_KINDS = frozenset(f"{_TABLES} {_OTHERS}".split())
"""How the names of files end that travel with a copy, as its own data."""
_OWN_FILE = re.compile(r"[^\n\"']{0,199}[^\n\"' .]\.\w{1,8}")
_ELSEWHERE = re.compile(r"[/~]|.:|\.\./|.*\\")  # from the machine's root, above the notebook, or by Windows' backslash
_RESET = re.compile(r"^[ \t]{0,20}%reset\b", re.MULTILINE)
_MAKES_NAMES = re.compile(r"(?m)%(run|pylab|store|load)\b|^%%\w+[ \t]+\S|\b(exec|globals|setattr)\(|\buser_ns\b")
_NAMING = ("name", "asname", "arg", "rest")  # the parts of other nodes that hold a name which they give
_COLAB = ("google.colab", "kaggle_secrets", "piplite")


@dataclass(frozen=True, slots=True)
class Loss:
    """One reason: its kind, such as "no-name", the cell's position in the notebook, counted from 0, and a sentence."""

    kind: str
    cell: int
    message: str


def lost_answers(notebook: Mapping[str, Any], name: str, *, parsed: Parsed | None = None) -> Iterator[Loss]:
    """Why the name of an answer may hold nothing, or not what the student meant, at the end of the notebook.

    Parameters
    ----------
    notebook : mapping
        As ``student_notebook.read`` gives it.
    name : str
        The variable or function that holds the answer.
    parsed : sequence, optional
        ``list(student_notebook.trees(notebook))``, where several names are asked for.
    """
    given: list[tuple[int, bool]] = []  # cell, and whether it ends with the untouched ...
    elsewhere = False  # in a cell that is not run as Python
    for position, cell, tree in trees(notebook) if parsed is None else parsed:
        elsewhere |= tree is None and name in source(cell)
        for node in tree.body if tree else ():
            given += [(position, dots) for bound, dots in given_values(node) if bound == name]
            if isinstance(node, ast.Delete) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                yield Loss("gone", position, f"`del` takes `{name}` away.")
        if given and _RESET.search(source(cell)):
            yield Loss("gone", position, f"`%reset` takes `{name}` away, and all other names.")
    answered = sorted({position for position, dots in given if not dots})
    if answered and given[-1][1]:
        yield Loss("stub-below", given[-1][0], f"`{name}` has an answer, and this cell sets it back to `...`.")
    elif len(answered) > 1:
        yield Loss("overwritten", answered[-1], f"`{name}` had a value, and this cell gives it another one.")
    if answered:
        return
    written = re.compile(rf"(?m)^[ \t]{{0,20}}(?:{re.escape(name)}[ \t]{{0,20}}=(?!=)|def {re.escape(name)}\b)")
    for position, cell in enumerate(notebook["cells"]):
        text = source(cell)
        magic = text.lstrip()[:2] == "%%"
        if (cell.get("cell_type") != "code" or magic) and written.search(text):
            what = "begins with %%, so it is not run as Python" if magic else "is not a code cell, so it is not run"
            elsewhere = True
            yield Loss("not-code", position, f"It gives `{name}` a value, but {what}.")
    if given and not elsewhere:
        yield Loss("unanswered", given[-1][0], f"`{name}` is still `...`, so it is not answered.")
    elif not elsewhere:
        yield Loss("no-name", -1, f"No code cell gives `{name}` a value, and that is the name that is looked for.")


def risky_cells(notebook: Mapping[str, Any], folder: Path | None = None) -> Iterator[Loss]:
    """What may stop a cell on the machine that marks, although it ran on the student's: modules, magics, files.

    Parameters
    ----------
    notebook : mapping
    folder : Path, optional
        Where the notebook lies, so that files beside it can be looked for.
    """
    parsed = list(trees(notebook))
    known = _bound([tree for *_, tree in parsed if tree])
    for number, (position, cell, tree) in enumerate(parsed):
        for node in ast.walk(tree) if tree else ():
            for module in _imported(node):
                root = module.partition(".")[0]
                own = folder and ((folder / f"{root}.py").is_file() or (folder / root).is_dir())
                if module.startswith(_COLAB) or not (own or root in _modules_of_the_kit()):
                    said = f"The module {module} is no part of the course; marking may not have it."
                    yield Loss("missing-module", position, said)
            match node:
                case ast.Constant(value=str(path)) if _ELSEWHERE.match(path) and _travels(path):
                    yield Loss("elsewhere", position, f"{path[:80]} is a path that only your own machine knows.")
                case ast.Assign(targets=[ast.Name(id="student")], value=ast.Name(id=word)) if word not in known:
                    known.add(word)
                    yield Loss("no-id", position, "The id after `student =` needs quotes around it.")
        for path in _read_files(tree):
            data, there = _travels(path), bool(folder and (folder / path).is_file())
            if path.startswith(("http://", "https://", "ftp://")):
                yield Loss("elsewhere", position, f"{path[:80]} lies in the network, and marking has none.")
            elif folder and data != there:
                said = f"There is no {path[:80]} beside the notebook." if data else f"{path[:80]} is not taken along."
                yield Loss("no-file" if data else "no-data", position, said)
        for line in source(cell)[:100_000].split("\n"):
            if line.lstrip().startswith("%load_ext"):
                yield Loss("stopped", position, f"`{line.strip()[:60]}` may not be there when it is marked.")
        if number and _RESET.search(source(cell)):
            yield Loss("gone", position, "`%reset` takes all names away, your answers among them.")
    for position, name in _left_over(parsed, known):
        message = f"No cell gives `{name[:60]}` a value: if it has one here, it is left over in your kernel."
        yield Loss("left-over", position, message)


def own_files(notebook: Mapping[str, Any], folder: Path) -> list[str]:
    """The data files that it reads and modules in its folder that it imports: they must be handed in with it."""
    parsed = [tree for *_, tree in trees(notebook) if tree]
    read = {path for tree in parsed for path in _read_files(tree) if _travels(path)}
    modules = {f"{name.replace('.', '/')}.py" for tree in parsed for node in ast.walk(tree) for name in _imported(node)}
    return sorted(read | {module for module in modules if (folder / module).is_file()})


def _read_files(tree: ast.AST | None) -> Iterator[str]:
    """The relative paths of files that are arguments of a call which does not write them."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)) if tree else ():
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if not name.startswith(("save", "to_", "write", "imsave", "dump", "print")):
            given = [getattr(part, "value", None) for part in (*call.args, *(each.value for each in call.keywords))]
            texts = [text for text in given if isinstance(text, str)]
            yield from (text for text in texts if _OWN_FILE.fullmatch(text) and not _ELSEWHERE.match(text))


def _travels(path: str) -> bool:
    """Whether a file is of a kind that is taken along with a copy."""
    own = _OWN_FILE.fullmatch(path) and "://" not in path
    return bool(own) and path[path.rfind(".") :].lower() in DATA_KINDS


def _bound(parsed: Iterable[ast.AST]) -> set[str]:
    """All names that code gives to anything, wherever in it, and those that are always there."""
    nodes = [node for tree in parsed for node in ast.walk(tree)]
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    named = {str(getattr(node, key, "")).partition(".")[0] for node in nodes for key in _NAMING}
    return stored | named | {*dir(builtins), "display", "get_ipython", "In", "Out"}


def _left_over(parsed: Parsed, known: set[str]) -> Iterator[tuple[int, str]]:
    """Each name that is used and that no cell makes, and where: only a kernel that was not restarted still has it.

    Nothing where names may come from elsewhere, or a cell cannot be read.
    """
    if "*" in known or any(tree is None or _MAKES_NAMES.search(source(cell)) for _, cell, tree in parsed):
        return
    for position, cell, tree in parsed:
        for node in ast.walk(tree) if tree and not grading(cell).get("locked") else ():
            if isinstance(node, ast.Name) and node.id not in known and node.id[0] != "_":
                known.add(node.id)
                yield position, node.id


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


@cache
def _modules_of_the_kit() -> frozenset[str]:
    """The names that can be imported wherever the kit is installed with what lessons need: Python's and packages'."""
    from importlib.metadata import PackageNotFoundError, packages_distributions, requires

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    extras = [{"extra": extra} for extra in ("", "vision", "lab", "deploy")]
    reached = ["lepton-kit"]
    for package in reached:  # it grows by what each needs
        with suppress(PackageNotFoundError):
            needs = map(Requirement, requires(package) or ())
            wanted = (need for need in needs if need.marker is None or any(map(need.marker.evaluate, extras)))
            reached += {canonicalize_name(need.name) for need in wanted} - {*reached}
    brought = packages_distributions().items()
    mine = {module for module, packages in brought if not {*map(canonicalize_name, packages)}.isdisjoint(reached)}
    return frozenset(mine | set(sys.stdlib_module_names) | {"lepton_kit"})
