"""``lepton bench`` and ``lepton valuation``: timings, and the tables of the stored game of data partners."""

import runpy
import sys
from pathlib import Path

import click

from lepton_kit.teach.lesson_commands import NEW_FILE, demand_place
from lepton_kit.teach.terminal import bar

__all__ = ["bench", "valuation"]

CHECKOUT = Path(__file__).resolve().parents[2]


@click.command()
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@click.option("--json", "file", type=NEW_FILE, help="Write the figures.")
@click.option("--rounds", type=click.IntRange(min=1), help="Rounds of each row, in place of its own number.")
@click.option("--list", "listed", is_flag=True, help="Name the rows and measure nothing.")
def bench(keys: tuple[str, ...], file: Path | None, rounds: int | None, listed: bool) -> None:
    """Measure the kit against named peers. KEY chooses rows; all of them without."""
    sys.path.insert(0, str(CHECKOUT))
    from tests.bench.showing import show

    if file:
        demand_place(file)
    show(keys, rounds=rounds, listed=listed, file=file)


@click.command()
@click.option("--recompute", is_flag=True, help="Train the networks of all coalitions anew, and compare.")
@click.option("--to", "file", type=NEW_FILE, help="Where --recompute writes; partner_game.npz.")
@click.option("--cache", type=click.Path(file_okay=False), help="Folder of results, to take up an earlier run.")
@click.option("-j", "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes at work.")
@click.option("--executor", "address", default="", metavar="dask://HOST:PORT", help="Send them to a dask cluster.")
def valuation(recompute: bool, file: Path | None, cache: str | None, jobs: int, address: str) -> None:
    """Show what each data partner is worth to the model of the last lesson, from stored predictions."""
    if not recompute:
        if file or cache or address or jobs > 1:
            raise click.UsageError("--to, --cache, --jobs and --executor go with --recompute.")
        sys.path.insert(0, str(CHECKOUT))
        from tests.bench.valuation_tables import show

        show()
        return
    file = file or Path("partner_game.npz")
    demand_place(file)
    script = runpy.run_path(str(CHECKOUT / "datasets" / "partner_game" / "make.py"))
    with bar("trainings") as move:

        def tell(done: int, total: int, seconds_left: float) -> None:
            left = f", {seconds_left / 60:.0f} min left" if seconds_left > 0 else ""
            move(done, total, f"trainings{left}")

        try:
            told = script["remake"](file, cache, tell, jobs=jobs, address=address)
        except (ValueError, RuntimeError, OSError) as problem:
            raise click.ClickException(str(problem)) from None
    click.echo(f"Written to {file}. {told}")
