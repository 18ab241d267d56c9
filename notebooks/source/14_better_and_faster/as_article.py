"""The faster network back in the article's layers."""

import numpy as np

from lepton_kit.vision import article_cnn

__all__ = ["to_article"]


def to_article(fast):
    """The article's network with the weights of a trained ``fast_cnn``; both give the same probabilities.

    Standardising is linear, so first kernel and bias take it in: k (x - m) / s + b = (k / s) x + b - m sum(k / s).
    It is not compiled, and computes in ``float32`` throughout.
    """
    first = fast.get_layer("standardise").get_config()
    network = article_cnn()
    for layer in network.layers:
        layer.set_weights(fast.get_layer(layer.name).get_weights())
    kernel, bias = network.get_layer("conv1").get_weights()
    kernel = kernel / np.sqrt(first["variance"])
    network.get_layer("conv1").set_weights(
        [kernel, bias - first["mean"] * kernel.sum((0, 1, 2))]
    )
    return network
