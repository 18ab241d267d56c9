"""The networks of the course."""

from lepton_kit.validate import generator
from lepton_kit.vision.backend import load_keras

__all__ = ["article_cnn"]


def article_cnn(*, rng=None):
    """The article's network: two convolutions with pooling, then one dense layer that gives ten probabilities.

    Parameters
    ----------
    rng : None, int or Generator
        Draws the first weights.

    Returns
    -------
    keras.Sequential
        Not compiled: 28 x 28 x 1 in, 10 probabilities out, 34,826 weights.

    Raises
    ------
    ImportError
        If Keras is not installed.

    Examples
    --------
    >>> network = article_cnn(rng=0)
    >>> [layer.name for layer in network.layers]
    ['conv1', 'pool1', 'conv2', 'pool2', 'flatten', 'output']
    >>> network.count_params()
    34826
    """
    keras = load_keras()
    rng = generator(rng)

    def weights():
        return keras.initializers.GlorotUniform(seed=int(rng.integers(2**31)))

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            keras.layers.Conv2D(32, 3, activation="relu", kernel_initializer=weights(), name="conv1"),
            keras.layers.MaxPooling2D(2, name="pool1"),
            keras.layers.Conv2D(64, 3, activation="relu", kernel_initializer=weights(), name="conv2"),
            keras.layers.MaxPooling2D(2, name="pool2"),
            keras.layers.Flatten(name="flatten"),
            keras.layers.Dense(10, activation="softmax", kernel_initializer=weights(), name="output"),
        ],
        name="article_cnn",
    )
