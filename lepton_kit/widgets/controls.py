"""The controls of an explorer: what may be set, from where to where, and the live widget that sets it.

A control is a description. It checks a value without any widget, knows its two ends for the tests, and makes its
widget only when an explorer is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lepton_kit.validate import one_of

__all__ = ["Choice", "Entry", "Number", "Range", "Toggle", "front_end"]

STATIC = Path(__file__).parent / "static"
WHOLE_ROW = "auto / 1 / auto / -1"  # as a grid_area: ipywidgets loses a grid_column when it clears the area


@dataclass(frozen=True, slots=True)
class Range:
    """A number between ``low`` and ``high`` in steps, set with a slider."""

    label: str
    low: float = field(kw_only=True)
    high: float = field(kw_only=True)
    step: float = field(kw_only=True)
    start: float = field(kw_only=True)

    def __post_init__(self) -> None:
        if self.step <= 0 or not self.low <= self.start <= self.high:
            raise ValueError(f"{self.label}: wanted low <= start <= high and step > 0; got {self}")

    def clean(self, value: float) -> float:
        """The value as a number within the range, or a ValueError."""
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.label} goes from {self.low:g} to {self.high:g}; got {value:g}")
        return type(self.start)(round(value, 10))

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest value."""
        return self.low, self.high

    def widget(self) -> Any:
        """The slider."""
        digits = max(len(f"{number:g}".partition(".")[2]) for number in (self.step, self.low))
        ends = {"low": self.low, "high": self.high, "step": self.step}
        return front_end("slider")(label=self.label, value=self.start, digits=digits, **ends)


@dataclass(frozen=True, slots=True)
class Number(Range):
    """A number between ``low`` and ``high``, written into a small box; for many numbers side by side."""

    def widget(self) -> Any:
        """The box."""
        return _widget("BoundedFloatText", self, min=self.low, max=self.high, step=self.step)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, set with a drop-down list; it takes a row of its own unless ``narrow``.

    Parameters
    ----------
    label : str
    options : mapping or iterable
        What is read to what is meant; or the texts that are both.
    start : object
        What is meant, not what is read.
    """

    label: str
    options: Any = field(kw_only=True)
    start: object = field(kw_only=True)
    narrow: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.options, Mapping):
            object.__setattr__(self, "options", {text: text for text in self.options})
        if None in self.options.values():
            raise ValueError(f"{self.label}: None cannot be an option; a drop-down list shows it as nothing chosen")
        self.clean(self.start)

    def clean(self, value: object) -> object:
        """The value if it is one of the options, or what the text of one stands for; else a ValueError."""
        return one_of(self.label, self.options.get(value, value) if isinstance(value, str) else value, self.ends)

    @property
    def ends(self) -> tuple[object, ...]:
        """All that may be chosen."""
        return tuple(self.options.values())

    def widget(self) -> Any:
        """The list."""
        return _widget("Dropdown", self, "auto" if self.narrow else WHOLE_ROW, options=list(self.options.items()))


@dataclass(frozen=True, slots=True)
class Toggle:
    """Yes or no, set with a checkbox."""

    label: str
    start: bool = field(default=False, kw_only=True)
    ends = (False, True)

    def clean(self, value: object) -> bool:
        """The value as a bool."""
        return bool(value)

    def widget(self) -> Any:
        """The checkbox."""
        return _widget("Checkbox", self, indent=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of text over the whole width, taken when Enter is pressed or the field is left."""

    label: str
    start: str = field(default="", kw_only=True)

    def clean(self, value: object) -> str:
        """The value as text."""
        return str(value)

    @property
    def ends(self) -> tuple[str, str]:
        """No text, and the one to start with."""
        return "", self.start

    def widget(self) -> Any:
        """The field."""
        return _widget("Text", self, WHOLE_ROW, continuous_update=False)


def _widget(kind: str, control: Any, area: str = "auto", **options: Any) -> Any:
    """A widget of ipywidgets with the control's label, never cut, and its start."""
    import ipywidgets

    options |= {"layout": ipywidgets.Layout(width="auto", grid_area=area), "style": {"description_width": "initial"}}
    return getattr(ipywidgets, kind)(description=control.label, value=control.start, **options)


@cache
def front_end(name: str) -> Any:
    """The widget class of ``static/<name>.js``, with what it keeps in step with the browser.

    ``slider`` is a labelled native range input, for ipywidgets' own sliders have no accessible name; ``stage`` holds an
    explorer's picture and, in a live region, its sentence; ``grid`` is the canvas that is painted; ``sound_input``
    takes a .wav file or a recording and keeps nothing in step: what is said must not be saved with the notebook.
    """
    import anywidget
    from traitlets import Bool, Float, Int, List, Unicode

    kinds: dict[str, dict[str, Any]] = {
        "slider": {name: Float() for name in ("low", "high", "step", "value")}
        | {"label": Unicode(), "digits": Int(), "disabled": Bool(False)},
        "stage": {"picture": Unicode(), "readout": Unicode(), "wrong": Bool(False)},
        "grid": {"label": Unicode(), "columns": Int(), "value": List(Int()), "brush": Int(255)},
        "sound_input": {},
    }
    traits = {trait: kind.tag(sync=True) for trait, kind in kinds[name].items()}
    files = {"_esm": STATIC / f"{name}.js", "_css": STATIC / "lepton.css"}
    return type(name.title(), (anywidget.AnyWidget,), traits | files)
