"""Lesson 13: a training as it runs, with curves, progress, the time that is left, and a stop that keeps the model.

Importing it loads Keras; ``lepton_kit.widgets`` imports it only when it is asked for.
"""

import time
from dataclasses import dataclass
from typing import Any

from lepton_kit.backend import load_keras
from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.controls import front_end
from lepton_kit.widgets.drawing import COLOURS, PALE, rect, svg, text
from lepton_kit.widgets.picture import Picture

__all__ = ["Progress", "TrainingMonitor", "draw_training"]

PULSE = 0.2
"""Seconds between two pictures."""

load_keras()  # first by the quiet door
import keras  # noqa: E402


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a training is.

    Attributes
    ----------
    step, steps : int
        Batches so far and in all. Where Keras cannot know how many there will be, ``steps`` is ``step``.
    epoch, epochs : int
    values : dict of str to float
        Loss and metrics: on the latest batches, or under ``val_...`` after an epoch.
    seconds : float
        Since the beginning.
    """

    step: int
    steps: int
    epoch: int
    epochs: int
    values: dict[str, float]
    seconds: float


def draw_training(seen: list[Progress], *, done: bool = False) -> Picture:
    """Loss and metric against the steps so far, the validation dotted in, and how far the training is.

    Parameters
    ----------
    seen : list of Progress
        The reports so far, oldest first.
    done : bool
        Whether the training has ended.

    Returns
    -------
    Picture
    """
    if not seen:
        return Picture(svg(720, 40, text(10, 25, "Training has not begun.")), alt="Training has not begun.")
    last = seen[-1]
    marks = [rect(50, 252, 640, 8, PALE), rect(50, 252, 640 * last.step / last.steps, 8, COLOURS[2])]
    latest, names = [], ["loss", *(name for name in seen[0].values if name != "loss")]  # and the first metric
    for name, place, colour in zip(names, (50, 410), (COLOURS[1], COLOURS[0]), strict=False):
        steps, values = _curve(seen, name)
        checked, validation = _curve(seen, f"val_{name}")
        top = 1.0 if name.endswith("accuracy") else 1.05 * max([*values, *validation])
        axes = Axes(place, 30, 280, 170, (0, last.steps), (0, top))
        marks += [*axes.frame(xlabel="step", title=f"{name} on training data"), *axes.line(steps, values, colour)]
        marks += axes.dots(checked, validation, radius=4) if checked else []
        latest.append(f"{name} {values[-1]:.3f}" + (f" ({validation[-1]:.3f} on validation)" if checked else ""))
    if done and last.step < last.steps:
        state = f"Stopped at step {last.step} of {last.steps}; the model keeps what it has learnt"
    elif done:
        state = f"Done: {last.steps} steps in {last.seconds:.1f} s"
    else:
        left = last.seconds / last.step * (last.steps - last.step)  # at the pace so far
        state = f"Epoch {last.epoch} of {last.epochs}, step {last.step} of {last.steps}, {left:.0f} s left"
    return Picture(svg(720, 270, *marks), alt=f"{state}. On the latest batches: {', '.join(latest)}.")


def _curve(seen: list[Progress], name: str) -> tuple[list[int], list[float]]:
    """The steps at which a value was told and the values, about 300 of them, the last one always."""
    told = [(report.step, report.values[name]) for report in seen if name in report.values]
    told = told[::-1][:: 1 + len(told) // 300][::-1]
    return [step for step, _ in told], [value for _, value in told]


class TrainingMonitor(keras.callbacks.Callback):
    """Watch any ``fit`` live and stop it; at the end a still picture takes the place of the live one.

    Outside a notebook nothing is displayed; ``picture()`` gives the curves all the same.

    Examples
    --------
    In a notebook::

        model.fit(x_train, y_train, epochs=5, callbacks=[TrainingMonitor()], verbose=0)
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Progress] = []
        self._live: _Live | None = None

    def picture(self, *, done: bool = False) -> Picture:
        """The picture of what has been seen so far."""
        return draw_training(self.seen, done=done)

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Begin anew and show the live picture, in a notebook."""
        self.seen, self._epoch, self._before, self._start = [], 0, 0, time.perf_counter()
        self._live = _Live(self.model) if _in_notebook() else None
        if self._live:
            self._live.show(self.picture())

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Begin to count anew, as Keras does with its means."""
        self._epoch, self._noted = epoch + 1, (0, dict[str, float]())
        self._latest = self._noted

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Note loss and metrics of the latest batches, a few times a second."""
        batches = min(batch + 1, self.params.get("steps") or batch + 1)  # several at once may count beyond the last
        self._latest = batches, {name: float(mean) for name, mean in (logs or {}).items()}
        if not self.seen or time.perf_counter() - self._start - self.seen[-1].seconds >= PULSE:
            self._note_latest()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Note what is left of the epoch, and the validation."""
        self._note_latest()
        self._before += self._latest[0]
        validation = {name: float(value) for name, value in (logs or {}).items() if name.startswith("val_")}
        if validation:
            self._note(self._before, validation)

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Leave a still picture."""
        if self._live:
            self._live.end(self.picture(done=True))

    def _note_latest(self) -> None:
        """Keras tells the mean since the epoch began; what we want is the mean since our last look."""
        (before, old), (batches, means) = self._noted, self._latest
        if batches > before:
            self._noted, new = self._latest, batches - before
            values = {k: (batches * mean - before * old.get(k, 0.0)) / new for k, mean in means.items()}
            self._note(self._before + batches, values)

    def _note(self, step: int, values: dict[str, float]) -> None:
        epochs, seconds = self.params["epochs"], time.perf_counter() - self._start
        steps = max(step, epochs * (self.params.get("steps") or 0))
        self.seen.append(Progress(step, steps, self._epoch, epochs, values, seconds))
        if self._live:
            self._live.show(self.picture())


def _in_notebook() -> bool:
    """Whether a front end may be there to show widgets."""
    from IPython import get_ipython

    return hasattr(get_ipython(), "kernel")


class _Live:
    """The ipywidgets of one training."""

    def __init__(self, model):
        from IPython.display import display
        from ipywidgets import Button, VBox

        self.stage = front_end("stage")()
        self.button = Button(description="Stop", tooltip="End the training and keep the model as it is")
        self.button.on_click(lambda _: self.stop(model))
        self.handle = display(VBox([self.button, self.stage]), display_id=True)
        # Let the button's click reach us while the cell runs, in JupyterLab's own thread for widgets. From version 7.4
        # on ipykernel sends a widget's messages to the thread that last used the widget, here the one that trains;
        # without that mark they take the way that JupyterLab asks for. Elsewhere the click waits.
        if self.button.comm is not None:
            vars(self.button.comm).pop("_reply_subshell_id", None)

    def stop(self, model: keras.Model) -> None:
        model.stop_training = True
        self.button.description, self.button.disabled = "Stopping", True

    def show(self, picture: Picture) -> None:
        self.stage.picture, self.stage.readout = picture.html(), picture.alt

    def end(self, picture: Picture) -> None:
        self.button.disabled = True
        self.show(picture)
        if self.handle is not None:
            self.handle.update(picture)
