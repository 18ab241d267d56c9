"""``lepton coursework``: from a release to marks. It parses and prints; each command imports what it does."""

from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

__all__ = ["coursework"]

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_in_course = click.option(
    "--course", "folder", default=".", metavar="FOLDER", help="The course folder; the working folder without."
)
_name = click.argument("name", metavar="ASSIGNMENT")


@click.group()
def coursework():
    """Graded assignments: release, collect, grade, give feedback. Students need `doctor` only."""


@coursework.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder):
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
def release(name, folder):
    """Look whether the assignment marks as it should, then write the students' notebook."""
    from lepton_kit.teach.releasing import gate, publish

    with _sentences():
        course, assignment = _opened(folder, name)
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
def doctor(file, fix, student, given):
    """Look at a notebook before it is handed in, and say what to mend."""
    from lepton_kit.exercises.hand_in import examine, mend
    from lepton_kit.exercises.released_notebook import find_release, save
    from lepton_kit.exercises.student_notebook import read

    with _sentences():
        notebook = read(file.read_bytes())
        if isinstance(notebook, str):
            raise click.ClickException(f"{file.name} cannot be marked. {notebook}")
        original = find_release(notebook, file, given)
        if fix and (mended := mend(notebook, original, student=student)):
            backup = save(file, notebook)
            for finding in mended:
                click.echo(f"MENDED  {finding.message}")
            click.echo(f"{file.name} as it was is kept as {backup.name}.\n")
        found = examine(notebook, original)
    for finding in found:
        click.echo(f"LOOK  {finding.message}\n      {finding.advice}")
    if found:
        click.echo(f"\n{_count(len(found), 'thing')} to look at before you hand in {file.name}.")
        return 1
    saved = datetime.fromtimestamp(file.stat().st_mtime)
    click.echo(
        f"{file.name} can be handed in. It was saved on {saved:%d %B at %H:%M}; save it first if it changed since."
    )


@coursework.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DOWNLOAD")
@click.option("--assignment", "name", required=True, metavar="ASSIGNMENT", help="Such as A1.")
@_in_course
def collect(source, name, folder):
    """Sort a download from Moodle or Canvas, or any folder or zip of notebooks, to the students of the roster."""
    from lepton_kit.teach.collecting import collect
    from lepton_kit.teach.run_summary import plain

    with _sentences():
        course, assignment = _opened(folder, name)
        found = collect(course, assignment.name, source)
    for note in (*found.notes, *(f"NOT TAKEN  {each}" for each in found.unclear)):
        click.echo(plain(note))
    for word, ids in (("late", found.late), ("missing", found.missing)):
        if ids:
            click.echo(f"{word.capitalize()}: {', '.join(ids)}")
    click.echo(
        f"{len(found.new)} new, {len(found.replaced)} replaced by a newer copy, {len(found.unchanged)} as before, "
        f"{len(found.unclear)} not taken, {len(found.missing)} of {len(course.students)} students missing."
    )


