"""Lessons 10 to 12: right answers pass in unusual forms, and each slip is told what it is and not something else."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from lepton_kit.exercises import find
from lepton_kit.vision import convolve

UP = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
LAPLACIAN = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


def judged(question, answer):
    question = find(question)
    return question.judge(answer, **question.given())


def by_loops(image, kernel):
    k, rows = len(kernel), []
    for i in range(len(image) - k + 1):
        rows.append([])
        for j in range(len(image[0]) - k + 1):
            rows[-1].append(sum(image[i + a][j + b] * kernel[a][b] for a in range(k) for b in range(k)))
    return rows


def by_shifts(image, kernel):
    k = len(kernel)
    h, w = image.shape[0] - k + 1, image.shape[1] - k + 1
    return sum(kernel[i, j] * image[i : i + h, j : j + w] for i in range(k) for j in range(k))


def kappa_from_a_table(a, b):
    table = np.zeros((9, 9))
    np.add.at(table, (a, b), 1 / len(a))
    chance = table.sum(axis=0) @ table.sum(axis=1)
    return (np.trace(table) - chance) / (1 - chance)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("10.1", 0.659),
        ("10.2", lambda images, by: np.clip(images.astype(float) + by, 0, 255)),
        ("10.2", lambda images, by: np.where(images > 255 - by, 255, images + np.uint8(by))),
        ("10.4", lambda train, test: (test.astype(np.float32) - np.mean(train)) / np.sqrt(np.var(train))),
        ("10.5", 199),
        ("10.6", lambda train, test: sum(scene in set(train.tolist()) for scene in test.tolist())),
        ("10.7", lambda images: np.flip(images, axis=2)),
        ("10.7", lambda images: np.array([np.fliplr(image) for image in images])),
        ("10.8", {"rotate": 12.5, "shift": 3, "flip": False}),
        ("11.3", lambda a, b: cohen_kappa_score(a, b)),
        ("11.3", kappa_from_a_table),
        ("11.4", lambda votes: [max(sorted(set(row)), key=list(row).count) for row in votes.tolist()]),
        ("11.7", lambda first, labels: [i for i in range(len(first)) if labels[i] != labels[first[i]]]),
        ("11.8", lambda P, old, new: [(row * new / old / (row * new / old).sum()).tolist() for row in P]),
        ("11.9", {"pictures": 500, "careful": 1, "neighbours": 5}),
        ("12.1", [2.8, 0]),
        ("12.2", by_loops),
        ("12.2", by_shifts),
        ("12.2", convolve),
        ("12.3", [[3, 0, -3], [10, 0, -10], [3, 0, -3]]),
        ("12.3", [[0.5, 0, -0.5], [1, -1, 0], [0, 0.5, -0.5]]),
        ("12.4", 10.0),
        ("12.7", (4 / 36, 4 / 9)),
        ("12.8", np.array([UP, -UP, UP.T, -UP.T])),
    ],
)
def test_right_answers_pass_in_other_forms(question, answer):
    verdict = judged(question, answer)
    assert verdict.correct, verdict


@pytest.mark.parametrize(
    ("question", "answer", "slip"),
    [
        ("12.1", [0, 0], "turned the kernel round"),
        ("12.1", [1.8, 0], "transposed the kernel"),
        ("12.1", [0, -0.7], "kept what is negative"),
        ("12.3", LAPLACIAN, "marks both kinds of edges"),
        ("12.3", -LAPLACIAN, "marks both kinds of edges"),
        ("12.3", UP, "marks dark to light"),
        ("12.3", UP.T, "marks level edges"),
        ("12.3", np.ones((3, 3)) / 9, "measures brightness"),
        ("12.6", lambda f, w, h: abs((f(w + h) - f(w - h)) / (2 * h)), "left the sign out"),
        ("12.7", (0.3, 0.2), "rate too high"),
        ("12.8", [UP, UP / 2, UP.T, -UP.T], "saw the same four times"),
        ("10.4", lambda train, test: (test - train.mean(axis=0)) / train.std(axis=0), "took each pixel's own mean"),
        ("10.6", lambda train, test: np.isin(test, train), "gave a mask"),
        ("11.9", {"pictures": 300, "hasty": 5}, "paid for certainty"),
        ("11.9", {"pictures": 5000, "hasty": 1}, "spent too much"),
    ],
)
def test_a_slip_is_told_by_its_name(question, answer, slip):
    assert judged(question, answer).misconception == slip


def test_a_kernel_of_zeros_is_no_slip_of_another_kind():
    """It answers to nothing: told so, and not that its signs are wrong or that it is transposed."""
    assert judged("12.3", np.zeros((3, 3))).misconception == ""
    assert "at least 1" in judged("12.3", np.zeros((3, 3))).message
