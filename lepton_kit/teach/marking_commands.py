"""The commands of ``lepton coursework`` from the students' copies to marks. They parse and print."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from lepton_kit.teach.terminal import bar, counted, for_assignment, in_course, opened, plain

__all__ = ["collect", "feedback", "grade", "marks", "rubric"]


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DOWNLOAD")
@click.option("--assignment", "name", required=True, metavar="ASSIGNMENT", help="Such as A1.")
@click.option("--preview", is_flag=True, help="Only say whose each file is; nothing is written.")
@in_course
def collect(source: Path, name: str, preview: bool, folder: str) -> int:
    """Sort a download from Moodle or Canvas, or any folder or zip of notebooks, to the students of the roster.

    Exit code 1 if a file was not taken.
    """
    from lepton_kit.teach.collecting import collect

    course, assignment = opened(folder, name)
    done = collect(course, assignment.name, source, preview=preview)
    names = {student.id: student.name for student in course.students}
    for path, student, how in done.who if preview else ():
        click.echo(plain(f"{path} -> {student} {names[student]} (by {how})"))
    for note in (*done.notes, *(f"NOT TAKEN  {sentence}" for sentence in done.unclear)):
        click.echo(plain(note))
    _tell_orphans(course, name)
    for word, ids in (("late", done.late), ("missing", done.missing)):
        if ids:
            click.echo(f"{word.capitalize()}: {', '.join(ids)}")
    missing = f"{len(done.missing)} of {len(course.students)} students missing."
    if preview:
        click.echo(f"Nothing was written. {len(done.who)} would go to students, {len(done.unclear)} not, {missing}")
    else:
        click.echo(
            f"{len(done.new)} new, {len(done.replaced)} replaced by a newer copy, {len(done.unchanged)} as before, "
            f"{len(done.unclear)} not taken, {missing}"
        )
    return 1 if done.unclear else 0


@click.command()
@for_assignment
@in_course
@click.option("-j", "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes at work.")
@click.option("--executor", default="", metavar="dask://HOST:PORT", help="Send the copies to a dask cluster.")
@click.option("--trusted", is_flag=True, help="Run without the sandbox: only for code that you wrote yourself.")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this one; may be given several times.")
@click.option("--seed", type=click.IntRange(0), help="Of the random cases, to repeat an earlier run.")
@click.option("--again", is_flag=True, help="Mark also what has a mark.")
@click.option("--as-written", is_flag=True, help="Mark copies that name another id with that id's data; flagged.")
def grade(name: str, folder: str, jobs: int, executor: str, trusted: bool, **which: Any) -> int:
    """Mark every copy, each in a sandbox of its own. After an interruption run it again: what is marked stays."""
    from lepton_kit.teach import gradebook
    from lepton_kit.teach.formgrader import show
    from lepton_kit.teach.grading import grade, results
    from lepton_kit.teach.sandbox import bubblewrap

    course, assignment = opened(folder, name)
    if trusted:
        click.secho(
            "WITHOUT A SANDBOX: every copy can read, change and delete whatever you can, your marks included. "
            "Press Ctrl-C now unless you wrote all of this code yourself.",
            err=True,
            bold=True,
        )
    elif not executor and (reason := bubblewrap.why_not()):
        raise click.ClickException(reason)
    if jobs > (cores := os.cpu_count() or 1) and not executor:
        click.echo(
            f"{jobs} processes share {cores} cores: cells run slower than their time limits assume. Better: -j {cores}",
            err=True,
        )
    if gradebook.available():
        gradebook.look_at_lock(course)
    which["again"] |= which["seed"] is not None
    with bar(f"Marking {name}", err=True) as tell:
        done = grade(course, assignment, jobs=jobs, executor=executor, trusted=trusted, progress=tell, **which)
    _show(course, done)
    _tell_orphans(course, name)
    if done.stopped_by:
        left = counted(len(done.left), "copy", "copies")
        click.echo(f"{done.stopped_by}. {left} left; run the same again to go on.")
    if gradebook.available():
        standing = results(course, name)
        gradebook.record(course, assignment, standing)
        for problem in show(course, assignment, standing):
            click.echo(problem)
    else:
        click.echo(f"The results are written. {gradebook.NEEDS_NBGRADER}", err=True)
    return 1 if done.unmarked else 0


@click.command()
@for_assignment
@in_course
def feedback(name: str, folder: str) -> int:
    """Write one page a student: marks, what was wrong and how to go on, and the student's own code and output."""
    from lepton_kit.teach.feedback_pages import feedback
    from lepton_kit.teach.mark_table import marks

    course, assignment = opened(folder, name)
    written, problems = feedback(course, assignment, marks(course, assignment))
    for problem in problems:
        click.echo(problem)
    if written:
        click.echo(f"{counted(len(written), 'page')} in {course.folder / 'feedback'}, such as {written[0]}")
    elif not problems:
        raise click.ClickException(f"Nothing is marked yet. Run `lepton coursework grade {name}` first.")
    return 1 if problems else 0


@click.command()
@for_assignment
@in_course
def rubric(name: str, folder: str) -> None:
    """Write the sheet for what a person marks; fill it in, and `marks` reads it. What is filled in stays."""
    from lepton_kit.teach.rubric import write_rubric

    path = write_rubric(*opened(folder, name))
    click.echo(f"Fill in {path}, save it as CSV, then `lepton coursework marks {name}`.")


@click.command()
@for_assignment
@in_course
@click.option("--missing-as-zero", is_flag=True, help="Who handed in nothing gets 0 points instead of no mark.")
def marks(name: str, folder: str, missing_as_zero: bool) -> int:
    """Write the marks as CSV, also for Moodle and Canvas, and a report. Exit code 1 if anybody has no mark."""
    from lepton_kit.teach.class_report import report
    from lepton_kit.teach.mark_table import marks, write_marks

    course, assignment = opened(folder, name)
    table = marks(course, assignment, missing_as_zero=missing_as_zero)
    for path in (*write_marks(course, assignment, table), report(course, assignment, table)):
        click.echo(f"Written to {path}")
    for mark in table:
        if mark.changed:
            click.echo(plain(f"CHANGED  {mark.student.id}  {mark.student.name}: {mark.changed}"))
    without = [mark for mark in table if mark.total is None]
    for mark in without:
        click.echo(plain(f"NO MARK  {mark.student.id}  {mark.student.name}: {mark.reason}"))
    if outdated := sum(mark.status == "outdated" for mark in table):
        click.echo(f"{counted(outdated, 'mark')} of an earlier state of {name}: run `grade {name}` again.")
    if missing_as_zero and course.not_taken(name, "").exists():
        click.echo("`collect` left files that fit nobody: whoever sent one may stand here with 0 points. Look at them.")
    _tell_orphans(course, name)
    click.echo(f"{len(table) - len(without)} of {len(table)} students have a mark.")
    return 1 if without else 0


def _tell_orphans(course, name):
    if orphans := course.orphans(name):
        click.echo(plain(f"In nobody's place on the roster, so left as they are: submitted/{', '.join(orphans)}."))


def _show(course, done):
    from rich.console import Console

    from lepton_kit.teach.run_summary import summary

    console = Console(highlight=False, width=None if sys.stdout.isatty() else 300)
    console.print(summary(course, done))
    failed = sum(result.points is None for result in done.results.values())
    flagged = sum(bool(result.flags) for result in done.results.values())
    click.echo(
        f"{counted(len(done.results), 'copy', 'copies')}: {len(done.results) - failed} marked "
        f"({len(done.kept)} stood already), {failed} failed, {flagged} flagged."
    )
