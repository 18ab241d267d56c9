"""The commands of ``lepton`` that make something of the course: a page, slides, figures, the book."""

import sys
from pathlib import Path

import click

from lepton_kit.environment import keep_to_own
from lepton_kit.machine import CHECKOUT
from lepton_kit.teach.terminal import bar, sentences

__all__ = ["bench", "book", "run", "slides", "valuation"]

_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("number", metavar="LESSON")
@click.option("--to", "page", type=_NEW_FILE, help="The page; lesson-NN.html.")
@click.option("--solved", is_flag=True, help="Run the lesson with its solutions in place.")
def run(number: str, page: Path | None, solved: bool) -> None:
    """Run a lesson from top to bottom, with your answers in it, and write what comes out as an HTML page."""
    from lepton_kit.teach import authoring

    keep_to_own()
    with sentences():
        [lesson] = authoring.lessons(authoring.course_folder(), [number])
        if not solved and not lesson.notebook.exists():
            raise authoring.LessonError(f"{lesson.notebook.name} is not there yet. Run `lepton build {number}`.")
        page = page or Path(f"lesson-{lesson.number}.html")
        _demand_place(page)
        notebook = lesson.solved() if solved else authoring.read_notebook(lesson.notebook)
        with bar(lesson.name) as tell:
            ran = authoring.execute(notebook, lesson.notebook.parent, progress=tell, keep_going=True)
    page.write_text(authoring.report(ran, lesson.name), encoding="utf-8")
    click.echo(f"Written to {page}.")
    stopped = [
        f"{output.ename}: {output.evalue}"
        for cell in ran.cells
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]
    if stopped:
        raise click.ClickException(f"{len(stopped)} of its cells stopped with an error, the first with {stopped[0]}")


@click.command()
@click.argument("number", metavar="LESSON")
@click.option("--to", "page", type=_NEW_FILE, help="The deck; lesson-NN.slides.html.")
def slides(number: str, page: Path | None) -> None:
    """Make a deck of slides from a lesson: one HTML file that needs no network. Nothing is run."""
    from lepton_kit.exercises.content import run_file
    from lepton_kit.teach import authoring

    maker = run_file(_checkout("docs/slides", "slides") / "docs" / "slides.py")
    with sentences():
        [lesson] = authoring.lessons(authoring.course_folder(), [number])
        page = page or Path(f"lesson-{lesson.number}.slides.html")
        _demand_place(page)
        page.write_text(maker.deck(lesson), encoding="utf-8")
    click.echo(f"Written to {page}. In a browser, S shows notes, ? all keys; to print, add ?print-pdf to its address.")


def _demand_place(file):
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


@click.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--json", "file", type=_NEW_FILE, help="Write the figures.")
@click.option("--rounds", type=click.IntRange(min=1), help="Rounds of each row, in place of its own number.")
@click.option("--list", "listed", is_flag=True, help="Name the rows and measure nothing.")
def bench(keys: tuple[str, ...], file: Path | None, rounds: int | None, listed: bool) -> None:
    """Measure the kit against named peers. KEY chooses rows; all of them without."""
    if file:
        _demand_place(file)
    _bench().show(keys, rounds=rounds, listed=listed, file=file)


@click.command()
@click.option("--recompute", is_flag=True, help="Train the networks of all coalitions anew, and compare.")
@click.option("--to", "file", type=_NEW_FILE, help="Where --recompute writes; partner_game.npz.")
@click.option("--cache", type=click.Path(file_okay=False), help="Folder of results, to take up an earlier run.")
@click.option("-j", "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes at work.")
@click.option("--executor", "address", default="", metavar="dask://HOST:PORT", help="Send them to a dask cluster.")
def valuation(recompute: bool, file: Path | None, cache: str | None, jobs: int, address: str) -> None:
    """Show what each data partner is worth to the model of the last lesson, from stored predictions."""
    if not recompute:
        if file or cache or address or jobs > 1:
            raise click.UsageError("--to, --cache, --jobs and --executor go with --recompute.")
        _bench().show_valuation()
        return
    import runpy

    from lepton_kit import datasets

    file = file or Path("partner_game.npz")
    _demand_place(file)
    script = runpy.run_path(str(datasets.card("partner_game").folder / "make.py"))
    with bar("trainings") as show:

        def tell(done: int, total: int, seconds_left: float) -> None:
            left = f", {seconds_left / 60:.0f} min left" if seconds_left > 0 else ""
            show(done, total, f"trainings{left}")

        try:
            told = script["remake"](file, cache, tell, jobs=jobs, address=address)
        except (ValueError, RuntimeError, OSError) as problem:
            raise click.ClickException(str(problem)) from None
    click.echo(f"Written to {file}. {told}")


@click.command()
@click.option("--lite", is_flag=True, help="Make JupyterLite of the first half instead, in dist/lite.")
@click.option("--open", "opened", is_flag=True, help="Show it in the browser.")
def book(lite: bool, opened: bool) -> None:
    """Make the course's book, a site that needs no network, in dist/book. No lesson runs again."""
    from lepton_kit.exercises.content import run_file

    if opened and lite:
        raise click.UsageError("--open shows the book; JupyterLite needs a web server.")
    maker = run_file(_checkout("docs/book", "book") / "docs" / "book" / ("lite.py" if lite else "build.py"))
    try:
        page = maker.build()
    except maker.BookError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"The first page: {page}")
    if lite:
        click.echo(f"To see it: python -m http.server --directory {page.parents[1]}")
    if opened:
        click.launch(str(page))


def _bench():
    """The measuring code, which stands beside the tests."""
    from importlib import import_module

    sys.path.insert(0, str(_checkout("tests/bench", "bench")))
    return import_module("tests.bench")


def _checkout(folder, command):
    """The checkout that this package stands in: a wheel lacks what only maintainers run."""
    if not (CHECKOUT / folder).is_dir():
        raise click.ClickException(f"`lepton {command}` needs a checkout of the kit: what it runs stands in {folder}.")
    return CHECKOUT
