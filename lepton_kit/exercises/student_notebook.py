"""A notebook as a student hands it in, read as plain JSON: nothing in it is run, and nothing is believed."""

import ast
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lepton_kit.exercises.plain_text import clean

__all__ = ["LARGEST_COPY", "asked", "assignment_in", "cell_number", "code_cells", "given_values", "grading", "inside"]
__all__ += ["language", "read", "source", "student_in", "trees"]

LARGEST_COPY = 30_000_000  # bytes of a notebook that is collected, looked at and marked
MOST_CELLS = 2_000
_MOST_CODE = 1_000_000  # characters of a notebook that are looked at as Python
_LONGEST = 200_000  # of one cell
_FLOOD = re.compile(r"[^\w\x00-\x7f]{500}")  # accents on accents, which Python's parser takes minutes to order
_ITS_OWN = ("%", "!", "?", "pip install ", "conda install ")  # the last two it takes for %pip and %conda


def read(content: bytes) -> dict[str, Any] | str:
    """The notebook in ``content`` (bytes) as plain dicts and lists, or a sentence that says why it is none."""
    if len(content) > LARGEST_COPY:
        large = f"The file has over {LARGEST_COPY / 1e6:.0f} MB, the most that is read."
        return f"{large} Edit, Clear Outputs of All Cells, save; if it stays large, look for data pasted into a cell."
    if not content.strip():
        return "The file is empty."
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
        if not _is_shallow(notebook):
            raise RecursionError
    except UnicodeDecodeError:
        return "The file is no text: it may be a zip or a picture with a notebook's name."
    except RecursionError:
        return "The file holds JSON that is nested too deeply for a notebook."
    except ValueError as problem:
        if b"<html" in content[:2000].lower():
            return "The file is a web page, not a notebook. Download the notebook itself: File, Download."
        if b"<<<<<<<" in content:
            return "The file holds two versions that git could not merge. Keep one of them."
        return f"The file is not JSON ({problem}), so Jupyter cannot open it either."
    notebook = inside(notebook)
    cells = notebook.get("cells")
    if "worksheets" in notebook and cells is None:
        return "The notebook has the format of before 2015. Open it in JupyterLab and save it once."
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        return "The file is JSON, but not a notebook: it has no cells."
    if len(cells) > MOST_CELLS:
        return f"The notebook has {len(cells):,} cells; at most {MOST_CELLS:,} are read."
    return notebook


def _is_shallow(thing: Any) -> bool:
    """Whether JSON can be copied and written again from wherever: Python follows it some 1,000 levels at most."""
    level = [thing]
    for _ in range(100):  # a plot's output has some thirty
        inner = [part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list)]
        level = [part for parts in inner for part in parts]
    return not level


def student_in(notebook: Mapping[str, Any]) -> str | None:
    """The text that the notebook gives as ``student = "..."``, the last one; None if there is none."""
    found = None
    for *_, tree in trees(notebook):
        for node in tree.body if tree else ():
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
                named, value = dict(given_values(node)), node.value.value
                if "student" in named and (isinstance(value, str) or (isinstance(value, int) and value < 10**99)):
                    found = str(value)
    return found


def assignment_in(notebook: Mapping[str, Any]) -> str:
    """The name of the assignment, such as "A1", from the metadata or from its questions; "" if neither tells."""
    name = inside(notebook, "metadata", "lepton").get("assignment")
    if isinstance(name, str) and re.fullmatch(r"A\d+", name):
        return name
    named = Counter(question.partition(".")[0] for question, _ in asked(notebook))
    return max(named, key=named.__getitem__) if named else ""


def language(notebook: Mapping[str, Any]) -> str:
    """The language that the notebook says it is in; "" for Python, and where it does not say."""
    parts = (("language_info", "name"), ("kernelspec", "language"))
    told = [inside(notebook, "metadata", part).get(key) for part, key in parts]
    named = next(filter(None, (clean(text.strip(), 40) for text in told if isinstance(text, str))), "")
    return "" if named.lower().startswith(("python", "ipython")) else named


def inside(thing: Any, *keys: str) -> dict[str, Any]:
    """The mapping that lies in ``thing`` under these keys, one within the other; an empty one where there is none."""
    for key in keys:
        thing = thing.get(key) if isinstance(thing, Mapping) else None
    return thing if isinstance(thing, dict) else {}


def source(cell: dict[str, Any]) -> str:
    """The text of a cell, which a notebook may hold in one piece or in lines."""
    text = cell.get("source", "")
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def code_cells(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The code cells of a notebook."""
    return [cell for cell in notebook["cells"] if cell.get("cell_type") == "code"]


def cell_number(notebook: Mapping[str, Any], cell: dict[str, Any]) -> int:
    """The place of a cell in its notebook, counted from 1."""
    return next(i for i, other in enumerate(notebook["cells"], start=1) if other is cell)


def trees(notebook: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any], ast.Module | None]]:
    """Each code cell with its position in the notebook, counted from 0, and its syntax tree, None if it is not Python.

    IPython's own lines are left out.
    """
    left = _MOST_CODE
    for position, cell in enumerate(notebook["cells"]):
        if cell.get("cell_type") == "code":
            text = source(cell)[: min(_LONGEST, left)]
            left -= len(text)
            yield position, cell, None if _FLOOD.search(text) else _tree(text)


def _without_magic(line):
    """A line without IPython's own: nothing, or a value where one is taken from it."""
    code = line.strip()
    name, equals, value = code.partition("=")
    indent = line[: len(line) - len(line.lstrip())]
    if equals and value.lstrip()[:1] in ("%", "!") and value[:1] != "=":
        return f"{indent}{name}= None"
    return f"{indent}pass" if code.startswith(_ITS_OWN) or code.endswith("?") else line


def _tree(text):
    if text.startswith("%%"):
        head, _, text = text.partition("\n")
        text = text if head.split()[0] in ("%%time", "%%timeit", "%%capture") else ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for magic in (False, True):
            try:
                return ast.parse("\n".join(map(_without_magic, text.split("\n"))) if magic else text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return None


def asked(notebook: Mapping[str, Any], word: str = "ready") -> Iterator[tuple[str, str]]:
    """The question and the name of the answer in every ``ready("A1.1", total)``, or with another ``word`` for ready."""
    for *_, tree in trees(notebook):
        for node in ast.walk(tree) if tree else ():
            match node:
                case ast.Call(ast.Name(called), [ast.Constant(str(question)), answer, *_]) if called == word:
                    yield question, answer.id if isinstance(answer, ast.Name) else ""


def grading(cell: dict[str, Any]) -> dict[str, Any]:
    """nbgrader's metadata of a cell, where it has an id; else nothing."""
    found = inside(cell, "metadata", "nbgrader")
    return found if isinstance(found.get("grade_id"), str) else {}


def given_values(node: ast.stmt) -> Iterator[tuple[str, bool]]:
    """Each name that a statement gives a value, and whether that value is the untouched ``...``."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        body = node.body if ast.get_docstring(node, clean=False) is None else node.body[1:]
        yield node.name, all(_is_dots(getattr(each, "value", None)) for each in body)
        return
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id, isinstance(node, ast.Assign | ast.AnnAssign) and _is_dots(node.value)
        elif isinstance(each, ast.FunctionDef | ast.ClassDef):
            yield each.name, False
        elif isinstance(each, ast.alias):
            yield (each.asname or each.name).partition(".")[0], False


def _is_dots(node):
    return isinstance(node, ast.Constant) and node.value is ...
