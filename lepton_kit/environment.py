"""Which Python, packages and kernels are taken here: what leads to others, and how the course keeps to its own."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from lepton_kit.machine import home_fault

__all__ = ["keep_to_own", "misleading"]


def misleading(environ: Mapping[str, str]) -> list[str]:
    """The folders of PYTHONPATH that hold a package of the course's in what may be another version."""
    places = environ.get("PYTHONPATH", "").split(os.pathsep)
    names = ("numpy", "keras", "tensorflow", "IPython", "click", "rich")
    return [place for place in places if place and any((Path(place) / name).exists() for name in names)]


def keep_to_own() -> None:
    """Have Jupyter and its kernels take this Python and its packages, whatever else this machine has."""
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
        print(f"Settings and progress are not kept: your home folder cannot be written ({fault}).", file=sys.stderr)
