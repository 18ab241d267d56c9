"""A training's log on disk, for TensorBoard: the curves of many runs side by side, also those of last week."""

from os import PathLike
from pathlib import Path

from lepton_kit.backend import load_tensorflow

__all__ = ["Logbook"]


class Logbook:
    """Writes one run: loss, accuracy and learning rate of each step, and the validation after each epoch.

    Parameters
    ----------
    folder : str or Path
        One folder a run, such as ``runs/dropout``; it is made if need be. TensorBoard is pointed at the folder above
        and shows what lies below, ``dropout/train`` and ``dropout/validation``, as curves.
    recipe : Recipe
        Noted as text.

    Raises
    ------
    ValueError
        If it names no folder.
    FileExistsError
        If the folder already holds a run; two runs in one folder would be one tangled curve.
    """

    def __init__(self, folder, recipe):
        if not isinstance(folder, (str, PathLike)) or Path(folder).is_file():
            raise ValueError(f"log_dir must name a folder, such as 'runs/first'; got {folder!r}")
        tf, folder = load_tensorflow(), Path(folder)
        if any(folder.glob("*/events.out.tfevents.*")):
            raise FileExistsError(
                f"{folder} already holds a run; give each run a folder of its own, or delete this one"
            )
        self._summary = tf.summary
        self._writers = {part: tf.summary.create_file_writer(str(folder / part)) for part in ("train", "validation")}
        self._steps = 0
        with self._writers["train"].as_default():
            tf.summary.text("recipe", f"`{recipe}`", step=0)

    def write(self, losses, hits, rates, validated=None):
        """Write the steps since the last time and, if there is one, the validation (loss, accuracy) behind them."""
        with self._writers["train"].as_default():
            for step in range(self._steps, len(losses)):
                self._summary.scalar("loss", losses[step], step=step + 1)
                self._summary.scalar("accuracy", hits[step], step=step + 1)
                self._summary.scalar("learning rate", rates[step], step=step + 1)
        self._steps = len(losses)
        if validated is not None:
            with self._writers["validation"].as_default():
                self._summary.scalar("loss", validated[0], step=self._steps)
                self._summary.scalar("accuracy", validated[1], step=self._steps)
        for writer in self._writers.values():
            writer.flush()

    def close(self):
        """End the files."""
        for writer in self._writers.values():
            writer.close()
