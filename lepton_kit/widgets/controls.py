"""The controls of an explorer: what may be set, from where to where, and the live widget that sets it.

A control is a description. It checks a value without any widget, knows its two ends for the tests, and makes its
widget only when an explorer is shown.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lepton_kit.validate import one_of

__all__ = ["Choice", "Entry", "Number", "Range", "Toggle", "slider_class", "stage_class"]

_STATIC = Path(__file__).parent / "static"
_WIDE = {"description_width": "initial"}
WHOLE_ROW = "auto / 1 / auto / -1"  # as a grid_area: ipywidgets loses a grid_column when it clears the area


@dataclass(frozen=True, slots=True)
class Range:
    """A number between ``low`` and ``high`` in steps, set with a slider."""

    label: str
    low: float = field(kw_only=True)
    high: float = field(kw_only=True)
    step: float = field(kw_only=True)
    start: float = field(kw_only=True)

    def __post_init__(self):
        if self.step <= 0 or not self.low <= self.start <= self.high:
            raise ValueError(f"{self.label}: wanted low <= start <= high and step > 0; got {self}")

    def clean(self, value):
        """The value as a number within the range, or a ValueError."""
        if not self.low <= value <= self.high:
            raise ValueError(f"{self.label} goes from {self.low:g} to {self.high:g}; got {value:g}")
        return type(self.start)(round(value, 10))

    @property
    def ends(self):
        return self.low, self.high

    def widget(self):
        digits = max(len(f"{number:g}".partition(".")[2]) for number in (self.step, self.low))
        return slider_class()(
            label=self.label, low=self.low, high=self.high, step=self.step, value=self.start, digits=digits
        )


@dataclass(frozen=True, slots=True)
class Number(Range):
    """A number between ``low`` and ``high``, written into a small box; for many numbers side by side."""

    def widget(self):
        from ipywidgets import BoundedFloatText, Layout

        ends = {"min": self.low, "max": self.high, "step": self.step}
        return BoundedFloatText(
            description=self.label, value=self.start, style=_WIDE, layout=Layout(width="auto"), **ends
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, set with a drop-down list; ``options`` maps what is read to what is meant.

    It takes a row of its own unless ``narrow``.
    """

    label: str
    options: dict = field(kw_only=True)
    start: object = field(kw_only=True)
    narrow: bool = field(default=False, kw_only=True)

    def __post_init__(self):
        if None in self.options.values():
            raise ValueError(f"{self.label}: None cannot be an option; a drop-down list shows it as nothing chosen")
        self.clean(self.start)

    def clean(self, value):
        """The value if it is one of the options, else a ValueError."""
        return one_of(self.label, value, tuple(self.options.values()))

    @property
    def ends(self):
        return tuple(self.options.values())

    def widget(self):
        from ipywidgets import Dropdown, Layout

        return Dropdown(
            description=self.label,
            options=list(self.options.items()),
            value=self.start,
            style=_WIDE,
            layout=Layout(width="auto", grid_area="auto" if self.narrow else WHOLE_ROW),
        )


@dataclass(frozen=True, slots=True)
class Toggle:
    """Yes or no, set with a checkbox."""

    label: str
    start: bool = field(default=False, kw_only=True)

    def clean(self, value):
        """The value as a bool."""
        return bool(value)

    @property
    def ends(self):
        return False, True

    def widget(self):
        from ipywidgets import Checkbox

        return Checkbox(description=self.label, value=self.start, indent=False, style=_WIDE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of text, taken when Enter is pressed or the field is left."""

    label: str
    start: str = field(default="", kw_only=True)

    def clean(self, value):
        """The value as text."""
        return str(value)

    @property
    def ends(self):
        return "", self.start

    def widget(self):
        from ipywidgets import Layout, Text

        layout = Layout(width="auto")
        return Text(description=self.label, value=self.start, continuous_update=False, style=_WIDE, layout=layout)


@cache
def slider_class():
    """The labelled native range input: ipywidgets' own sliders have no accessible name."""
    import anywidget
    import traitlets as t

    class Slider(anywidget.AnyWidget):
        _esm = _STATIC / "slider.js"
        _css = _STATIC / "lepton.css"
        label = t.Unicode().tag(sync=True)
        low, high, step = (t.Float().tag(sync=True) for _ in range(3))
        value = t.Float().tag(sync=True)
        digits = t.Int().tag(sync=True)
        disabled = t.Bool(False).tag(sync=True)

    return Slider


@cache
def stage_class():
    """The place where an explorer shows its picture and, in a live region, its sentence."""
    import anywidget
    import traitlets as t

    class Stage(anywidget.AnyWidget):
        _esm = _STATIC / "stage.js"
        _css = _STATIC / "lepton.css"
        picture = t.Unicode().tag(sync=True)
        readout = t.Unicode().tag(sync=True)
        wrong = t.Bool(False).tag(sync=True)

    return Stage
