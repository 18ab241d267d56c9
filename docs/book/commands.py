"""``lepton book``: the course as a site, or as JupyterLite."""

from pathlib import Path

import click

from lepton_kit.exercises.content import run_file

__all__ = ["book"]


@click.command()
@click.option("--lite", is_flag=True, help="Make JupyterLite of the first half instead, in dist/lite.")
@click.option("--open", "opened", is_flag=True, help="Show it in the browser.")
def book(lite: bool, opened: bool) -> None:
    """Make the course's book, a site that needs no network, in dist/book. No lesson runs again."""
    if opened and lite:
        raise click.UsageError("--open shows the book; JupyterLite needs a web server.")
    maker = run_file(Path(__file__).with_name("lite.py" if lite else "build.py"))
    try:
        page = maker.build()
    except maker.BookError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"The first page: {page}")
    if lite:
        click.echo(f"To see it: python -m http.server --directory {page.parents[1]}")
    if opened:
        click.launch(str(page))
