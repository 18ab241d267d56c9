"""Makes the book: gathers its sources and runs Sphinx. No lesson runs again.

The sources are what the course has anyway: the committed notebooks with their outputs, ``docs/*.md`` and docstrings.
``pages/`` adds what only the book has. The copies lie as in the repository, so relative links hold in both places.
"""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "docs" / "book"
COPIED = ("notebooks/*.ipynb", "notebooks/coursework/*.ipynb", "docs/*.md", "docs/*.png")


class BookError(Exception):
    """The book cannot be made, or has faults."""


def gather(sources: Path, root: Path = ROOT) -> None:
    """Copy what the book is made from into ``sources``; what is no longer in the course goes."""
    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree(BOOK / "pages", sources)
    copies = {file: sources / file.relative_to(root) for pattern in COPIED for file in sorted(root.glob(pattern))}
    for file, copy in copies.items():
        if ".edited-" not in file.name:
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, copy)  # with its time: Sphinx reads again what is newer


def build(to: Path = ROOT / "dist" / "book", *, root: Path = ROOT) -> Path:
    """Make the book and return its first page.

    Parameters
    ----------
    to : Path
        The folder of the site. What Sphinx keeps for the next time lies beside it, in ``.NAME``.
    root : Path
        The checkout whose notebooks and documents are taken.

    Raises
    ------
    BookError
        If Sphinx is not installed, or warns of anything.
    """
    try:
        from sphinx.cmd.build import build_main
    except ImportError:
        raise BookError("The book needs Sphinx. Run `make teach`, or install lepton-kit[book].") from None
    kept = to.with_name(f".{to.name}")
    gather(kept / "sources", root)
    options = ["-b", "html", "-W", "--keep-going", "-q", "-j", "2", "-c", str(BOOK), "-d", str(kept / "doctrees")]
    if build_main([*options, str(kept / "sources"), str(to)]):
        raise BookError("Sphinx warns of the lines above; the book is made only without a warning.")
    return to / "index.html"
