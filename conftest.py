"""What the whole test run shares: what is no test is left alone, and the work of nbval is counted in the summary."""

import os
import re
from functools import cache
from pathlib import Path

import nbformat

os.environ["LEPTON_PROGRESS"] = "off"  # the tests' answers are nobody's progress; the notebooks' kernels inherit it

collect_ignore_glob = ["notebooks/*.edited-*.ipynb", "notebooks/source/*", "notebooks/coursework/*"]


@cache
def _code_cells(path):
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def pytest_terminal_summary(terminalreporter):
    """Say of how many notebook cells the outputs were compared, and how many ran without being compared."""
    counts = {"compared": 0, "ignored": 0, "none": 0}
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        found = re.fullmatch(r"(.+\.ipynb)::Cell (\d+)", report.nodeid)
        if found and report.when == "call":
            cell = _code_cells(Path(terminalreporter.config.rootpath, found[1]))[int(found[2])]
            ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
            counts["none" if not cell.outputs else "ignored" if ignored else "compared"] += 1
    if any(counts.values()):
        terminalreporter.write_line(
            f"notebook cells: outputs compared {counts['compared']}, ignored {counts['ignored']}, "
            f"without output {counts['none']}"
        )
