"""The network by hand against Keras: the forward pass of the article's network."""

from tests.bench.engine import Row

__all__ = ["ROWS"]

IMAGES = 1_000


def _contenders():
    import numpy as np

    from lepton_kit import datasets
    from lepton_kit.exercises.content import content_module
    from lepton_kit.vision import article_cnn

    model = article_cnn(rng=0)
    network = content_module("12", "by_hand").from_keras(model)
    x = datasets.load("fashion_mnist").x_test[:IMAGES, ..., None] / np.float32(255)

    def ours():
        network.probabilities(x)

    def keras():
        model.predict(x, batch_size=200, verbose=0)

    keras()  # builds its graph, which is not to be timed
    return {"NumPy": ours, "Keras, predict": keras}


ROWS = [
    Row(
        key="forward",
        title=f"forward pass of the article's network, {IMAGES:,} images, in NumPy and in Keras",
        goal="at most 10 times Keras' time",
        contenders=_contenders,
        rounds=9,
    )
]
