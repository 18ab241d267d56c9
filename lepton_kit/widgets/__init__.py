"""Explorers: pictures that answer to a hand. The mathematics is elsewhere; these only show it.

Each is imported, and with it what it shows, only when it is asked for.
"""

from importlib import import_module
from typing import Any

_EXPLORERS = (
    "activation alarm augment break budget coalition deploy descent grad_cam guess kernel layer market occlusion paint "
    "prediction reversal review risk shape share sound text threshold value water weight"
)
_MODULES = {f"{name.title().replace('_', '')}Explorer": f"{name}_explorer" for name in _EXPLORERS.split()}
_MODULES |= {"Explorer": "explorer", "Picture": "picture", "TrainingMonitor": "training_monitor"}

__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
