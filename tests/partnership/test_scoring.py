"""Scores, ranks, dominance: published cases, invariants, and two other libraries as oracles."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from lepton_kit.partnership.scoring import SCALINGS, pareto_front, rank, scale, topsis, weighted_sum

FIGHTERS = [
    [2.0, 1500, 20000, 5.5, 5, 9],
    [2.5, 2700, 18000, 6.5, 3, 5],
    [1.8, 2000, 21000, 4.5, 7, 7],
    [2.2, 1800, 20000, 5.0, 5, 5],
]
FIGHTER_WEIGHTS = [0.2, 0.1, 0.1, 0.1, 0.2, 0.3]
FIGHTER_SENSES = ["max", "max", "max", "min", "max", "max"]
EXAMPLE = [[0.8, 1.2], [0.7, 1.5], [0.6, 1.0]]


def cases(count=40, *, positive=True, alike=True):
    """Random tables with weights and senses; some have two equal rows or, unless positive, a constant column."""
    rng = np.random.default_rng(20)
    for number in range(count):
        n, k = rng.integers(2, 9), rng.integers(1, 6)
        X = rng.uniform(0.1, 9, (n, k)) if positive else rng.normal(size=(n, k))
        if alike and number % 5 == 0:
            X[-1] = X[0]
        if number % 3 == 0 and not positive:
            X[:, 0] = 4.0
        yield X, rng.dirichlet(np.ones(k)), rng.choice(["max", "min"], k).tolist()


def test_topsis_ranks_the_fighter_aircraft():
    """Hwang and Yoon 1981, Multiple Attribute Decision Making, the fighter aircraft problem."""
    assert_allclose(topsis(FIGHTERS, FIGHTER_WEIGHTS, FIGHTER_SENSES), [0.6433, 0.2684, 0.6135, 0.3123], atol=5e-5)


def test_weighted_sum_reverses_belton_and_gear():
    """Belton and Gear 1983: a copy of the second alternative brings the first to the top."""
    judgements = np.array([[1, 9, 8], [9, 1, 9], [1, 1, 1]])
    thirds, senses = np.full(3, 1 / 3), ["max"] * 3
    assert_allclose(weighted_sum(judgements, thirds, senses, scaling="sum"), [0.451, 0.470, 0.079], atol=5e-4)
    copied = judgements[[0, 1, 2, 1]]
    assert_allclose(weighted_sum(copied, thirds, senses, scaling="sum"), [0.365, 0.289, 0.057, 0.289], atol=5e-4)
    assert rank(weighted_sum(copied, thirds, senses, scaling="sum")).tolist() == [1, 2, 4, 2]


def test_weighted_sum_agrees_with_scikit_criteria():
    """Cabral et al. 2016, scikit-criteria: sum scaling of positive tables to be maximised."""
    skc = pytest.importorskip("skcriteria")
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.preprocessing.scalers import SumScaler

    for X, w, _ in cases():
        data = SumScaler("matrix").transform(skc.mkdm(X, [max] * len(w), weights=w))
        ours = weighted_sum(X, w, ["max"] * len(w), scaling="sum")
        assert_allclose(ours, WeightedSumModel().evaluate(data).e_.score, atol=1e-12)


@pytest.mark.parametrize("scaling", ["minmax", "vector", "sum"])
def test_topsis_agrees_with_pymcdm(scaling):
    """Kizielewicz et al. 2023, pymcdm. It turns a cost when it scales, so tables to be maximised are compared."""
    pytest.importorskip("pymcdm")
    from pymcdm import normalizations
    from pymcdm.methods import TOPSIS

    peer = TOPSIS(getattr(normalizations, f"{scaling}_normalization"))
    for X, w, _ in cases(alike=False):
        ours = topsis(X, w, ["max"] * len(w), scaling=scaling)
        assert_allclose(ours, peer(X, w, np.ones(len(w)), validation=False), atol=1e-9)


@pytest.mark.filterwarnings("ignore:Although TOPSIS can operate with minimization")
def test_topsis_agrees_with_scikit_criteria():
    """It keeps a cost's sense and looks for the ideal at its low end, as Hwang and Yoon do."""
    skc = pytest.importorskip("skcriteria")
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import VectorScaler

    for X, w, senses in cases(alike=False):
        data = VectorScaler("matrix").transform(skc.mkdm(X, [{"max": max, "min": min}[s] for s in senses], weights=w))
        assert_allclose(topsis(X, w, senses), TOPSIS().evaluate(data).e_.similarity, atol=1e-9)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_topsis_is_its_textbook_formula(scaling):
    for X, w, senses in cases(positive=False):
        V = scale(X, senses, scaling=scaling) * w
        to_best, to_worst = (np.linalg.norm(V - end, axis=1) for end in (V.max(axis=0), V.min(axis=0)))
        total = to_best + to_worst
        expected = np.divide(to_worst, total, out=np.full(len(X), 0.5), where=total > 1e-15)
        assert_allclose(topsis(X, w, senses, scaling=scaling), expected, atol=1e-9)


