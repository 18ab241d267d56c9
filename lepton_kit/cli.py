"""The command line, ``lepton``. It parses and prints; each command imports what it does from the package."""

import errno
import os
import sys
from pathlib import Path

import click

from lepton_kit.environment import keep_to_own, misleading
from lepton_kit.exercises.content import run_file
from lepton_kit.machine import CHECKOUT
from lepton_kit.teach.commands import coursework
from lepton_kit.teach.lesson_commands import build, run
from lepton_kit.teach.terminal import Commands

__all__ = ["lepton", "main", "of_checkout"]

# What makes or measures the course stands with its command in a ``commands.py``, in a folder that no wheel has.
OF_CHECKOUT = {"bench": "tests/bench", "book": "docs/book", "slides": "docs/slides", "valuation": "tests/bench"}


def main(arguments: list[str] | None = None) -> None:
    """Run ``lepton``. What a user or a machine does to it gets a sentence on stderr and an exit code, no traceback."""
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
        click.echo(_told(error), err=True)
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _told(error: OSError) -> str:
    """What went wrong with a file, and what to do."""
    if error.errno == errno.ENOSPC:
        return f"The disk is full: {error.filename or 'a file'} could not be written. Make room and run it again."
    if error.strerror is None:  # an error of the kit's own, which says it all
        return str(error)
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}. Look at it with `lepton doctor`."


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
    from lepton_kit.teach.authoring import course_folder
    from lepton_kit.teach.update import FIRST, working_folder

    root = working_folder() or course_folder()
    if find_spec("jupyterlab") is None:
        how = f"Run `python bootstrap.py` in the checkout, or elsewhere: {install_command('lab')}"
        raise click.ClickException(f"JupyterLab is not installed here. {how}")
    click.echo(f"Opening {FIRST} in JupyterLab. To end it, press Ctrl-C twice in this window.")
    keep_to_own()
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # in a container, mostly
    where = [f"--ServerApp.root_dir={root}", f"--LabApp.default_url=/lab/tree/{FIRST.as_posix()}"]
    command = [sys.executable, "-m", "jupyterlab", *where, *as_root, *arguments]
    if os.name == "nt":
        import subprocess

        return subprocess.call(command, cwd=root)
    os.chdir(root)
    os.execv(sys.executable, command)


@lepton.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def start(folder: Path) -> None:
    """Put the lessons into DIR, to work there; run again, it brings newer ones and keeps what you have changed."""
    from lepton_kit.doctor import as_typed
    from lepton_kit.teach import update

    click.echo("\n".join(update.start(folder)))
    click.echo(f"To open them: go to {folder} and type `{as_typed()} lab`.")


@lepton.command()
def update() -> None:
    """Bring the newer lessons. A notebook of yours that would be overwritten is kept beside the new one, by name."""
    from lepton_kit.teach.authoring import course_folder
    from lepton_kit.teach.update import bring

    click.echo("\n".join(bring(course_folder())))


def of_checkout(name: str, folder: str) -> click.Command:
    """The command of that name in ``commands.py`` of a folder of the checkout; without one, it says what it needs."""
    file = CHECKOUT / folder / "commands.py"
    if file.is_file():
        return getattr(run_file(file), name)
    sentence = f"`lepton {name}` needs a checkout of the kit: what it runs stands in {folder}."

    @click.command(name, context_settings={"ignore_unknown_options": True}, short_help="Needs a checkout of the kit.")
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def absent(arguments: tuple[str, ...]) -> None:
        raise click.ClickException(sentence)

    return absent


for command in (build, coursework, run, *(of_checkout(name, folder) for name, folder in OF_CHECKOUT.items())):
    lepton.add_command(command)


if __name__ == "__main__":
    main()
