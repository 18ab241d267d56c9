"""What a learner waits for before anything happens: `import lepton_kit`, and the look at .venv of each start."""

import subprocess
import sys
import time
from pathlib import Path

from tests.bench.engine import Row

__all__ = ["ROWS"]


def _seconds_to_import(module):
    """Wall seconds of one import in a fresh interpreter, measured inside it, without the interpreter's own start."""
    code = f"import time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def _contenders():
    return {
        "lepton_kit": lambda: _seconds_to_import("lepton_kit"),
        "numpy": lambda: _seconds_to_import("numpy"),
        "lepton_kit.partnership": lambda: _seconds_to_import("lepton_kit.partnership"),
    }


def _looks():
    lock = Path(__file__).resolve().parents[2] / "tests" / "requirements.txt"

    def seconds(*arguments):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-I", *map(str, arguments)], capture_output=True)
        return time.perf_counter() - start

    return {
        "bootstrap's look": lambda: seconds(lock.parents[1] / "binder" / "locked_packages.py", lock),
        "pip check": lambda: seconds("-m", "pip", "check"),
    }


ROWS = [
    Row(
        key="import",
        title="import lepton_kit against import numpy",
        goal="under 0.1 s beyond NumPy's own import",
        contenders=_contenders,
        rounds=7,
    ),
    Row(
        key="look",
        title="what is installed against the lock, versions and files, against pip check, which looks at versions",
        goal="no slower",
        contenders=_looks,
        rounds=5,
    ),
]
