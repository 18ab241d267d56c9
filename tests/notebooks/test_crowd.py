"""The crowd's labels: Dawid and Skene's own tables, Fleiss' kappa as published, and raters whose errors are known."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.exercises.content import content_module

crowd_module = content_module("11", "crowd")
count_votes, dawid_skene, majority = crowd_module.count_votes, crowd_module.dawid_skene, crowd_module.majority
fleiss_kappa, simulate_votes = crowd_module.fleiss_kappa, crowd_module.simulate_votes

# Dawid & Skene (1979), table 1: 45 patients; the first of five anaesthetists judged each form three times.
ANAESTHETISTS = """
131222132242121111222222112111131224223111212
131222232342122111222222113111131223233112322
132222232242121111222221112112131223123111212
142333232243131211212232112111131234233112212
131123142243121111232222112111121223224111212
132222132244111111222222112112131234333111212
142122133343121111122122112111131223232111212
"""
VOTES = np.array([[int(answer) for answer in row] for row in ANAESTHETISTS.split()]).T - 1
RATERS = [0, 0, 0, 1, 2, 3, 4]


@pytest.fixture(scope="module")
def crowd():
    return dawid_skene(VOTES, raters=RATERS)


def test_dawid_and_skenes_own_case(crowd):
    """Their tables 2 to 4, printed to two decimals: prevalence, error rates, and the few patients in doubt."""
    assert_allclose(crowd.prevalence, [0.40, 0.42, 0.11, 0.07], atol=0.005)
    first = [[0.89, 0.11, 0, 0], [0.07, 0.88, 0.05, 0], [0, 0.34, 0.66, 0], [0, 0, 0.56, 0.44]]
    third = [[1, 0, 0, 0], [0.11, 0.79, 0.11, 0], [0, 0.40, 0.20, 0.40], [0, 0, 0.67, 0.33]]
    assert_allclose(crowd.confusion[0], first, atol=0.006)
    assert_allclose(crowd.confusion[2], third, atol=0.006)
    assert_allclose(crowd.confusion[1, 2], [0, 0, 1, 0], atol=0.005)
    assert_allclose(crowd.confusion[3, 0], [0.94, 0.06, 0, 0], atol=0.005)
    assert_allclose(crowd.confusion[4, 1], [0.16, 0.735, 0.106, 0], atol=0.006)
    assert_allclose(crowd.probabilities[6], [0.98, 0.02, 0, 0], atol=0.005)
    assert crowd.labels[1] == 3  # patient 2: class 4, although five of seven answers say 3
    assert majority(VOTES)[1] == 2


def test_the_likelihood_never_falls():
    """Dempster, Laird & Rubin (1977): a round of expectation and maximisation cannot lower it."""
    found = [dawid_skene(VOTES, raters=RATERS, rounds=n).log_likelihood for n in range(1, 30)]
    assert np.all(np.diff(found) >= -1e-9)
    assert found[-1] == pytest.approx(-192.89, abs=0.01)


def test_known_raters_are_recovered():
    """2,000 items: the estimated tables approach the true ones, and beat the majority where raters differ."""
    good, poor = 0.9 * np.eye(3) + 0.1 / 3, np.full((3, 3), 1 / 3)
    swaps = np.eye(3)[[1, 0, 2]] * 0.9 + 0.1 / 3
    truth = np.random.default_rng(0).choice(3, 2000, p=[0.5, 0.3, 0.2])
    votes = simulate_votes(truth, [good, good, good, poor, poor, swaps], rng=1)
    crowd = dawid_skene(votes)
    for got, want in zip(crowd.confusion, [good, good, good, poor, poor, swaps], strict=True):
        assert_allclose(got, want, atol=0.07)
    assert_allclose(crowd.prevalence, [0.5, 0.3, 0.2], atol=0.03)
    assert (crowd.labels == truth).mean() > (majority(votes) == truth).mean() + 0.03


def test_unanimous_raters_need_one_answer():
    truth = np.array([0, 1, 2, 1])
    crowd = dawid_skene(np.repeat(truth[:, None], 3, axis=1))
    assert crowd.labels.tolist() == truth.tolist()
    assert_allclose(crowd.accuracy, 1)
    assert_allclose(crowd.confusion, np.broadcast_to(np.eye(3), (3, 3, 3)))


def test_relabelling_classes_and_reordering_raters_changes_nothing_else():
    order = np.array([2, 0, 3, 1])
    plain, renamed = dawid_skene(VOTES, raters=RATERS), dawid_skene(order[VOTES], raters=RATERS)
    assert_allclose(renamed.probabilities[:, order], plain.probabilities, atol=1e-6)
    turned = dawid_skene(VOTES[:, ::-1], raters=RATERS[::-1])
    assert_allclose(turned.probabilities, plain.probabilities, atol=1e-6)


def test_missing_votes_count_for_nothing():
    votes = np.array([[0, 0, -1], [1, -1, 1], [-1, 0, 0], [1, 1, -1]])
    assert count_votes(votes).tolist() == [[2, 0], [0, 2], [2, 0], [0, 2]]
    assert dawid_skene(votes).labels.tolist() == [0, 1, 0, 1]


def test_a_class_that_nobody_named_stays_possible_and_empty():
    crowd = dawid_skene([[0, 0], [1, 1]], classes=4)
    assert crowd.probabilities.shape == (2, 4)
    assert np.isfinite(crowd.confusion).all() and crowd.prevalence[3] == 0


# The worked example of Fleiss' kappa that textbooks and packages pass on: 10 subjects, 14 raters, 5 categories.
TEN = """0 0 0 0 14
0 2 6 4 2
0 0 3 5 6
0 3 9 2 0
2 2 8 1 1
7 7 0 0 0
3 2 6 3 0
2 5 3 2 2
6 5 2 1 0
0 2 2 3 7"""


def test_fleiss_kappa_of_the_well_known_example():
    """.210, as printed with the 10 x 5 example in encyclopaedias and in the tests of statsmodels."""
    counts = np.array([row.split() for row in TEN.splitlines()], dtype=int)
    assert fleiss_kappa(counts) == pytest.approx(0.210, abs=0.0005)


# Fleiss (1971), table 1: psychiatric diagnoses of 30 patients, six each; 1 to 5 stand for the five categories.
DIAGNOSES = """
444444 222555 233335 555555 222444 113333 333355 113334 114444 555555
144444 124444 222333 144444 224445 333335 111455 111112 224444 133555
555555 244444 224555 114444 144445 222224 111155 224444 133333 555555
"""


def test_fleiss_own_case():
    """Fleiss (1971): kappa = .430."""
    votes = np.array([[int(answer) for answer in row] for row in DIAGNOSES.split()]) - 1
    assert fleiss_kappa(count_votes(votes)) == pytest.approx(0.430, abs=0.0005)


def test_fleiss_kappa_at_its_ends():
    """1 for full agreement; about 0 for votes by chance; for two raters it is Scott's pi (1955), by hand."""
    assert fleiss_kappa([[5, 0], [0, 5]]) == 1
    chance = simulate_votes(np.zeros(20_000, int), np.full((4, 3, 3), 1 / 3), rng=0)
    assert abs(fleiss_kappa(count_votes(chance))) < 0.01
    pairs = np.repeat([[2, 0], [1, 1], [0, 2]], [20, 15, 15], axis=0)
    p = 55 / 100
    expected = p**2 + (1 - p) ** 2
    assert fleiss_kappa(pairs) == pytest.approx((35 / 50 - expected) / (1 - expected))


