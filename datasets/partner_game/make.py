"""Make the stored game anew: `lepton valuation --recompute`, or `python datasets/partner_game/make.py [target.npz]`."""

import io
import sys
from pathlib import Path

import numpy as np

from lepton_kit import datasets
from lepton_kit.datasets import readers
from lepton_kit.files import write
from lepton_kit.valuation import (
    SEEDS,
    CoalitionError,
    Trainer,
    coalition_results,
    data_partners,
    one_thread,
    stored_game,
)


def make(target, *, executor=None, cache=None, progress=lambda done, total, seconds_left: None):
    """Train the networks of all coalitions, 510 trainings of 1.5 CPU seconds, and write what they predict.

    It needs the full test set of Fashion-MNIST (else DataError), and one_thread() before anything is computed.
    """
    partners = data_partners(datasets.load("fashion_mnist").y_train, rng=0)
    each = 2 ** len(partners) - 1
    games = []
    for turn, seed in enumerate(SEEDS):
        trainer = Trainer(partners, seed=seed, full_test=True)
        y_test = trainer.images.y_test

        def tell(done, total, seconds_left, before=turn * each):
            progress(before + done, len(SEEDS) * each, seconds_left)

        results = coalition_results(partners, trainer.predict, executor=executor, cache=cache, progress=tell)
        if len(results) < each:
            raise CoalitionError(
                f"{each - len(results)} coalitions have no result, so {target} was not written. Try again"
            )
        games.append([np.zeros(len(y_test), np.uint8), *results.values()])
    content = io.BytesIO()
    np.savez_compressed(
        content,
        predictions=np.moveaxis(np.array(games), -1, 0),
        y_test=y_test,
        sizes=[len(partner) for partner in partners],
        indices=np.concatenate([partner.indices for partner in partners]).astype(np.uint16),
        labels=np.concatenate([partner.labels for partner in partners]),
    )
    write(Path(target), content.getvalue())


def compare(file):
    """A sentence on how the predictions of a file differ from the stored ones."""
    game, other = stored_game(), readers.partner_game(Path(file).read_bytes())
    differing = float((game.predictions != other["predictions"]).mean())
    if not differing:
        return "Every prediction is as stored."
    correct = (other["predictions"] == other["y_test"]).mean(axis=2) - (game.predictions == game.y_test).mean(axis=2)
    most = np.abs(correct).max()
    return f"{differing:.2%} of the predictions differ from those stored, and accuracies by up to {most:.3f}."


if __name__ == "__main__":
    one_thread()
    made = sys.argv[1] if len(sys.argv) > 1 else "partner_game.npz"
    make(made, cache="partner_game_cache", progress=print)
    print(compare(made))
