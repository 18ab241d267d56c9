"""What the book and the slides carry of other packages, so that they open without a network."""

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

MATHJAX = ("sphinx-mathjax-offline", "mathjax/tex-svg-full.js")
"""MathJax 3 as one file: all of TeX, and outlines in place of fonts."""


def vendored(package: str, name: str) -> Path:
    """Where a file of an installed package lies; ``name`` is the end of its path.

    Raises
    ------
    LookupError
        If it is not there; the message says how to bring it.
    """
    try:
        [file] = [file for file in files(package) or () if file.as_posix().endswith(name)]
    except (PackageNotFoundError, ValueError):
        raise LookupError(f"{name} of the package {package} is not installed here. Run `make teach`.") from None
    return Path(str(file.locate()))