@pytest.mark.parametrize("method", [weighted_sum, topsis])
@pytest.mark.parametrize("scaling", SCALINGS)
def test_a_cost_is_a_negated_benefit(method, scaling):
    for X, w, senses in cases(positive=False):
        turned = [{"max": "min", "min": "max"}[s] for s in senses]
        assert_allclose(method(X, w, senses, scaling=scaling), method(-X, w, turned, scaling=scaling), atol=1e-12)


@pytest.mark.parametrize("method", [weighted_sum, topsis])
@pytest.mark.parametrize("scaling", ["minmax", "sum", "vector"])
def test_the_unit_of_a_criterion_does_not_matter(method, scaling):
    for X, w, senses in cases():
        units = np.logspace(-200, 200, X.shape[1])
        assert_allclose(method(X * units, w, senses, scaling=scaling), method(X, w, senses, scaling=scaling), atol=1e-9)


@pytest.mark.parametrize("scaling", SCALINGS)
def test_scaled_columns_have_their_size_and_point_upwards(scaling):
    for X, _, senses in cases(alike=False):
        s = scale(X, senses, scaling=scaling)
        for j, sense in enumerate(senses):
            order = np.argsort(X[:, j] if sense == "max" else -X[:, j])
            assert (np.diff(s[order, j]) >= 0).all()
        size = {"minmax": np.ptp(s, axis=0), "sum": abs(s).sum(axis=0), "vector": (s**2).sum(axis=0)}.get(scaling, 1)
        assert_allclose(size, 1)


def test_columns_that_tell_nothing_crash_nothing():
    X = [[1, 5, 0, 1], [2, 5, 0, 3], [3, 5, 0, 2]]
    w, senses = [0.4, 0.2, 0.2, 0.2], ["max", "min", "max", "max"]
    for scaling in SCALINGS:
        for method in (weighted_sum, topsis):
            scores = method(X, w, senses, scaling=scaling)
            assert np.isfinite(scores).all()
            assert rank(scores)[0] == 3
    assert_allclose(topsis([[3, 3]] * 4, [0.5, 0.5], ["max", "min"]), 0.5)
    assert_allclose(topsis([[0.0, 0.0]], [0.5, 0.5], ["max", "min"]), 0.5)


def test_topsis_does_not_care_where_its_blocks_end():
    X = np.random.default_rng(3).random((10_000, 3))
    w, senses = [0.5, 0.3, 0.2], ["max", "min", "max"]
    V = X / np.linalg.norm(X, axis=0) * w * [1, -1, 1]
    to_best, to_worst = (np.linalg.norm(V - end, axis=1) for end in (V.max(axis=0), V.min(axis=0)))
    assert_allclose(topsis(X, w, senses), to_worst / (to_best + to_worst))


def test_ranks_share_places_as_in_sport():
    assert rank([3, 1, 2, 2]).tolist() == [1, 4, 2, 2]
    assert rank([0.1 + 0.2, 0.3]).tolist() == [1, 1]
    assert rank([0.3 + 1e-9, 0.3]).tolist() == [1, 2]
    assert rank([0, 0, 0]).tolist() == [1, 1, 1]
    assert rank([7]).tolist() == [1]


def test_ranks_agree_with_scipy():
    from scipy.stats import rankdata

    rng = np.random.default_rng(8)
    for _ in range(50):
        scores = rng.integers(-4, 5, rng.integers(1, 12))
        assert rank(scores).tolist() == rankdata(-scores, method="min").astype(int).tolist()


