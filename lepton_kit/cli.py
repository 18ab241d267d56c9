"""The command line, ``lepton``. It parses and prints; each command imports what it does from the package."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import click

from lepton_kit.teach.commands import coursework

__all__ = ["lepton", "main"]

_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


def main(arguments: list[str] | None = None) -> None:
    """Run ``lepton``. What a user or a machine does to it gets a sentence on stderr and an exit code, no traceback."""
    from lepton_kit.doctor import misleading

    other = misleading(os.environ)
    sys.path[:] = [place for place in sys.path if place not in other]
    for stream in filter(None, (sys.stdout, sys.stderr)):
        getattr(stream, "reconfigure", dict)(errors="replace")  # a console of few letters shows a ? for the others
    try:
        code = lepton.main(arguments, prog_name="lepton", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = 0
    except click.ClickException as error:
        click.echo(error.format_message(), err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("\nInterrupted.", err=True)
        code = 130
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}. Look at it with `lepton doctor`.", err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lepton-kit", message="Lepton Kit %(version)s")
def lepton() -> None:
    """Lepton Kit: a course in building AI partnerships and the networks they pay for."""


@lepton.command()
def doctor() -> int:
    """Look whether this machine is ready for the course, and say what to do where it is not."""
    from lepton_kit.doctor import main

    return main()


@lepton.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def lab(arguments: tuple[str, ...]) -> int:
    """Open the course in JupyterLab. ARGUMENTS are passed on, such as --no-browser or --port 8890."""
    from importlib.util import find_spec

    from lepton_kit.doctor import install_command
    from lepton_kit.teach.authoring import LessonError, course_folder
    from lepton_kit.update import FIRST, working_folder

    try:
        root = working_folder() or course_folder()
    except LessonError:
        raise click.ClickException("There are no lessons here. Make a folder with them: lepton start DIR") from None
    if find_spec("jupyterlab") is None:
        how = f"Run `python bootstrap.py` in the checkout, or elsewhere: {install_command('lab')}"
        raise click.ClickException(f"JupyterLab is not installed here. {how}")
    click.echo(f"Opening {FIRST} in JupyterLab. To end it, press Ctrl-C twice in this window.")
    _own_environment()
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # in a container, mostly
    where = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{FIRST.as_posix()}"]
    command = [sys.executable, "-m", "jupyterlab", *where, *as_root, *arguments]
    if os.name == "nt":
        import subprocess

        return subprocess.call(command, cwd=root)
    os.chdir(root)
    os.execv(sys.executable, command)


def _own_environment():
    """Have Jupyter and its kernels take this Python and its packages, whatever else this machine has."""
    from tempfile import mkdtemp

    from lepton_kit.machine import home_fault

    os.environ.pop("PYTHONPATH", None)
    own = Path(sys.prefix, "share", "jupyter")
    os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, (str(own), os.environ.get("JUPYTER_PATH"))))
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    # in terminals
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if fault := home_fault():
        os.environ["HOME"] = mkdtemp(prefix="lepton-home-")
        click.echo(f"Settings and progress are not kept: your home folder cannot be written ({fault}).", err=True)


@lepton.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def start(folder: Path) -> None:
    """Put the lessons into DIR, to work there; run again, it brings newer ones and keeps what you have changed."""
    from lepton_kit import update
    from lepton_kit.doctor import as_typed

    click.echo("\n".join(update.start(folder)))
    click.echo(f"To open them: go to {folder} and type `{as_typed()} lab`.")


@lepton.command()
def update() -> None:
    """Bring the newer lessons. A notebook of yours that would be overwritten is kept beside the new one, by name."""
    from lepton_kit.teach.authoring import course_folder
    from lepton_kit.update import UpdateError, bring

    with _sentences():
        root = course_folder()
    try:
        notes = bring(root)
    except UpdateError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo("\n".join(notes))


@lepton.command()
@click.argument("numbers", nargs=-1, metavar="[LESSON]...")
@click.option("--check", is_flag=True, help="Build nothing; say where notebooks and sources disagree.")
def build(numbers: tuple[str, ...], check: bool) -> int:
    """Make the notebooks from their sources. LESSON chooses some, such as 01 or A1; all of them without."""
    from lepton_kit.teach import assignment, authoring, releasing

    with _sentences():
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
        notes = releasing.build(graded) + (_build_lessons(course, chosen) if chosen else [])
    for note in notes:
        click.echo(note)
    return 0


def _build_lessons(course, chosen):
    from lepton_kit.teach import authoring

    with _bars() as bars:
        tasks = {lesson: bars.add_task(lesson.name, total=None) for lesson in chosen}

        def tell(lesson: authoring.Lesson, done: int, total: int) -> None:
            bars.update(tasks[lesson], completed=done, total=total)

        return authoring.build(course, chosen, progress=tell)


@lepton.command()
@click.argument("number", metavar="LESSON")
@click.option("--to", "page", type=_NEW_FILE, help="The page; lesson-NN.html.")
@click.option("--solved", is_flag=True, help="Run the lesson with its solutions in place.")
def run(number: str, page: Path | None, solved: bool) -> None:
    """Run a lesson from top to bottom, with your answers in it, and write what comes out as an HTML page."""
    from lepton_kit.teach import authoring

    _own_environment()
    with _sentences():
        [lesson] = authoring.lessons(authoring.course_folder(), [number])
        if not solved and not lesson.notebook.exists():
            raise authoring.LessonError(f"{lesson.notebook.name} is not there yet. Run `lepton build {number}`.")
        page = page or Path(f"lesson-{lesson.number}.html")
        _demand_place(page)
        notebook = lesson.solved() if solved else authoring.read_notebook(lesson.notebook)
        with _bars() as bars:
            task = bars.add_task(lesson.name, total=None)

            def tell(done: int, total: int) -> None:
                bars.update(task, completed=done, total=total)

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


@lepton.command()
@click.argument("number", metavar="LESSON")
@click.option("--to", "page", type=_NEW_FILE, help="The deck; lesson-NN.slides.html.")
def slides(number: str, page: Path | None) -> None:
    """Make a deck of slides from a lesson: one HTML file that needs no network. Nothing is run."""
    from lepton_kit.exercises.content import run_file
    from lepton_kit.teach import authoring

    making = run_file(_checkout("docs/slides", "slides") / "docs" / "slides.py")
    with _sentences():
        [lesson] = authoring.lessons(authoring.course_folder(), [number])
        page = page or Path(f"lesson-{lesson.number}.slides.html")
        _demand_place(page)
        page.write_text(making.deck(lesson), encoding="utf-8")
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


@contextmanager
def _sentences():
    """Turn a lesson's error into a sentence on stderr."""
    from lepton_kit.teach.authoring import LessonError

    try:
        yield
    except LessonError as problem:
        raise click.ClickException(str(problem)) from None


