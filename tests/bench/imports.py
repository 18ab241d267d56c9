"""What `import lepton_kit` costs a learner who only wants to look."""

import subprocess
import sys

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


ROWS = [
    Row(
        key="import",
        title="import lepton_kit against import numpy",
        goal="under 0.1 s beyond NumPy's own import",
        contenders=_contenders,
        rounds=7,
    )
]