def test_pareto_front_is_who_nobody_dominates():
    rng = np.random.default_rng(4)
    for _ in range(200):
        X = rng.integers(0, 4, (rng.integers(1, 12), rng.integers(1, 4)))
        senses = rng.choice(["max", "min"], X.shape[1]).tolist()
        S = X * np.where(np.array(senses) == "max", 1, -1)
        dominated = [any((b >= a).all() and (b > a).any() for b in S) for a in S]
        assert pareto_front(X, senses).tolist() == [not d for d in dominated]


def test_rounding_dominates_nobody():
    """0.1 + 0.2 is more than 0.3, and 1.2 - 0.8 less than 0.4, by rounding alone."""
    for unit in (1e-290, 1, 1e300):
        X = np.array([[0.3, 1], [0.1 + 0.2, 1], [0.4, 0], [1.2 - 0.8, 0], [0.3 * (1 - 1e-9), 1]]) * unit
        assert pareto_front(X, ["max", "max"]).tolist() == [True, True, True, True, False]


def test_whoever_is_dominated_never_wins():
    for X, w, senses in cases():
        best = weighted_sum(X, np.maximum(w, 1e-3) / np.maximum(w, 1e-3).sum(), senses).argmax()
        assert pareto_front(X, senses)[best]


@pytest.mark.parametrize(
    ("X", "weights", "senses", "message"),
    [
        (EXAMPLE, [0.5, 0.6], ["min", "max"], "sum to 1.1; they must sum to 1"),
        (EXAMPLE, [1.5, -0.5], ["min", "max"], r"weights\[1\] is -0.5"),
        (EXAMPLE, [1.0], ["min", "max"], "weights has 1 entries; 2 were wanted"),
        (EXAMPLE, [0.5, np.nan], ["min", "max"], r"weights\[1\] is nan"),
        (EXAMPLE, [0.5, 0.5], ["min", "high"], r"senses\[1\] must be one of 'max', 'min'; not 'high'"),
        (EXAMPLE, [0.5, 0.5], ["min"], "senses must be 2 of 'max' and 'min'"),
        (EXAMPLE, [0.5, 0.5], "max", r"such as \['max', 'max'\]; got 'max'"),
        (EXAMPLE, [0.5, 0.5], None, "senses must be 2"),
        ([[1, np.nan], [2, 3]], [0.5, 0.5], ["max", "max"], r"X\[0, 1\] is nan"),
        ([[1, np.inf], [2, 3]], [0.5, 0.5], ["max", "max"], r"X\[0, 1\] is inf"),
        ([1, 2], [0.5, 0.5], ["max", "max"], "X must be a table"),
        ([["good", "bad"]], [0.5, 0.5], ["max", "max"], "X must hold numbers only"),
        (np.empty((0, 2)), [0.5, 0.5], ["max", "max"], "X is empty"),
    ],
)
def test_a_wrong_table_is_explained(X, weights, senses, message):
    for method in (weighted_sum, topsis):
        with pytest.raises(ValueError, match=message):
            method(X, weights, senses)


@pytest.mark.parametrize(
    ("senses", "message"),
    [
        ({"max", "min"}, "senses must be 2 of 'max' and 'min'"),  # a set has no order
        (np.array([["max"], ["min"]]), r"senses\[0\] must be one of 'max', 'min'; not array"),
        ([["max"], ["min"]], r"senses\[0\] must be one of 'max', 'min'; not \['max'\]"),
    ],
)
def test_senses_stand_in_a_row(senses, message):
    with pytest.raises(ValueError, match=message):
        topsis([[1, 2], [2, 1]], [0.5, 0.5], senses)


def test_an_unknown_scaling_is_explained():
    with pytest.raises(ValueError, match="scaling must be one of 'minmax', 'sum', 'vector', 'none'; not 'linear'"):
        topsis(EXAMPLE, [0.5, 0.5], ["min", "max"], scaling="linear")


def test_a_data_frame_is_welcome():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame(EXAMPLE, columns=["cost", "return"], index=list("ABC"))
    weights = pd.Series([0.5, 0.5], index=frame.columns)
    assert_allclose(weighted_sum(frame, weights, ["min", "max"]), [0.2, 0.75, 0.5])
