"""Lesson 8: a training as it runs, with curves, progress, the time that is left, and a stop that keeps the model."""

import threading

from lepton_kit.widgets.chart import Axes
from lepton_kit.widgets.controls import stage_class
from lepton_kit.widgets.drawing import COLOURS, PALE, element, svg, text
from lepton_kit.widgets.picture import Picture

__all__ = ["TrainingMonitor", "draw_training"]


def draw_training(seen, *, done=False):
    """Loss and accuracy against the steps so far, and how far the training is.

    Parameters
    ----------
    seen : sequence of lepton_kit.vision.training.Progress
        The reports so far, oldest first.
    done : bool
        Whether the training has ended.

    Returns
    -------
    Picture
    """
    if not seen:
        return Picture(svg(720, 40, text(10, 25, "Training has not begun.")), alt="Training has not begun.")
    last, shown = seen[-1], [*seen[:: 1 + len(seen) // 300], seen[-1]]
    steps, top = [each.step for each in shown], 1.05 * max(each.loss for each in shown)
    loss = Axes(50, 30, 280, 170, (0, last.steps), (0, top))
    accuracy = Axes(410, 30, 280, 170, (0, last.steps), (0, 1))
    marks = [
        *loss.frame(xlabel="step", title="loss on training images"),
        *loss.line(steps, [each.loss for each in shown], COLOURS[1]),
        *accuracy.frame(xlabel="step", title="accuracy on training images"),
        *accuracy.line(steps, [each.accuracy for each in shown], COLOURS[0]),
        element("rect", x=50, y=252, width=640, height=8, fill=PALE),
        element("rect", x=50, y=252, width=640 * last.step / last.steps, height=8, fill=COLOURS[2]),
    ]
    if done and last.step < last.steps:
        state = f"stopped at step {last.step} of {last.steps}; the model keeps what it has learnt"
    elif done:
        state = f"done: {last.steps} steps in {last.seconds:.1f} s"
    else:
        state = f"epoch {last.epoch} of {last.epochs}, step {last.step} of {last.steps}, {last.seconds_left:.0f} s left"
    words = f"{state[0].upper()}{state[1:]}. Loss {last.loss:.3f}, accuracy {last.accuracy:.3f} on the latest images."
    return Picture(svg(720, 270, *marks), alt=words)


class TrainingMonitor:
    """Watch a training live and stop it; at the end a still picture takes the place of the live one.

    Examples
    --------
    In a notebook::

        with TrainingMonitor() as watch:
            training = fit(model, x, y, monitor=watch, stop=watch.stop)
    """

    def __init__(self):
        self.stop = threading.Event()
        self.seen = []
        self._live = self._handle = None

    def __call__(self, progress):
        """Take one report from ``fit``."""
        self.seen.append(progress)
        if self._live:
            self._live.show(self.picture())

    def picture(self, *, done=False):
        """The picture of what has been reported so far."""
        return draw_training(self.seen, done=done)

    def __enter__(self):
        from IPython.display import display

        self._live = _Live(self)
        self._live.show(self.picture())
        self._handle = display(self._live.box, display_id=True)
        self._live.hear_while_busy()
        return self

    def __exit__(self, kind, problem, traceback):
        picture = self.picture(done=True)
        self._live.end(picture)
        if self._handle is not None:
            self._handle.update(picture)


class _Live:
    """The ipywidgets of one monitor."""

    def __init__(self, monitor):
        from ipywidgets import Button, VBox

        self.stage = stage_class()()
        self.button = Button(description="Stop", tooltip="End the training and keep the model as it is")
        self.button.on_click(lambda _: self.ask(monitor.stop))
        self.box = VBox([self.button, self.stage])

    def hear_while_busy(self):
        """Let the button's click reach us while the cell runs, in JupyterLab's own thread for widgets.

        From version 7.4 on ipykernel sends a widget's messages to the thread that last used the widget, here the one
        that trains; without that mark they take the way that JupyterLab asks for. Elsewhere the click waits, and the
        interrupt button of the toolbar does the same.
        """
        if self.button.comm is not None:
            vars(self.button.comm).pop("_reply_subshell_id", None)

    def ask(self, stop):
        stop.set()
        self.button.description, self.button.disabled = "Stopping", True

    def show(self, picture):
        self.stage.picture, self.stage.readout = picture.html(), picture.alt

    def end(self, picture):
        self.button.disabled = True
        self.show(picture)
