"""The frame of every widget of the kit: controls, one picture, one sentence, a reset button and a static poster.

A subclass declares its controls as class attributes, hands those that depend on its data to ``super().__init__``, and
says in ``view`` what they show. It works without a kernel: ``explorer.set(budget=2)`` and ``explorer.picture()`` need
no widget.
"""

from re import sub
from typing import Any, ClassVar, Self

from lepton_kit.validate import one_of
from lepton_kit.widgets.controls import Choice, Entry, Range, Toggle, front_end
from lepton_kit.widgets.picture import Picture

__all__ = ["Choice", "Entry", "Explorer", "Picture", "Range", "Toggle"]

_VIEW = "application/vnd.jupyter.widget-view+json"


class Explorer:
    """Controls, a picture and the sentence that says what the picture shows.

    Subclasses declare controls and define ``view(**values) -> Picture``. A ``ValueError`` from ``view`` is a message to
    the learner: it takes the sentence's place and the picture stays. ``title`` is made from the class's name unless it
    is set. ``still`` holds what the poster sets where the start shows nothing yet, unless somebody has moved a control.

    Parameters
    ----------
    **controls
        Those that the class cannot declare, by name. They are shown first.
    """

    title = ""
    still: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        cls.title = vars(cls).get("title") or sub(r"(?<=[a-z])(?=[A-Z])", " ", cls.__name__).capitalize()

    def __init__(self, **controls: Any) -> None:
        kinds = (Range, Choice, Toggle, Entry)
        declared = (entry for kind in reversed(type(self).__mro__) for entry in vars(kind).items())
        self._controls = controls | {name: value for name, value in declared if isinstance(value, kinds)}
        self._values = self._starts()
        self._live: Any = None

    def arrange(self, inputs: dict[str, Any]) -> list[Any]:
        """The control widgets as they are laid out; ``inputs`` holds them by name."""
        return list(inputs.values())

    def view(self, *args: Any, **values: Any) -> Picture:
        """The picture for these values of the controls."""
        raise NotImplementedError(f"{type(self).__name__} must say what it shows: define view(self, ...) -> Picture")

    @property
    def values(self) -> dict[str, Any]:
        """What the controls are set to, a fresh dict."""
        return dict(self._values)

    def set(self, **values: Any) -> Self:
        """Set some controls, as a hand would, and show the result.

        Raises
        ------
        ValueError
            If there is no such control, or it cannot take the value.
        """
        for name in values:
            one_of(f"a control of {type(self).__name__}", name, tuple(self._controls))
        self._values |= {name: self._controls[name].clean(value) for name, value in values.items()}
        if self._live:
            for name in values:
                self._inputs[name].value = self._values[name]
            self._show()
        return self

    def reset(self) -> Self:
        """Set every control back to where it started."""
        return self.set(**self._starts())

    def picture(self) -> Picture:
        """The picture for the present values."""
        return self.view(**self._values)

    def poster(self, note: str = "Run the cell to get its controls.") -> str:
        """The picture and how to wake it, as HTML that needs neither kernel nor scripts."""
        return self._poster().figure(f"{self.title}: a still picture. {note}")

    @property
    def live(self) -> Any:
        """The widget, made on first use."""
        if self._live is None:
            from ipywidgets import Button, GridBox, Layout, VBox

            self._inputs = {name: control.widget() for name, control in self._controls.items()}
            for name, widget in self._inputs.items():
                widget.value = self._values[name]
                widget.observe(lambda change, name=name: self.changed(name, change.new), "value")
            self._stage = front_end("stage")()
            reset = Button(description="Reset", tooltip="Set every control back to where it started")
            reset.on_click(lambda _: self.reset())
            rows = {"grid_template_columns": "repeat(auto-fit, minmax(300px, 1fr))", "grid_gap": "2px 24px"}
            controls = GridBox(self.arrange(self._inputs), layout=Layout(width="auto", **rows))
            self._live = VBox([controls, reset, self._stage])
            self._live.add_class("lepton-explorer")
            self._show()
        return self._live

    @property
    def inputs(self) -> dict[str, Any]:
        """The control widgets by name."""
        return self.live and self._inputs

    @property
    def stage(self) -> Any:
        """The widget that holds the picture and the sentence."""
        return self.live and self._stage

    def changed(self, name: str, value: Any) -> None:
        """Take one control's new value from its widget, unless it was ``set`` that gave it to the widget."""
        if value != self._values[name]:
            self.set(**{name: value})

    def _starts(self) -> dict[str, Any]:
        return {name: control.start for name, control in self._controls.items()}

    def _poster(self) -> Picture:
        return self.view(**self._values | (self.still if self._values == self._starts() else {}))

    def _show(self) -> None:
        stage = self.stage
        try:
            picture = self.picture()
        except Exception as problem:  # an error in a widget's callback is told nowhere else
            told = f"This cannot be shown. {type(problem).__name__}: {problem}"
            stage.set_trait("wrong", True)
            stage.readout = str(problem) if isinstance(problem, ValueError) else told
            return
        with stage.hold_sync():
            stage.picture, stage.readout, stage.wrong = picture.html(), picture.alt, False

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        words = {"text/plain": f"{self.title}. {self._poster().alt}"}
        try:
            view = self.live._repr_mimebundle_()
        except ImportError as missing:
            note = f"Its controls need a package that is not installed here: {missing.name}."
            return words | {"text/html": self.poster(note)}
        return words | {"text/html": self.poster()} | ({_VIEW: view[_VIEW]} if view else {})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"
