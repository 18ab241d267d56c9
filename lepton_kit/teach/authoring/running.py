"""Running a notebook in a fresh kernel, and making a page of what came out."""

import copy
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from lepton_kit.teach.authoring.lesson import LessonError

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["CELL_SECONDS", "WIDGET_VIEW", "execute", "report"]

CELL_SECONDS = 300
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def execute(
    notebook: "NotebookNode",
    folder: Path,
    *,
    progress: Callable[[int, int], object] = lambda done, total: None,
    keep_going: bool = False,
) -> "NotebookNode":
    """Run a notebook's cells in a fresh kernel.

    Parameters
    ----------
    notebook : NotebookNode
        Not changed.
    folder : Path
        The kernel's working folder.
    progress : callable(done, total)
        Told after each code cell.
    keep_going : bool
        Run on after a cell that raises; the notebook then holds the traceback.

    Returns
    -------
    NotebookNode
        With outputs, each widget replaced by its still picture; each plot with the words of its cell's ``alt``.

    Raises
    ------
    LessonError
        If a cell raises, unless ``keep_going``; if a cell takes longer than 300 s; if the kernel dies.
    """
    import nbclient

    notebook = copy.deepcopy(notebook)
    total, done = sum(cell.cell_type == "code" for cell in notebook.cells), count(1)
    client = nbclient.NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_SECONDS,
        allow_errors=keep_going,
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--IPKernelApp.log_level=40"],  # else it warns on our stderr that it listens on loopback
        on_cell_complete=lambda cell, cell_index: progress(next(done), total),
    )
    progress(0, total)
    try:
        client.execute(env=os.environ | {"PYTHONHASHSEED": "0", "LEPTON_PROGRESS": "off"})
    except nbclient.exceptions.CellTimeoutError as problem:
        raise LessonError(f"A cell did not end within {CELL_SECONDS} s. {problem}") from None
    except nbclient.exceptions.DeadKernelError:
        raise LessonError(
            "Python stopped in a cell: it was told to, by `exit()` or from outside, or memory ran out. "
            "Close other programs, look with `lepton doctor`, then try again."
        ) from None
    except nbclient.exceptions.CellExecutionError as problem:
        raise LessonError(f"A cell stopped with {problem.ename}: {problem.evalue}\n{problem}") from None
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
        for output in cell.get("outputs", ()):
            if WIDGET_VIEW in output.get("data", {}):
                del output["data"][WIDGET_VIEW]
                output["metadata"] = {}
            if "alt" in cell.metadata and "image/png" in output.get("data", {}):
                output["metadata"]["image/png"] = {"alt": cell.metadata["alt"]}
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def _joined(outputs):
    """Outputs with neighbouring pieces of one stream made one, however the kernel happened to cut them.

    nbclient's ``coalesce_streams`` does this too, but takes minutes for one line of 500,000 characters.
    """
    joined = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def report(notebook: "NotebookNode", title: str) -> str:
    """A notebook that was run, as one HTML page with its pictures."""
    from nbconvert import HTMLExporter

    named = {"metadata": {"name": title}}
    return HTMLExporter(template_name="lab").from_notebook_node(notebook, resources=named)[0]