@coursework.command()
@_name
@_in_course
@click.option("-j", "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes at work.")
@click.option("--executor", default="", metavar="dask://HOST:PORT", help="Send the copies to a dask cluster.")
@click.option("--trusted", is_flag=True, help="Run without the sandbox: only for code that you wrote yourself.")
@click.option("--student", "students", multiple=True, metavar="ID", help="Only this one; may be given several times.")
@click.option("--seed", type=click.IntRange(0), help="Of the random cases, to repeat an earlier run.")
@click.option("--again", is_flag=True, help="Mark also what has a mark.")
def grade(name, folder, jobs, executor, trusted, students, seed, again):
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
        with _bar() as bar:
            task = bar.add_task(f"Marking {name}", total=None)
            done = grade(
                course,
                assignment,
                jobs=jobs,
                executor=executor,
                trusted=trusted,
                students=students or None,
                seed=seed,
                again=again or seed is not None,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        _show(course, done)
        if done.left:
            click.echo(f"Interrupted. {_count(len(done.left), 'copy', 'copies')} left; run the same again to go on.")
        if gradebook.available():
            gradebook.record(course, assignment, results(course, name))
            show(course, assignment, results(course, name))
        else:
            click.echo(f"The results are written. {gradebook.NEEDS_NBGRADER}", err=True)
    return 1 if done.unmarked else 0


@coursework.command()
@_name
@_in_course
def feedback(name, folder):
    """Write one page a student: marks, what was wrong and how to go on, and the student's own code and output."""
    from lepton_kit.teach.feedback_pages import feedback
    from lepton_kit.teach.mark_table import marks

    with _sentences():
        course, assignment = _opened(folder, name)
        table = marks(course, assignment)
        written = feedback(course, assignment, table)
    if not written:
        raise click.ClickException(f"Nothing is marked yet. Run `lepton coursework grade {name}` first.")
    click.echo(f"{_count(len(written), 'page')} in {course.folder / 'feedback'}, such as {written[0]}")


@coursework.command()
@_name
@_in_course
def rubric(name, folder):
    """Write the sheet for what a person marks; fill it in, and `marks` reads it. What is filled in stays."""
    from lepton_kit.teach.rubric import write_rubric

    with _sentences():
        path = write_rubric(*_opened(folder, name))
    click.echo(f"Fill in {path}, save it as CSV, then `lepton coursework marks {name}`.")


@coursework.command()
@_name
@_in_course
@click.option("--missing-as-zero", is_flag=True, help="Who handed in nothing gets 0 points instead of no mark.")
def marks(name, folder, missing_as_zero):
    """Write the marks as CSV, also for Moodle and Canvas, and a report. Exit code 1 if anybody has no mark."""
    from lepton_kit.teach.class_report import report
    from lepton_kit.teach.mark_table import marks, write_marks
    from lepton_kit.teach.run_summary import plain

    with _sentences():
        course, assignment = _opened(folder, name)
        table = marks(course, assignment, missing_as_zero=missing_as_zero)
        for path in (*write_marks(course, assignment, table), report(course, assignment, table)):
            click.echo(f"Written to {path}")
    without = [mark for mark in table if mark.total is None]
    for mark in without:
        click.echo(f"NO MARK  {mark.student.id}  {plain(mark.student.name)}: {plain(mark.reason)}")
    click.echo(f"{len(table) - len(without)} of {len(table)} students have a mark.")
    return 1 if without else 0


@coursework.command()
@click.argument("which", metavar="LESSON|ASSIGNMENT", required=False, default="")
@_in_course
def misconceptions(which, folder):
    """List the wrong turns that checks know and what students are told: of a lesson, an assignment or all lessons."""
    from lepton_kit.exercises.question import questions

    with _sentences():
        if which.upper().startswith("A"):
            asked = _opened(folder, which.upper())[1].questions
        else:
            asked = [each for each in questions().values() if each.id.startswith(which.zfill(2) if which else "")]
    if not asked:
        raise click.ClickException(f"There is no lesson {which}. Name one such as 03, or an assignment such as A1.")
    for question in asked:
        click.echo(question.id)
        for each in question.misconceptions:
            click.echo(f"  {each.name}: {each.message}")


@coursework.command()
@click.argument("file", type=_FILE)
def practice(file):
    """Run a lesson and its instant checks; exit code 1 unless each is correct. For practice, not for marks."""
    from lepton_kit.teach.practice import verdicts
    from lepton_kit.teach.run_summary import plain

    with _sentences():
        found = verdicts(file)
    for verdict in found:
        click.echo(plain(str(verdict)))
    right = sum(verdict.correct for verdict in found)
    click.echo(f"{right} of {len(found)} correct.")
    return int(right < len(found) or not found)


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
        raise click.ClickException(str(problem)) from None


def _opened(folder, name):
    """The course and its assignment."""
    from lepton_kit.teach.assignment import load
    from lepton_kit.teach.course_folder import Course

    course = Course.open(folder)
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
    console = console if console.is_terminal else Console(highlight=False, width=160)
    console.print(summary(course, done))
    failed = sum(result["points"] is None for result in done.results.values())
    flagged = sum(bool(result["flags"]) for result in done.results.values())
    click.echo(
        f"{_count(len(done.results), 'copy', 'copies')}: {len(done.results) - failed} marked "
        f"({len(done.kept)} stood already), {failed} failed, {flagged} flagged."
    )


def _count(number, one, many=""):
    return f"{number} {one if number == 1 else many or one + 's'}"
