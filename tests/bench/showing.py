"""What ``lepton bench`` prints: the rows that there are, how far it is, and a table for each row measured."""

import click
from rich.console import Console
from rich.table import Table

import tests.bench

__all__ = ["show"]


def show(keys, *, rounds=None, listed=False, file=None):
    """Measure the rows with these keys, all of them without, print them and write them to a file if one is given."""
    known = {row.key: row for row in tests.bench.rows()}
    if listed:
        width = max(map(len, known))
        for row in known.values():
            click.echo(f"{row.key:<{width}}  {row.title} (goal: {row.goal})")
        return
    if unknown := [key for key in keys if key not in known]:
        raise click.UsageError(f"There is no row {unknown[0]}. Rows: {', '.join(known)}.")
    results = tests.bench.run([known[key] for key in keys or known], rounds=rounds, progress=_tell)
    _print(results)
    if file:
        file.write_text(results.to_json(), encoding="utf-8")
        click.echo(f"Written to {file}.")


def _tell(row, done, total):
    click.echo(f"\r\x1b[K{row.key}: {done} of {total} rounds", err=True, nl=done == total)


def _print(results):
    console = Console(highlight=False)
    console.print(", ".join(f"{what} {value}" for what, value in results.machine.items() if value is not None))
    for row in results.rows:
        table = Table(title=f"{row.title} (goal: {row.goal})", title_justify="left")
        for head in ("", *next(iter(row.figures.values())), "ours is better by"):
            table.add_column(head, justify="right" if head else "left")
        for name, figures in row.figures.items():
            ratio = row.times_better.get(name)
            table.add_row(name, *(f"{value:.4g}" for value in figures.values()), f"{ratio:.2f} x" if ratio else "")
        console.print(table)
