"""The frame of every widget of the kit: controls, one picture, one sentence, a reset button and a static poster.

A subclass declares its controls as class attributes (or returns them from ``controls``) and says in ``view`` what
they show. It works without a kernel: ``explorer.set(budget=2)`` and ``explorer.picture()`` need no widget.
"""

from lepton_kit.validate import one_of
from lepton_kit.widgets.controls import Choice, Entry, Range, Toggle, stage_class

__all__ = ["Explorer"]

_VIEW = "application/vnd.jupyter.widget-view+json"


class Explorer:
    """Controls, a picture and the sentence that says what the picture shows.

    Subclasses set ``title``, declare controls and define ``view(**values) -> Picture``. A ``ValueError`` from ``view``
    is a message to the learner: it takes the sentence's place and the picture stays.
    """

    title = ""

    def __init__(self):
        self._controls = self.controls()
        self._values = {name: control.start for name, control in self._controls.items()}
        self._live = None
        self._quiet = False

    def controls(self):
        """The controls by name, in the order in which they are shown."""
        kinds = (Range, Choice, Toggle, Entry)
        return {name: value for name, value in vars(type(self)).items() if isinstance(value, kinds)}

    def arrange(self, inputs):
        """The control widgets as they are laid out; ``inputs`` holds them by name."""
        return list(inputs.values())

    def view(self, **values):
        """The picture for these values of the controls."""
        raise NotImplementedError(f"{type(self).__name__} must say what it shows: define view(self, ...) -> Picture")

    @property
    def values(self):
        """What the controls are set to, a fresh dict."""
        return dict(self._values)

    def set(self, **values):
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
            self._quiet = True
            for name in values:
                self._live.inputs[name].value = self._values[name]
            self._quiet = False
            self._show()
        return self

    def reset(self):
        """Set every control back to where it started."""
        return self.set(**{name: control.start for name, control in self._controls.items()})

    def picture(self):
        """The picture for the present values."""
        return self.view(**self._values)

    def poster(self):
        """The picture and how to wake it, as HTML that needs neither kernel nor scripts."""
        return self.picture().figure(f"{self.title}: a still picture. Run the cell to get its controls.")

    @property
    def live(self):
        """The widget, made on first use."""
        if self._live is None:
            self._live = _Live(self)
            self._show()
        return self._live.box

    @property
    def inputs(self):
        """The control widgets by name."""
        return self.live and self._live.inputs

    @property
    def stage(self):
        """The widget that holds the picture and the sentence."""
        return self.live and self._live.stage

    def changed(self, name, value):
        """Take one control's new value from its widget."""
        if not self._quiet:
            self._values[name] = self._controls[name].clean(value)
            self._show()

    def _show(self):
        try:
            picture = self.picture()
        except ValueError as problem:
            self._live.stage.set_trait("wrong", True)
            self._live.stage.readout = str(problem)
            return
        with self._live.stage.hold_sync():
            self._live.stage.picture = picture.html()
            self._live.stage.readout = picture.alt
            self._live.stage.wrong = False

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = {"text/plain": f"{self.title}. {self.picture().alt}", "text/html": self.poster()}
        view = self.live._repr_mimebundle_()
        return bundle | ({_VIEW: view[_VIEW]} if view else {})

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._values.items())})"


class _Live:
    """The ipywidgets of one explorer."""

    def __init__(self, explorer):
        from ipywidgets import Button, GridBox, Layout, VBox

        self.inputs = {name: control.widget() for name, control in explorer._controls.items()}
        for name, widget in self.inputs.items():
            widget.value = explorer.values[name]
            widget.observe(lambda change, name=name: explorer.changed(name, change.new), "value")
        self.stage = stage_class()()
        self.reset = Button(description="Reset", tooltip="Set every control back to where it started")
        self.reset.on_click(lambda _: explorer.reset())
        columns = Layout(
            grid_template_columns="repeat(auto-fit, minmax(300px, 1fr))", grid_gap="2px 24px", width="auto"
        )
        self.box = VBox([GridBox(explorer.arrange(self.inputs), layout=columns), self.reset, self.stage])
        self.box.add_class("lepton-explorer")
