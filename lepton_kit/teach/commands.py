"""``lepton coursework``: from a release to marks. It parses and prints; each command imports what it does."""

from datetime import datetime
from pathlib import Path

import click

from lepton_kit.teach.marking_commands import collect, feedback, grade, marks, rubric
from lepton_kit.teach.terminal import bar, counted, for_assignment, in_course, opened, plain

__all__ = ["coursework"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def coursework() -> None:
    """Graded assignments: release, collect, grade, give feedback. Students need `doctor` only."""


@coursework.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Make a course folder: settings, a roster to fill in, what nbgrader needs. Nothing is overwritten."""
    from lepton_kit.teach import course_folder as course

    for path in (made := course.init(folder)):
        click.echo(f"Made {path}")
    click.echo(
        f"Next: put your students into {folder / 'roster.csv'}, then `lepton coursework release A1` in {folder}."
        if made
        else f"Everything is there already; nothing in {folder} was changed."
    )


@coursework.command()
@for_assignment
@in_course
def release(name: str, folder: str) -> None:
    """Look whether the assignment marks as it should, then write the students' notebook."""
    from lepton_kit.teach.releasing import publish

    course, assignment = opened(folder, name, may_be_empty=True)
    with bar(f"Marking trial copies of {name}", err=True) as show:
        path = publish(assignment, course, progress=show)
    click.echo(f"Released: {path}. Hand this file to the students.")


@coursework.command()
@click.argument("file", type=_FILE)
@click.option("--fix", is_flag=True, help="Mend what can be mended; a copy of the file as it was is kept beside it.")
@click.option("--student", metavar="ID", help="With --fix: your student id, if the notebook does not have it yet.")
@click.option("--release", "given", type=_FILE, help="The notebook as it was given out, where it is not found.")
def doctor(file: Path, fix: bool, student: str | None, given: Path | None) -> int:
    """Look at a notebook before it is handed in, and say what to mend."""
    from lepton_kit.exercises.answer_losses import own_files
    from lepton_kit.exercises.hand_in import Finding, examine, mend
    from lepton_kit.exercises.released_notebook import find_release, save
    from lepton_kit.exercises.student_notebook import read, student_in

    notebook = read(file.read_bytes())
    if isinstance(notebook, str):
        raise click.ClickException(f"{file.name} cannot be marked. {notebook} Open yours in Jupyter and save it.")
    original = find_release(notebook, file, given)
    if fix and (mended := mend(notebook, original, student=student)):
        backup = save(file, notebook)
        for finding in mended:
            click.echo(f"MENDED  {finding.message}")
        click.echo(f"{file.name} as it was is kept as {backup.name}.\n")
    findings = examine(notebook, original, folder=file.absolute().parent)
    if file.suffix.lower() != ".ipynb":
        findings.append(Finding(f"The file's name ends in {file.suffix}.", "Rename it, so that it ends in .ipynb."))
    for finding in findings:
        click.echo(f"LOOK  {finding.message}\n      {finding.advice}")
    if findings:
        click.echo(f"\n{counted(len(findings), 'thing')} to look at before you hand in {file.name}.")
        return 1
    if files := own_files(notebook, file.absolute().parent):
        click.echo(plain(f"Hand in with it, in one zip: {', '.join(files)}"))
    saved = datetime.fromtimestamp(file.stat().st_mtime)
    when = f"It was saved on {saved:%d %B at %H:%M}; save it first if it changed since."
    click.echo(plain(f"{file.name} can be handed in, as the work of {student_in(notebook)!r}. {when}"))
    return 0


@coursework.command()
@click.argument("which", metavar="LESSON|ASSIGNMENT", required=False, default="")
@in_course
def misconceptions(which: str, folder: str) -> None:
    """List the wrong turns that checks know and what students are told: of a lesson, an assignment or all lessons."""
    from lepton_kit.exercises.question import questions

    if which.upper().startswith("A"):
        asked = opened(folder, which.upper(), may_be_empty=True)[1].questions
    else:
        asked = [q for q in questions().values() if q.id.startswith(which.zfill(2) if which else "")]
    if not asked:
        raise click.ClickException(f"There is no lesson {which}. Name one such as 03, or an assignment such as A1.")
    for question in asked:
        click.echo(question.id)
        for wrong in question.misconceptions:
            click.echo(f"  {wrong.name}: {wrong.message}")


@coursework.command()
@click.argument("file", type=_FILE)
def practice(file: Path) -> int:
    """Run a lesson and its instant checks; exit code 1 unless each is correct. For practice, not for marks."""
    from lepton_kit.teach.practice import verdicts

    given = verdicts(file)
    for verdict in given:
        click.echo(plain(str(verdict)))
    right = sum(verdict.correct for verdict in given)
    click.echo(f"{right} of {len(given)} correct.")
    return int(right < len(given) or not given)


for command in (collect, grade, feedback, rubric, marks):
    coursework.add_command(command)