def test_simulated_votes_have_the_errors_asked_for():
    table = np.array([[0.7, 0.2, 0.1], [0, 1, 0], [0.25, 0.25, 0.5]])
    truth = np.repeat([0, 1, 2], 20_000)
    votes = simulate_votes(truth, [table], rng=0)[:, 0]
    for c in range(3):
        assert_allclose(np.bincount(votes[truth == c], minlength=3) / 20_000, table[c], atol=0.015)
    assert (simulate_votes(truth, [table], rng=3) == simulate_votes(truth, [table], rng=3)).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: majority([0, 1]), "votes must be a table"),
        (lambda: majority([["a", "b"]]), "votes must be a table"),
        (lambda: majority([[0.5, 1]]), "class numbers 0, 1, 2, ... or -1 for none"),
        (lambda: majority([[0, -2]]), "class numbers 0, 1, 2, ... or -1 for none"),
        (lambda: majority([[0, 1], [-1, -1]]), "Item 1 has no vote"),
        (lambda: majority([[0, 5]], classes=3), "class number 5; with 3 classes they go from 0 to 2"),
        (lambda: dawid_skene([[0, -1], [1, -1]]), "Labeller 1 has not voted at all"),
        (lambda: fleiss_kappa([[2, 0], [1, 0]]), "same number of votes, two or more"),
        (lambda: fleiss_kappa([[3, 0], [3, 0]]), "All votes are for one class"),
        (lambda: simulate_votes([0, 1], np.eye(2)), "one k x k table for each labeller"),
        (lambda: simulate_votes([0, 1], [[[1, 1], [0, 1]]]), "add up to 1"),
    ],
)
def test_wrong_input_is_explained(call, message):
    with pytest.raises(ValueError, match=message):
        call()
