"""Ideas that are to help a network: each is built here as the lesson tells it, for its cells and for its tables."""

import numpy as np

from lepton_kit.backend import load_keras
from lepton_kit.vision import augment

__all__ = ["NAMES", "batches", "draw_partner", "network"]

NAMES = (
    "plain",
    "dropout",
    "weight decay",
    "batch normalisation",
    "global pooling",
    "four layers more",
    "four residual layers",
    "augmentation",
    "20 times the pictures",
)
BATCH, STEPS, OWN = 50, 600, 300


def network(idea="plain"):
    """The article's network with one idea built in, compiled; the last two ideas are about pictures and change nothing."""
    keras = load_keras()
    layers, decay = keras.layers, 0.005 if idea == "weight decay" else 0.0
    how = {"kernel_regularizer": keras.regularizers.L2(decay)} if decay else {}
    x = first = keras.Input((28, 28, 1))
    for kernels in (32, 64):
        x = layers.Conv2D(kernels, 3, **how)(x)
        x = (
            layers.BatchNormalization(momentum=0.9)(x)
            if idea == "batch normalisation"
            else x
        )
        x = layers.MaxPooling2D()(layers.ReLU()(x))
    for _ in range(2 if idea in ("four layers more", "four residual layers") else 0):
        inner = layers.Conv2D(64, 3, padding="same", activation="relu")(x)
        inner = layers.Conv2D(64, 3, padding="same")(inner)
        x = layers.ReLU()(
            layers.Add()([x, inner]) if idea == "four residual layers" else inner
        )
    x = (layers.GlobalAveragePooling2D if idea == "global pooling" else layers.Flatten)()(x)
    x = layers.Dropout(0.5)(x) if idea == "dropout" else x
    model = keras.Model(first, layers.Dense(10, activation="softmax", **how)(x))
    surprise = "sparse_categorical_crossentropy"
    model.compile(
        keras.optimizers.Adam(0.002), loss=surprise, metrics=["accuracy", surprise]
    )
    return model


def draw_partner(data, seed, count=OWN):
    """A partner's pictures, pixels from 0 to 1, and their labels: drawn from the first 9,000 of the training pictures."""
    at = np.random.default_rng(seed).permutation(9000)[:count]
    return data.x_train[at] / np.float32(255), data.y_train[at]


def batches(data, idea, seed, steps=STEPS):
    """The pictures and labels of so many steps, in order: each picture once before any comes again."""
    count = 20 * OWN if idea == "20 times the pictures" else OWN
    x, y = draw_partner(data, seed, count)
    rng, rounds = np.random.default_rng(seed), -(-steps * BATCH // count)
    order = np.concatenate([rng.permutation(count) for _ in range(rounds)])[: steps * BATCH]
    if idea == "augmentation":
        moved = [augment(x, shift=3, flip=True, rng=rng) for _ in range(rounds)]
        x = np.concatenate(moved)
        return x[order + count * (np.arange(len(order)) // count)], y[order]
    return x[order], y[order]
