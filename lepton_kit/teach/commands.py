"""``lepton coursework``: from a release to marks. It parses and prints; each command imports what it does."""

import errno
import os
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

__all__ = ["coursework"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_in_course = click.option(
    "--course", "folder", default=".", metavar="FOLDER", help="The course folder; the working folder without."
)
_name = click.argument("name", metavar="ASSIGNMENT")


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
@_name
@_in_course
def release(name: str, folder: str) -> None:
    """Look whether the assignment marks as it should, then write the students' notebook."""
    from lepton_kit.teach.releasing import gate, publish

    with _sentences():
        course, assignment = _opened(folder, name, may_be_empty=True)
        with _bar() as bar:
            task = bar.add_task(f"Marking trial copies of {name}", total=None)
            findings = gate(assignment, progress=lambda done, total: bar.update(task, completed=done, total=total))
        for finding in findings:
            click.echo(str(finding))
        if findings:
            raise click.ClickException(f"{name} is not released: {_count(len(findings), 'finding')}, see above.")
        publish(assignment, course, findings=findings)
    click.echo(f"Released: {course.release(name)}. Hand this file to the students.")


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

    with _sentences():
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
        click.echo(f"\n{_count(len(findings), 'thing')} to look at before you hand in {file.name}.")
        return 1
    if files := own_files(notebook, file.absolute().parent):
        click.echo(_plain(f"Hand in with it, in one zip: {', '.join(files)}"))
    saved = datetime.fromtimestamp(file.stat().st_mtime)
    when = f"It was saved on {saved:%d %B at %H:%M}; save it first if it changed since."
    click.echo(_plain(f"{file.name} can be handed in, as the work of {student_in(notebook)!r}. {when}"))
    return 0


@coursework.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DOWNLOAD")
@click.option("--assignment", "name", required=True, metavar="ASSIGNMENT", help="Such as A1.")
@click.option("--preview", is_flag=True, help="Only say whose each file is; nothing is written.")
@_in_course
def collect(source: Path, name: str, preview: bool, folder: str) -> int:
    """Sort a download from Moodle or Canvas, or any folder or zip of notebooks, to the students of the roster.

    Exit code 1 if a file was not taken.
    """
    from lepton_kit.teach.collecting import collect

    with _sentences():
        course, assignment = _opened(folder, name)
        done = collect(course, assignment.name, source, preview=preview)
    names = {student.id: student.name for student in course.students}
    for path, student, how in done.who if preview else ():
        click.echo(_plain(f"{path} -> {student} {names[student]} (by {how})"))
    for note in (*done.notes, *(f"NOT TAKEN  {sentence}" for sentence in done.unclear)):
        click.echo(_plain(note))
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


@coursework.command()
@_name
@_in_course
@click.option("-j", "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes at work.")
@click.option("--executor", default="", metavar="dask://HOST:PORT", help="Send the copies to a dask cluster.")
@click.option("--trusted", is_flag=True, help="Run without the sandbox: only for code that you wrote yourself.")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this one; may be given several times.")
@click.option("--seed", type=click.IntRange(0), help="Of the random cases, to repeat an earlier run.")
@click.option("--again", is_flag=True, help="Mark also what has a mark.")
@click.option("--as-written", is_flag=True, help="Mark copies that name another id with that id's data; flagged.")
def grade(name: str, folder: str, jobs: int, executor: str, trusted: bool, again: bool, **options: Any) -> int:
    """Mark every copy, each in a sandbox of its own. After an interruption run it again: what is marked stays."""
    from lepton_kit.teach import gradebook
    from lepton_kit.teach.formgrader import show
    from lepton_kit.teach.grading import grade, results
    from lepton_kit.teach.sandbox import bubblewrap

    with _sentences():
        course, assignment = _opened(folder, name)
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
                f"{jobs} processes share {cores} cores: cells run slower than their time limits assume. "
                f"Better: -j {cores}",
                err=True,
            )
        if gradebook.available():
            gradebook.look_at_lock(course)
        with _bar() as bar:
            task = bar.add_task(f"Marking {name}", total=None)
            options["progress"] = lambda done, total: bar.update(task, completed=done, total=total)
            again = again or options["seed"] is not None
            done = grade(course, assignment, jobs=jobs, executor=executor, trusted=trusted, again=again, **options)
        _show(course, done)
        _tell_orphans(course, name)
        if done.stopped_by:
            left = _count(len(done.left), "copy", "copies")
            click.echo(f"{done.stopped_by}. {left} left; run the same again to go on.")
        if gradebook.available():
            standing = results(course, name)
            gradebook.record(course, assignment, standing)
            for problem in show(course, assignment, standing):
                click.echo(problem)
        else:
            click.echo(f"The results are written. {gradebook.NEEDS_NBGRADER}", err=True)
    return 1 if done.unmarked else 0


