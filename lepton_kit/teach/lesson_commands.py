"""``lepton build`` and ``lepton run``: notebooks from their sources, and a page of what comes out of a lesson."""

from pathlib import Path

import click

from lepton_kit.environment import keep_to_own
from lepton_kit.teach.terminal import bar

__all__ = ["NEW_FILE", "build", "demand_place", "run"]

NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("numbers", nargs=-1, metavar="[LESSON]...")
@click.option("--check", is_flag=True, help="Build nothing; say where notebooks and sources disagree.")
def build(numbers: tuple[str, ...], check: bool) -> int:
    """Make the notebooks from their sources. LESSON chooses some, such as 01 or A1; all of them without."""
    from lepton_kit.teach import assignment, authoring, releasing

    course = authoring.course_folder()
    if check:
        drift = [*authoring.drift(course), *releasing.drift()]
        for sentence in drift:
            click.echo(sentence)
        click.echo("Run `lepton build`." if drift else "The notebooks are what the sources say.")
        return int(bool(drift))
    known = assignment.available()
    graded = [number.upper() for number in numbers if number.upper() in known] if numbers else known
    others = [number for number in numbers if number.upper() not in known]
    chosen = [] if numbers and not others else authoring.lessons(course, others)
    for note in releasing.build(graded) + (authoring.build(course, chosen, bar=bar) if chosen else []):
        click.echo(note)
    return 0


@click.command()
@click.argument("number", metavar="LESSON")
@click.option("--to", "page", type=NEW_FILE, help="The page; lesson-NN.html.")
@click.option("--solved", is_flag=True, help="Run the lesson with its solutions in place.")
def run(number: str, page: Path | None, solved: bool) -> None:
    """Run a lesson from top to bottom, with your answers in it, and write what comes out as an HTML page."""
    from lepton_kit.teach import authoring

    keep_to_own()
    [lesson] = authoring.lessons(authoring.course_folder(), [number])
    if not solved and not lesson.notebook.exists():
        raise authoring.LessonError(f"{lesson.notebook.name} is not there yet. Run `lepton build {number}`.")
    page = page or Path(f"lesson-{lesson.number}.html")
    demand_place(page)
    notebook = lesson.solved() if solved else authoring.read_notebook(lesson.notebook)
    with bar(lesson.name) as tell:
        ran = authoring.execute(notebook, lesson.notebook.parent, progress=tell, keep_going=True)
    page.write_text(authoring.report(ran, lesson.name), encoding="utf-8")
    click.echo(f"Written to {page}.")
    outputs = [output for cell in ran.cells for output in cell.get("outputs", ())]
    if stopped := [output for output in outputs if output.output_type == "error"]:
        first = f"{stopped[0].ename}: {stopped[0].evalue}"
        raise click.ClickException(f"{len(stopped)} of its cells stopped with an error, the first with {first}")


def demand_place(file: Path) -> None:
    """Before long work is begun: the file that is to hold its result can be written."""
    if not file.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {file.parent}, so {file.name} cannot be written there.")
    there = file.exists()
    try:
        file.open("a").close()
    except OSError as problem:
        raise click.UsageError(f"{file} cannot be written: {problem.strerror}.") from None
    if not there:
        file.unlink()
