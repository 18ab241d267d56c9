"""The instructor's guide, word for word: its commands are typed in a fresh folder, and print what it says."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from lepton_kit.teach.assignment import load

GUIDE = Path(__file__).parents[2] / "docs" / "instructor-guide.md"
CLASS = ["Ada Lovelace", "Tom O Neil", "Alan Turing", "Grace Hopper", "Katherine Johnson", "Sofya Kovalevskaya"]
PLATFORM = "{name}_1000{number}_assignsubmission_file_/A1.ipynb"


def blocks():
    """Each command of the guide's first part with the lines that it prints, and what to do where it is missing."""
    text = GUIDE.read_text(encoding="utf-8")
    for block in re.findall(r"```\n(\$ .*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed.splitlines()


def fits(printed, wanted):
    """Whether lines are those that the guide shows: three dots stand for anything, blanks count as one."""
    pattern = ""
    for line in wanted:
        if line == "...":
            pattern += r"(?:[^\n]*\n)*?"
        else:
            pattern += r"[^\n]*".join(re.escape(" ".join(piece.split())) for piece in line.split("...")) + r" ?\n"
    squeezed = "".join(" ".join(line.split()) + "\n" for line in printed.splitlines() if line.strip())
    pattern = pattern.replace(r"[^\n]*", r" ?[^\n]*?")
    return re.fullmatch(pattern.replace(r"\ ", " "), squeezed) is not None, squeezed


@pytest.fixture(scope="module")
def assignment():
    return load("A1")


@pytest.fixture
def place(tmp_path, assignment):
    """A fresh folder with what the reader brings: a download of seven files."""
    solved = [assignment.solved(f"s00{number}") for number in range(1, 7)]
    [wrong] = [mutant for mutant in assignment.mutants if mutant.name == "took the partner's share"]
    solved[1] = assignment.solved("s002", [wrong])
    solved[2] = assignment.stub("s003")
    solved[4].cells.append(new_code_cell("import os\nos.kill(os.getpid(), 9)"))
    solved[5] = assignment.solved("s001")
    for number, (name, notebook) in enumerate(zip(CLASS, solved, strict=True), start=1):
        file = tmp_path / "download" / PLATFORM.format(name=name, number=number)
        file.parent.mkdir(parents=True)
        file.write_text("{no json" if number == 4 else nbformat.writes(notebook), encoding="utf-8")
    (tmp_path / "download" / "homework.ipynb").write_text(nbformat.writes(assignment.release()), encoding="utf-8")
    return tmp_path


def typed(place, assignment, path):
    """Type every command of the guide; yields each with what it printed, what was wanted and the exit code."""
    folder = place
    for command, wanted in blocks():
        words = shlex.split(command)
        if words[0] == "export":
            continue
        if words[0] == "cd":
            folder = folder / words[1]
            roster = "id,name\n" + "".join(
                f"s00{i},{name}\n" for i, name in enumerate([*CLASS, "Max Mustermann"], start=1)
            )
            (folder / "roster.csv").write_text(roster, encoding="utf-8")
            notebook = assignment.release()
            check = next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "A1-2")
            check.source += "  # mine"
            nbformat.write(notebook, folder / "A1.ipynb")
            continue
        environment = os.environ | {"PATH": path, "COLUMNS": "200"}
        run = subprocess.run(
            [sys.executable, "-m", "lepton_kit.cli", *words[1:]],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
        )
        yield command, run.stdout, wanted, run.returncode, run.stderr


@pytest.mark.sandbox
def test_with_bubblewrap_it_prints_what_the_guide_says(place, assignment):
    seen = set()
    for command, printed, wanted, code, errors in typed(place, assignment, os.environ["PATH"]):
        if "rubric" in command or (command.endswith("release A1") and command in seen):
            continue  # of A4, and of a machine without bubblewrap
        seen.add(command)
        same, squeezed = fits(printed, wanted)
        assert same, f"{command}\n{squeezed}\n{errors}"
        assert "Traceback" not in errors
        quiet = re.search(r"init|release|feedback|--preview$", command)
        assert code == (0 if quiet and "preview" not in command else 1), (command, printed)
    assert len(seen) >= 9


def test_without_bubblewrap_it_says_what_to_install_and_the_rest_works(place, assignment, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("git", "sh", "env"):
        if found := shutil.which(name):
            (programs / name).symlink_to(found)
    refused = [wanted for command, wanted in blocks() if command.endswith("release A1")][-1]
    for command, printed, wanted, code, errors in typed(place, assignment, str(programs)):
        assert "Traceback" not in errors
        if command.endswith("release A1"):
            assert fits(errors[errors.index(refused[0]) :], refused)[0], errors
            assert (code, printed, errors.count("bubblewrap")) == (1, "", 3)
        elif "grade" in command:
            assert code == 1
            assert "apt-get install bubblewrap" in errors and "--trusted" not in errors
        elif any(word in command for word in ("init", "doctor", "collect")):
            assert fits(printed, wanted)[0], f"{command}\n{printed}\n{errors}"
