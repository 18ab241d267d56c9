"""``lepton slides``: a deck of a lesson."""

from pathlib import Path

import click

from lepton_kit.exercises.content import run_file
from lepton_kit.teach.lesson_commands import NEW_FILE, demand_place

__all__ = ["slides"]


@click.command()
@click.argument("number", metavar="LESSON")
@click.option("--to", "page", type=NEW_FILE, help="The deck; lesson-NN.slides.html.")
def slides(number: str, page: Path | None) -> None:
    """Make a deck of slides from a lesson: one HTML file that needs no network. Nothing is run."""
    from lepton_kit.teach import authoring

    maker = run_file(Path(__file__).parents[1] / "slides.py")
    [lesson] = authoring.lessons(authoring.course_folder(), [number])
    page = page or Path(f"lesson-{lesson.number}.slides.html")
    demand_place(page)
    page.write_text(maker.deck(lesson), encoding="utf-8")
    click.echo(f"Written to {page}. In a browser, S shows notes, ? all keys; to print, add ?print-pdf to its address.")
