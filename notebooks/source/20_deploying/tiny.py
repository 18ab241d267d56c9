"""A network for a device with next to no memory."""

from lepton_kit.vision import keras

__all__ = ["tiny_cnn"]


def tiny_cnn():
    """Three convolutions that halve the picture, no pooling: 28 x 28 x 1 in, 10 probabilities out, 11,018 weights."""
    stack = [keras.Input((28, 28, 1))]
    for k, kernels in ((1, 8), (2, 16), (3, 32)):
        options = {"padding": "same", "activation": "relu", "name": f"conv{k}"}
        stack.append(keras.layers.Conv2D(kernels, 3, strides=2, **options))
    stack.append(keras.layers.Flatten(name="flatten"))
    stack.append(keras.layers.Dense(10, activation="softmax", name="output"))
    return keras.Sequential(stack, name="tiny_cnn")
