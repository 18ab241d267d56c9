"""The proxy is the ridge regression that it says it is, for every coalition at once."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit import datasets
from lepton_kit.valuation import DataPartner, DataPartners, data_partners, linear_proxy
from lepton_kit.valuation.linear_proxies import LinearProxy, image_features

DATA = datasets.load("fashion_mnist")


@pytest.fixture(scope="module")
def partners():
    return data_partners(DATA.y_train)


@pytest.fixture(scope="module")
def proxy(partners):
    return linear_proxy(partners, DATA)


def test_a_head_is_ridge_regression_on_the_members_images(partners, proxy):
    used = np.unique(np.concatenate([p.indices for p in partners]))
    train, test = image_features(DATA.x_train[used], DATA.x_test, components=100)
    members = (1, 3, 7)
    X = np.concatenate([train[np.searchsorted(used, partners[i].indices)] for i in members]).astype(float)
    Y = np.eye(10)[np.concatenate([partners[i].labels for i in members])]
    augmented = np.vstack([X, np.sqrt(proxy.ridge) * np.eye(X.shape[1])])
    W = np.linalg.lstsq(augmented, np.vstack([Y, np.zeros((X.shape[1], 10))]), rcond=None)[0]
    accuracy = float(((test @ W).argmax(axis=1) == DATA.y_test).mean())
    assert proxy(members) == pytest.approx(accuracy - 0.1, abs=0.002)


def test_the_whole_game_is_what_single_coalitions_are(proxy):
    v = proxy.worths()
    assert v.shape == (256,) and v[0] == proxy(()) == 0
    for S in (1, 8, 0b10001001, 255):
        assert v[S] == pytest.approx(proxy(i for i in range(8) if S >> i & 1), abs=1e-3)


def test_bags_are_learnt_from_bagsy_alone(proxy):
    v = proxy.worths()
    assert v[1 << 3] == pytest.approx(0)
    without = np.array([S for S in range(1, 256) if not S >> 3 & 1])
    held = (1 << 0 | 1 << 2) & without == (1 << 0 | 1 << 2)
    assert (v[without[held] | 1 << 3] > v[without[held]]).all()


def test_a_partner_without_data_is_a_null_player(partners):
    nothing = DataPartner("Nothing", np.empty(0, np.int32), np.empty(0, np.uint8), 0.0, ())
    v = linear_proxy(DataPartners((*partners[:3], nothing)), DATA).worths()
    assert_array_equal(v[:8], v[8:])


def test_ten_partners_are_put_together_in_pieces():
    table = [{"name": str(i), "classes": [i, (i + 1) % 10], "amount": 60} for i in range(10)]
    proxy = linear_proxy(data_partners(DATA.y_train, table=table), DATA, components=20)
    v = proxy.worths()
    assert len(v) == 1024
    for S in (256, 512, 700, 1023):
        assert v[S] == pytest.approx(proxy(i for i in range(10) if S >> i & 1), abs=2e-3)


@pytest.mark.parametrize("n", [1, 2, 8, 9])
def test_every_worth_is_that_of_ridge_regression_on_the_members_rows(n):
    """Hoerl & Kennard 1970, solved anew for each coalition from all its rows."""
    rng = np.random.default_rng(n)
    sizes = rng.integers(1, 8, n)
    X = [np.column_stack([rng.normal(size=(size, 5)), np.ones(size)]) for size in sizes]
    Y = [np.eye(4)[rng.integers(0, 4, size)] for size in sizes]
    features, y_test = np.column_stack([rng.normal(size=(50, 5)), np.ones(50)]), rng.integers(0, 4, 50)
    A, B = np.array([x.T @ x for x in X]), np.array([x.T @ y for x, y in zip(X, Y, strict=True)])
    v = LinearProxy(A, B, features, y_test, 2.0).worths()
    for S in range(1, 2**n):
        x, y = (np.vstack([part[i] for i in range(n) if S >> i & 1]) for part in (X, Y))
        scores = features @ np.linalg.solve(x.T @ x + 2 * np.eye(6), x.T @ y)
        scores[:, y.sum(axis=0) == 0] = -np.inf
        assert v[S] == pytest.approx((scores.argmax(axis=1) == y_test).mean() - 0.1)


def test_too_many_partners_are_told_what_to_do(proxy):
    many = type(proxy)(np.repeat(proxy.A[:1], 25, 0), np.repeat(proxy.B[:1], 25, 0), proxy.features, proxy.y_test, 1.0)
    with pytest.raises(ValueError, match=r"at most 24\).*shapley_sample\(fn, n, permutations\)"):
        many.worths()
    assert_allclose(many(range(25)), proxy((0,)), atol=0.01)


@pytest.mark.parametrize("partners", [[], 8, ["Atlas"]])
def test_what_are_no_partners_is_told_what_are(partners):
    with pytest.raises(ValueError, match=r"partners must be what data_partners\(y\) gives; got"):
        linear_proxy(partners, DATA)


def test_partners_of_the_full_training_set_are_told_apart():
    with pytest.raises(ValueError, match=r"delivers image 59,9.* there are 10,000. .* Then give that \(data="):
        linear_proxy(data_partners(np.arange(60_000) % 10), DATA)


@pytest.mark.parametrize(("options", "message"), [({"ridge": 0}, "ridge is 0"), ({"components": 785}, "from 1 to 784")])
def test_options_out_of_range_are_refused(partners, options, message):
    with pytest.raises(ValueError, match=message):
        linear_proxy(partners, DATA, **options)
