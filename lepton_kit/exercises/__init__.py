"""Questions and their verdicts: the instant checks of the lessons and all that graded coursework builds on.

Each name is loaded when it is used: the process that runs a student's cells for marking needs none of them.
"""

from importlib import import_module
from typing import Any

_MODULES = {
    "content": ("content_file", "industry_file", "personal_data"),
    "predictions": ("Guess", "guess", "guesses"),
    "interface": ("check", "hint", "solution"),
    "progress_file": ("progress",),
    "question": ("Misconception", "Question", "find", "questions"),
    "readiness": ("ready",),
    "verdict": ("Status", "Verdict"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__} has no {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
