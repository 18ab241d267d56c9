"""The recurrent networks of the course, built in Keras, and one way to train them."""

import numpy as np

from lepton_kit.backend import held_stderr, load_keras
from lepton_kit.validate import generator, number, one_of, whole

__all__ = ["CELLS", "autoencoder", "series_network", "text_network", "train"]

CELLS = {"simple": "SimpleRNN", "gru": "GRU", "lstm": "LSTM"}
"""The kinds of recurrent cell, by name, and what Keras calls them."""


def text_network(size, *, length, classes=2, cell="gru", units=32, width=32, dropout=0.3, rng=None):
    """A classifier of texts: embedding, a recurrent layer, the mean of its states, probabilities.

    Parameters
    ----------
    size : int
        How many word numbers there are, ``len(vocabulary)``. Number 0 is padding: it is masked, and counts nowhere.
    length : int
        Words in each padded text.
    classes : int
    cell : {"gru", "lstm", "simple"}
        LSTM after Hochreiter and Schmidhuber (1997), GRU after Cho and others (2014).
    units, width : int
        Numbers that the cell remembers; numbers that stand for a word.
    dropout : float
        Share of the numbers that are left out at each step of training (Srivastava and others 2014).
    rng : None, int or Generator
        Draws the first weights and what is left out.

    Returns
    -------
    keras.Model
        (n, length) whole numbers in, (n, classes) probabilities out; not compiled.

    Examples
    --------
    >>> text_network(100, length=20, units=8, width=4, rng=0).count_params()
    754
    """
    size, length, classes = whole("size", size, low=3), whole("length", length, low=1), whole("classes", classes, low=2)
    if number("dropout", dropout, low=0) >= 1:
        raise ValueError(f"dropout is {dropout}; it is a share below 1")
    keras, seed = load_keras(), _seeds(rng)
    words = keras.Input((length,), dtype="int32", name="words")
    start = keras.initializers.RandomUniform(-0.05, 0.05, seed=seed())
    x = keras.layers.Embedding(size, width, mask_zero=True, embeddings_initializer=start, name="embedding")(words)
    x = keras.layers.Dropout(dropout, seed=seed())(x)
    x = _recurrent(cell, units, seed, return_sequences=True)(x)
    x = keras.layers.GlobalAveragePooling1D(name="mean")(x)
    x = keras.layers.Dropout(dropout, seed=seed())(x)
    first = keras.initializers.GlorotUniform(seed=seed())
    return keras.Model(words, keras.layers.Dense(classes, "softmax", kernel_initializer=first, name="output")(x))


def series_network(width, inputs, *, outputs=1, cell="gru", units=16, rng=None):
    """A network that reads a window of readings and gives ``outputs`` numbers.

    Parameters
    ----------
    width, inputs : int
        Steps in a window, and readings at each step.
    outputs : int
    cell : {"gru", "lstm", "simple"}
    units : int
    rng : None, int or Generator

    Returns
    -------
    keras.Model
        (n, width, inputs) in, (n, outputs) out.

    Examples
    --------
    >>> series_network(24, 2, units=8, cell="simple", rng=0).count_params()
    97
    """
    keras, seed = load_keras(), _seeds(rng)
    readings = keras.Input((whole("width", width, low=1), whole("inputs", inputs, low=1)), name="readings")
    first = keras.initializers.GlorotUniform(seed=seed())
    last = keras.layers.Dense(whole("outputs", outputs, low=1), kernel_initializer=first, name="output")
    return keras.Model(readings, last(_recurrent(cell, units, seed)(readings)))


def autoencoder(inputs, *, hidden=16, code=3, rng=None):
    """Squeezes a row of readings through ``code`` numbers and rebuilds it (Hinton and Salakhutdinov 2006).

    Trained on normal rows, it rebuilds normal rows well: a large error is a sign of something else.

    Examples
    --------
    >>> autoencoder(9, rng=0).output_shape
    (None, 9)
    """
    keras, seed = load_keras(), _seeds(rng)
    rows = x = keras.Input((whole("inputs", inputs, low=1),), name="readings")
    for units, bend in ((hidden, "relu"), (code, None), (hidden, "relu"), (inputs, None)):
        x = keras.layers.Dense(units, bend, kernel_initializer=keras.initializers.GlorotUniform(seed=seed()))(x)
    return keras.Model(rows, x)


def train(model, x, y, *, epochs=5, batch=32, rate=3e-3, rng=None):
    """Train by Adam (Kingma and Ba 2015) with clipped gradients, and say how the loss went.

    Parameters
    ----------
    model : keras.Model
        One that ends in softmax is trained on cross-entropy, any other on the squared error.
    x, y : array_like
        What goes in; class numbers or targets. One of each for every example.
    epochs, batch : int
    rate : float
    rng : None, int or Generator
        Shuffles.

    Returns
    -------
    list of float
        Mean loss of each epoch.

    Raises
    ------
    ValueError
        If x and y differ in length, hold something that is not finite, or the loss stops being a number.
    """
    x, y, rng = np.asarray(x), np.asarray(y), generator(rng)
    if not hasattr(model, "compile"):
        raise TypeError(f"model must be a Keras model; got {type(model).__name__}")
    if x.dtype.kind not in "biuf" or y.dtype.kind not in "biuf":
        raise ValueError("x and y must hold numbers only; encode and pad texts first")
    if len(x) != len(y) or not len(x):
        raise ValueError(f"x and y go in pairs, at least one; got {len(x)} and {len(y)}")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        raise ValueError("x or y holds nan or inf; fill or drop those rows first")
    classifies = getattr(model.layers[-1].activation, "__name__", "") == "softmax"
    adam = load_keras().optimizers.Adam(number("rate", rate, low=0), global_clipnorm=1.0)
    model.compile(adam, "sparse_categorical_crossentropy" if classifies else "mse", jit_compile=False)
    losses = []
    for _ in range(whole("epochs", epochs, low=1)):
        order = rng.permutation(len(x))
        with held_stderr():  # TensorFlow notes there which kernels a processor lacks
            past = model.fit(x[order], y[order], batch_size=whole("batch", batch, low=1), shuffle=False, verbose=0)
        losses.append(past.history["loss"][0])
        if not np.isfinite(losses[-1]):
            raise ValueError(
                f"In epoch {len(losses)} the loss is {losses[-1]}: the rate, {rate:g}, is too high; try a tenth"
            )
    return losses


def _recurrent(cell, units, seed, **options):
    layers = load_keras().layers
    return getattr(layers, CELLS[one_of("cell", cell, tuple(CELLS))])(
        whole("units", units, low=1),
        kernel_initializer=load_keras().initializers.GlorotUniform(seed=seed()),
        recurrent_initializer=load_keras().initializers.Orthogonal(seed=seed()),
        name=cell,
        **options,
    )


def _seeds(rng):
    rng = generator(rng)
    return lambda: int(rng.integers(2**31))
