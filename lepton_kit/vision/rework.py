"""A copy of a network that computes the same function faster, and the way of its weights there and back.

Three changes, none of which alters what the network can represent:

- max-pooling before relu instead of after: relu never changes which of four numbers is the largest, so
  pool(relu(x)) = relu(pool(x)), and relu then has a quarter of the numbers to do;
- bfloat16 instead of float32 in the layers before the last, where the processor multiplies in it;
- images standardised to mean 0 and variance 1, which is a linear map and so can be folded into the first kernel and
  bias: k x + b = (k s) (x - m) / s + (b + m sum k).
"""

from functools import cache
from pathlib import Path

from lepton_kit.backend import load_keras

__all__ = ["Reworked", "has_bfloat16"]


@cache
def has_bfloat16():
    """Whether this processor multiplies bfloat16 numbers (AMX or AVX512-BF16); known on Linux only."""
    info = Path("/proc/cpuinfo")
    return info.exists() and bool({"amx_bf16", "avx512_bf16"} & set(info.read_text().split()))


class Reworked:
    """The network that is trained in place of ``model``: a faster copy, or the model itself.

    Parameters
    ----------
    model : keras.Model
    images : ndarray
        Some of the training images, from 0 to 1: their mean and deviation are what is standardised by.
    wanted : bool
        Without it, and for a model that is no plain stack of layers, the model itself is trained.

    Attributes
    ----------
    network : keras.Model
        What to train, on ``(images - mean) / deviation``.
    precision : {"bfloat16", "float32"}
        What its layers compute in; its weights are float32 always.
    """

    def __init__(self, model, images, wanted=True):
        keras = load_keras()
        self.model = self.network = model
        self.precision, self.mean, self.deviation = "float32", 0.0, 1.0
        self._before = model.get_weights()
        if not wanted or type(model) is not keras.Sequential or any(isinstance(x, keras.Model) for x in model.layers):
            return
        self.precision = "bfloat16" if has_bfloat16() else "float32"
        self.network = _copy(keras, model, self.precision)
        if _is_plain_convolution(keras, model.layers[0]):
            self.mean, self.deviation = float(images.mean()), float(images.std()) or 1.0
        self.restore()

    @property
    def _folds(self):
        return (self.mean, self.deviation) != (0.0, 1.0)

    def restore(self):
        """Begin again with the weights that the model had when it came."""
        weights = list(self._before)
        if self._folds:
            weights[1] = weights[1] + self.mean * weights[0].sum((0, 1, 2))
            weights[0] = weights[0] * self.deviation
        self.network.set_weights(weights)

    def write_back(self):
        """Put the trained weights into the model that the caller holds."""
        if self.network is self.model:
            return
        weights = self.network.get_weights()
        if self._folds:
            weights[0] = weights[0] / self.deviation
            weights[1] = weights[1] - self.mean * weights[0].sum((0, 1, 2))
        self.model.set_weights(weights)


def _copy(keras, model, precision):
    """The same layers, computing in ``precision`` except the last, and each relu after the pooling that follows it."""
    layers, relu_waits = [keras.Input(model.input_shape[1:])], False
    for layer, following in zip(model.layers, [*model.layers[1:], None], strict=True):
        policy = "mixed_bfloat16" if precision == "bfloat16" and following is not None else "float32"
        config = layer.get_config() | {"dtype": policy}
        late_relu = config.get("activation") == "relu" and isinstance(following, keras.layers.MaxPooling2D)
        if late_relu:
            config["activation"] = "linear"
        layers.append(type(layer).from_config(config))
        if isinstance(layer, keras.layers.MaxPooling2D) and relu_waits:
            layers.append(keras.layers.Activation("relu", dtype=policy))
        relu_waits = late_relu
    return keras.Sequential(layers)


def _is_plain_convolution(keras, layer):
    """Whether shifting and scaling every pixel can be undone in kernel and bias (padding would spoil it)."""
    return type(layer) is keras.layers.Conv2D and layer.padding == "valid" and layer.use_bias and layer.groups == 1
