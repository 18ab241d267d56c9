"""A lesson's instant checks from outside JupyterLab: for practice, and for a class that hands in by git.

The notebook runs its own checks, unprotected, so whoever writes it can also write "correct". Marks come from ``grade``.
"""

import re
from pathlib import Path

from lepton_kit.exercises.errors import CourseError
from lepton_kit.exercises.student_notebook import asked, read, source
from lepton_kit.exercises.verdict import Status, Verdict

__all__ = ["verdicts"]

_SAID = re.compile(r"^[✓✗…?] (?P<question>\d\d\.\d+): (?P<status>[^.]+)\. (?P<message>.*)", re.DOTALL)


def verdicts(file: Path) -> list[Verdict]:
    """Run a notebook and give the verdict of each of its checks, in order.

    Parameters
    ----------
    file : Path
        A lesson's notebook, with answers in it.

    Returns
    -------
    list of Verdict
        A check that was never reached cannot be judged.

    Raises
    ------
    CourseError
        If the file is no notebook, or asks nothing.
    """
    from lepton_kit.teach.authoring.lesson import read_notebook
    from lepton_kit.teach.authoring.running import execute

    plain = read(file.read_bytes())
    if isinstance(plain, str):
        raise CourseError(f"{file.name}: {plain}")
    questions = list(dict.fromkeys(question for question, _ in asked(plain, "check")))
    if not questions:
        raise CourseError(f"{file.name} has no check(...) in it; the lessons have.")
    said = {}
    for cell in execute(read_notebook(file), file.absolute().parent, keep_going=True).cells:
        for output in cell.get("outputs", ()):
            if found := _SAID.match(output.get("data", {}).get("text/plain", "")):
                said[found["question"]] = Verdict(found["question"], Status(found["status"]), found["message"])
            elif output.output_type == "error":
                stopped = f"A cell stopped with {output.ename}: {output.evalue}"
                for question, _ in asked({"cells": [{"cell_type": "code", "source": source(cell)}]}, "check"):
                    said[question] = Verdict(question, Status.CANNOT_JUDGE, stopped)
    never = "Its check was not run to the end."
    return [said.get(each) or Verdict(each, Status.CANNOT_JUDGE, never) for each in questions]
