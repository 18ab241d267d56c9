"""A working folder, and newer lessons beside what a learner has written in it."""

import json
import subprocess
from pathlib import Path

from lepton_kit.exercises.content import ROOT
from lepton_kit.exercises.errors import CourseError
from lepton_kit.files import write
from lepton_kit.teach.authoring.building import keep_edited

__all__ = ["FIRST", "bring", "start", "working_folder"]

FIRST = Path("notebooks", "00_start_here.ipynb")


def working_folder() -> Path | None:
    """The folder that holds the lessons' notebooks, at or above the one that one works in."""
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / FIRST).is_file()), None)


def start(folder: Path) -> list[str]:
    """Put the notebooks of the lessons and assignments into a folder, or the newer ones of a newer kit.

    A notebook that was changed there and is newer here is kept as ``NN_slug.edited-1.ipynb``, beside the new one. What
    is not newer stays as it is.

    Parameters
    ----------
    folder : Path
        Made if need be.

    Returns
    -------
    list of str
        What was done, a sentence each.
    """
    notes, written = [], 0
    for source in sorted([*ROOT.glob("*.ipynb"), *ROOT.glob("coursework/*.ipynb")]):
        target = folder / "notebooks" / source.relative_to(ROOT)
        if ".edited-" in source.name or (target.exists() and _made_of(target) == _made_of(source)):
            continue
        notes += keep_edited(target)
        write(target, source.read_bytes())
        written += 1
    return [*notes, f"Notebooks written to {folder}: {written}."] if written else ["There is nothing newer."]


def _made_of(notebook: Path) -> str | None:
    """What tells one edition of a notebook from another, whatever was written into its cells since."""
    try:
        return json.loads(notebook.read_bytes())["metadata"]["lepton"]["inputs"]
    except (ValueError, KeyError, TypeError):
        return None


def bring(root: Path) -> list[str]:
    """Bring a clone to what its origin has.

    A notebook that was changed here and is newer there is kept as ``NN_slug.edited-1.ipynb``, beside the new one; if it
    was run and no cell was written in, its outputs are let go. What is not newer there stays as it is.

    Parameters
    ----------
    root : Path
        The clone.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    CourseError
        If this is no clone, its origin cannot be reached, or there are changes here that only git can join. Nothing
        was changed then.
    """

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise CourseError(f"git {arguments[0]} did not work: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout

    if not (root / ".git").exists():
        raise CourseError(f"{root} is no git clone. Download the course into another folder; yours stays as it is.")
    try:
        git("fetch", "--quiet")
    except FileNotFoundError:
        raise CourseError("git is not here. Install it, or download the course into another folder.") from None
    newer = git("diff", "--name-only", "-z", "HEAD...@{upstream}").split("\0")
    if not any(newer):
        return ["There is nothing newer."]
    if git("rev-list", "@{upstream}..HEAD"):
        raise CourseError("You have commits of your own here: `git pull --rebase` joins them with what is newer.")
    here = {line[3:] for line in git("status", "--porcelain", "-z", "--no-renames").split("\0") if line}
    both = sorted(here.intersection(newer))
    if others := [name for name in both if not name.endswith(".ipynb")]:
        raise CourseError(f"{others[0]} was changed here and there. `git stash` lays yours aside, then update again.")
    notes = [note for name in both if (root / name).exists() for note in keep_edited(root / name)]
    if tracked := git("ls-files", "-z", "--", *both).split("\0")[:-1] if both else []:
        git("checkout", "--quiet", "--", *tracked)
    git("merge", "--ff-only", "--quiet", "@{upstream}")
    return [*notes, f"Newer files: {len(newer) - 1}. `make lab` installs what they need and opens the course."]
