"""Make the stored game anew: `lepton valuation --recompute`, or `python datasets/partner_game/make.py [target.npz]`."""

import io
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from platformdirs import user_cache_path

from lepton_kit import datasets
from lepton_kit.exercises.content import run_file
from lepton_kit.files import write
from lepton_kit.valuation import (
    ONE_THREAD,
    SEEDS,
    CoalitionError,
    Trainer,
    coalition_results,
    data_partners,
    stored_game,
)


def make(target, *, executor=None, cache=None, progress=lambda done, total, seconds_left: None):
    """Train the networks of all coalitions, 510 trainings of 1.5 CPU seconds, and write what they predict.

    It needs the full test set of Fashion-MNIST (else DataError), and one thread a worker for the same bits.
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
    game, other = stored_game(), run_file(Path(__file__).with_name("read.py")).read({file: Path(file).read_bytes()})
    differing = float((game.predictions != other["predictions"]).mean())
    if not differing:
        return "Every prediction is as stored."
    correct = (other["predictions"] == other["y_test"]).mean(axis=2) - (game.predictions == game.y_test).mean(axis=2)
    most = np.abs(correct).max()
    return f"{differing:.2%} of the predictions differ from those stored, and accuracies by up to {most:.3f}."


@contextmanager
def _workers(jobs, address):
    """The executor that was asked for: processes of this machine, or a dask cluster's."""
    if not address:
        os.environ.update(ONE_THREAD)
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            yield pool
        return
    scheme, _, host = address.partition("://")
    if scheme != "dask" or not host:
        raise ValueError(f"--executor is written dask://HOST:PORT, where the scheduler is; got {address!r}.")
    try:
        from distributed import Client
    except ImportError:
        raise RuntimeError("--executor needs dask: pip install distributed, here and on every machine.") from None
    try:
        client = Client(host if ":" in host else f"{host}:8786", timeout=20)
    except (OSError, TimeoutError) as problem:
        raise RuntimeError(f"No dask scheduler answers at {host}: {problem}") from None
    with client:
        yield client.get_executor(pure=False, retries=3)


def remake(target, cache=None, progress=print, *, jobs=1, address=""):
    """Make the file with one thread a worker, taking up what an earlier run left, and say how it compares."""
    with _workers(jobs, address) as executor:
        kept = cache or user_cache_path("lepton-kit") / "valuation"
        make(target, executor=executor, cache=kept, progress=progress)
    return compare(target)


if __name__ == "__main__":
    print(remake(sys.argv[1] if len(sys.argv) > 1 else "partner_game.npz"))
