"""What the commands have in common: a sentence for an error, a bar for long work, a text that is safe to print."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from lepton_kit.exercises.errors import CourseError

if TYPE_CHECKING:
    from lepton_kit.teach.assignment import Assignment
    from lepton_kit.teach.course_folder import Course

__all__ = ["Commands", "bar", "counted", "for_assignment", "in_course", "opened", "plain"]

in_course = click.option(
    "--course", "folder", default=".", metavar="FOLDER", help="The course folder; the working folder without."
)
for_assignment = click.argument("name", metavar="ASSIGNMENT")


class Commands(click.Group):
    """Commands of which what is wrong with a lesson, a course, an assignment or a file is a sentence on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run what was asked for."""
        try:
            return super().invoke(ctx)
        except (CourseError, LookupError) as problem:
            if isinstance(problem, KeyError | IndexError):
                raise
            raise click.ClickException(str(problem)) from None


def plain(text: str) -> str:
    """A text that may be a student's, in one line that cannot speak to the terminal."""
    from lepton_kit.exercises.plain_text import clean

    return clean(text, one_line=True)


@contextmanager
def bar(words: str, *, err: bool = False) -> Iterator[Callable[..., None]]:
    """A bar on stdout or, with ``err``, on stderr, as ``show(done, total)`` moves it; a third argument: other words."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=err)) as shown:
        task = shown.add_task(words, total=None)
        yield lambda done, total, words=words: shown.update(task, completed=done, total=total, description=words)


def counted(number: int, one: str, many: str = "") -> str:
    """A number and what it counts, one or many of it."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def opened(folder: str, name: str, *, may_be_empty: bool = False) -> "tuple[Course, Assignment]":
    """The course and its assignment."""
    from lepton_kit.teach.assignment import load
    from lepton_kit.teach.course_folder import Course

    course = Course.open(folder, may_be_empty=may_be_empty)
    return course, load(name, course.assignments)
