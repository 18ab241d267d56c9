"""The book-keeping of lesson 17: a heap of pictures in three parts, draws of a few, differences over draws."""

import numpy as np

from lepton_kit.vision import judge, split

__all__ = [
    "balanced_on",
    "compare",
    "draw_few",
    "lead",
    "neighbour",
    "rows_of",
    "split_in_three",
]


def split_in_three(labels, *, copies, parts, class_names):
    """The numbers of the pictures to learn from, to choose by, and for the test, near copies never on two sides.

    Parameters
    ----------
    labels, copies : ndarray of int, shape (n,)
        The class of each picture, and a number that near copies share.
    parts : dict of str to ndarray of int
        What the folders say is "train", "validation" or "test"; what they do not say is drawn, class by class.
    class_names : sequence of str

    Raises
    ------
    ValueError
        If nothing of a class is left to learn from.
    """

    def apart(rest, name, share):
        part = parts.get(name)
        if part is None:
            _, drawn = split(
                labels[rest],
                test=share,
                copies=copies[rest],
                class_names=class_names,
                rng=0,
            )
            part = rest[drawn]
        return rest[~np.isin(copies[rest], copies[part])], part

    rest, test = apart(parts.get("train", np.arange(len(labels))), "test", 0.25)
    learn, choose = apart(rest, "validation", 0.2)
    missing = [name for k, name in enumerate(class_names) if k not in labels[learn]]
    if missing:
        raise ValueError(
            f"No picture of {', '.join(missing)} is left to learn from: give it more, or leave the split to the lesson"
        )
    return learn, choose[~np.isin(copies[choose], copies[test])], test


def draw_few(labels, copies, size, *, draw):
    """The numbers of ``size`` pictures of each class, and of all others, without near copies of the few."""
    rng = np.random.default_rng(draw)
    few = np.concatenate(
        [
            rng.choice(np.flatnonzero(labels == k), size, replace=False)
            for k in np.unique(labels)
        ]
    )
    return few, np.flatnonzero(~np.isin(copies, copies[few]))


def lead(first, second):
    """The mean of the differences of two rows of numbers and half the length of its 95 % interval, as text."""
    from scipy.stats import t

    leads = np.subtract(first, second)
    error = t.ppf(0.975, len(leads) - 1) * leads.std(ddof=1) / np.sqrt(len(leads))
    return f"{leads.mean():+.3f}, give or take {error:.3f}"


def rows_of(network, images, *, batch=16):
    """What a network gives for images of 0 to 255, a few at a time, to spare the memory."""
    some = images.reshape(-1, *network.input_shape[1:])
    parts = np.array_split(some, -(-len(some) // batch))
    return np.concatenate(
        [network.predict_on_batch(part / np.float32(255)) for part in parts]
    )


def balanced_on(network, images, labels, class_names):
    """Balanced accuracy of a network on images of 0 to 255, a few at a time."""
    return np.nanmean(judge(labels, rows_of(network, images), class_names).recall)


def neighbour(images, labels, new):
    """The most similar picture's class, each picture known mirrored as well."""
    from sklearn.neighbors import KNeighborsClassifier

    both = np.concatenate([images, images[:, :, ::-1]]).reshape(2 * len(images), -1)
    return (
        KNeighborsClassifier(1)
        .fit(both / 255, np.tile(labels, 2))
        .predict(new.reshape(len(new), -1) / 255)
    )


def compare(learner, images, labels, copies, size, *, draws=10):
    """By how much a learner leads a support vector machine on the pixels, on the same draws of a few."""
    from sklearn.metrics import balanced_accuracy_score
    from sklearn.svm import SVC

    rows, first, second = images.reshape(len(images), -1) / 255, [], []
    for draw in range(draws):
        few, new = draw_few(labels, copies, size, draw=draw)
        plain = SVC(C=10).fit(rows[few], labels[few])
        first.append(
            balanced_accuracy_score(
                labels[new], learner(images[few], labels[few], images[new])
            )
        )
        second.append(balanced_accuracy_score(labels[new], plain.predict(rows[new])))
    return f"against a support vector machine on the pixels: {lead(first, second)}"