@coursework.command()
@_name
@_in_course
def feedback(name: str, folder: str) -> int:
    """Write one page a student: marks, what was wrong and how to go on, and the student's own code and output."""
    from lepton_kit.teach.feedback_pages import feedback
    from lepton_kit.teach.mark_table import marks

    with _sentences():
        course, assignment = _opened(folder, name)
        written, problems = feedback(course, assignment, marks(course, assignment))
    for problem in problems:
        click.echo(problem)
    if written:
        click.echo(f"{_count(len(written), 'page')} in {course.folder / 'feedback'}, such as {written[0]}")
    elif not problems:
        raise click.ClickException(f"Nothing is marked yet. Run `lepton coursework grade {name}` first.")
    return 1 if problems else 0


@coursework.command()
@_name
@_in_course
def rubric(name: str, folder: str) -> None:
    """Write the sheet for what a person marks; fill it in, and `marks` reads it. What is filled in stays."""
    from lepton_kit.teach.rubric import write_rubric

    with _sentences():
        path = write_rubric(*_opened(folder, name))
    click.echo(f"Fill in {path}, save it as CSV, then `lepton coursework marks {name}`.")


@coursework.command()
@_name
@_in_course
@click.option("--missing-as-zero", is_flag=True, help="Who handed in nothing gets 0 points instead of no mark.")
def marks(name: str, folder: str, missing_as_zero: bool) -> int:
    """Write the marks as CSV, also for Moodle and Canvas, and a report. Exit code 1 if anybody has no mark."""
    from lepton_kit.teach.class_report import report
    from lepton_kit.teach.mark_table import marks, write_marks

    with _sentences():
        course, assignment = _opened(folder, name)
        table = marks(course, assignment, missing_as_zero=missing_as_zero)
        for path in (*write_marks(course, assignment, table), report(course, assignment, table)):
            click.echo(f"Written to {path}")
    for mark in table:
        if mark.changed:
            click.echo(_plain(f"CHANGED  {mark.student.id}  {mark.student.name}: {mark.changed}"))
    without = [mark for mark in table if mark.total is None]
    for mark in without:
        click.echo(_plain(f"NO MARK  {mark.student.id}  {mark.student.name}: {mark.reason}"))
    if outdated := sum(mark.status == "outdated" for mark in table):
        click.echo(
            f"{_count(outdated, 'mark')} of an earlier state of {name}: run `grade {name}` again."
        )
    if missing_as_zero and course.not_taken(name, "").exists():
        click.echo("`collect` left files that fit nobody: whoever sent one may stand here with 0 points. Look at them.")
    _tell_orphans(course, name)
    click.echo(f"{len(table) - len(without)} of {len(table)} students have a mark.")
    return 1 if without else 0


@coursework.command()
@click.argument("which", metavar="LESSON|ASSIGNMENT", required=False, default="")
@_in_course
def misconceptions(which: str, folder: str) -> None:
    """List the wrong turns that checks know and what students are told: of a lesson, an assignment or all lessons."""
    from lepton_kit.exercises.question import questions

    with _sentences():
        if which.upper().startswith("A"):
            asked = _opened(folder, which.upper(), may_be_empty=True)[1].questions
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

    with _sentences():
        given = verdicts(file)
    for verdict in given:
        click.echo(_plain(str(verdict)))
    right = sum(verdict.correct for verdict in given)
    click.echo(f"{right} of {len(given)} correct.")
    return int(right < len(given) or not given)


@contextmanager
def _sentences():
    """Turn what is wrong with a course, an assignment or a file into a sentence on stderr."""
    from lepton_kit.exercises.errors import CourseError
    from lepton_kit.teach.authoring.lesson import LessonError

    try:
        yield
    except (CourseError, LessonError, LookupError, OSError) as problem:
        if isinstance(problem, KeyError | IndexError):
            raise
        said = str(problem)
        if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
            said = f"The disk is full: {problem.filename or 'a file'} could not be written. Make room and run it again."
        raise click.ClickException(said) from None


def _plain(text):
    """A text that may be a student's, in one line that cannot speak to the terminal."""
    from lepton_kit.exercises.plain_text import clean

    return clean(text, one_line=True)


def _tell_orphans(course, name):
    if orphans := course.orphans(name):
        click.echo(_plain(f"In nobody's place on the roster, so left as they are: submitted/{', '.join(orphans)}."))


def _opened(folder, name, *, may_be_empty=False):
    """The course and its assignment."""
    from lepton_kit.teach.assignment import load
    from lepton_kit.teach.course_folder import Course

    course = Course.open(folder, may_be_empty=may_be_empty)
    return course, load(name, course.assignments)


def _bar():
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=Console(stderr=True))


def _show(course, done):
    from rich.console import Console

    from lepton_kit.teach.run_summary import summary

    console = Console(highlight=False)
    console = console if console.is_terminal else Console(highlight=False, width=300)
    console.print(summary(course, done))
    failed = sum(result.points is None for result in done.results.values())
    flagged = sum(bool(result.flags) for result in done.results.values())
    click.echo(
        f"{_count(len(done.results), 'copy', 'copies')}: {len(done.results) - failed} marked "
        f"({len(done.kept)} stood already), {failed} failed, {flagged} flagged."
    )


def _count(number, one, many=""):
    return f"{number} {one if number == 1 else many or one + 's'}"