def _bars():
    """A progress bar a notebook."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())


@lepton.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--json", "file", type=_NEW_FILE, help="Write the figures.")
@click.option("--rounds", type=click.IntRange(min=1), help="Rounds of each row, in place of its own number.")
@click.option("--list", "listed", is_flag=True, help="Name the rows and measure nothing.")
def bench(keys: tuple[str, ...], file: Path | None, rounds: int | None, listed: bool) -> None:
    """Measure the kit against named peers. KEY chooses rows; all of them without."""
    if file:
        _demand_place(file)
    _bench().show(keys, rounds=rounds, listed=listed, file=file)


@lepton.command()
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
    with _bars() as bars:
        task = bars.add_task("trainings", total=None)

        def tell(done: int, total: int, seconds_left: float) -> None:
            left = f", {seconds_left / 60:.0f} min left" if seconds_left > 0 else ""
            bars.update(task, completed=done, total=total, description=f"trainings{left}")

        try:
            told = script["remake"](file, cache, tell, jobs=jobs, address=address)
        except (ValueError, RuntimeError, OSError) as problem:
            raise click.ClickException(str(problem)) from None
    click.echo(f"Written to {file}. {told}")


@lepton.command()
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
    checkout = Path(__file__).resolve().parents[1]
    if not (checkout / folder).is_dir():
        raise click.ClickException(f"`lepton {command}` needs a checkout of the kit: what it runs stands in {folder}.")
    return checkout


lepton.add_command(coursework)


if __name__ == "__main__":
    main()
