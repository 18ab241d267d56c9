"""VaR and CVaR against distributions and the minimisation formula; the simulation against its own moments."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.optimize import minimize_scalar
from scipy.stats import expon, multivariate_normal, norm, t, uniform

from lepton_kit.partnership.risk import simulate, var_cvar

GRID = (np.arange(1_000_000) + 0.5) / 1_000_000


@pytest.mark.parametrize(
    ("law", "level", "var", "cvar"),
    [
        (norm, 0.95, 1.6449, 2.0627),
        (norm, 0.99, 2.3263, 2.6652),
        (norm, 0.90, 1.2816, 1.7550),
        (uniform, 0.95, 0.95, 0.975),
        (expon, 0.95, np.log(20), np.log(20) + 1),
        (t(4), 0.95, 2.1318, 3.2029),
    ],
)
def test_known_laws(law, level, var, cvar):
    """Rockafellar & Uryasev 2000 and closed forms: normal phi(z)/(1-level), exponential VaR + 1, Student's t."""
    tail = var_cvar(law.ppf(GRID), level)
    assert tail.var == pytest.approx(var, abs=1e-4)
    assert tail.cvar == pytest.approx(cvar, abs=1e-3)


def test_whole_and_fractional_tails():
    losses = np.arange(1.0, 11)
    assert var_cvar(losses, 0.8) == (8, 9.5)
    assert var_cvar(losses, 0.9) == (9, pytest.approx(10))
    assert var_cvar(losses, 0.85) == (9, pytest.approx((10 * 0.1 + 9 * 0.05) / 0.15))
    assert var_cvar(losses, 0) == (1, pytest.approx(5.5))
    assert var_cvar([3], 0.95) == (3, 3)


def test_atoms():
    """Half of the tail is one repeated loss: VaR does not move inside the atom, CVaR counts the part it needs."""
    tail = var_cvar([0] * 90 + [5] * 8 + [100] * 2, 0.95)
    assert (tail.var, tail.cvar) == (5, pytest.approx((5 * 0.03 + 100 * 0.02) / 0.05))


def test_cases_with_probabilities():
    tail = var_cvar([100, 0, 5], 0.95, probabilities=[0.02, 0.9, 0.08])
    assert (tail.var, tail.cvar) == (5, pytest.approx(43))
    assert var_cvar([7, 1], 0, probabilities=[0, 1]) == (1, 1)
    assert var_cvar([1, 7], 0.5, probabilities=[1, 0]) == (1, 1)


@pytest.mark.parametrize("level", [k / 100 for k in range(1, 100, 7)])
def test_the_count_is_not_thrown_off_by_rounding(level):
    """0.07 * 100 is 7.000000000000001 in floating point; the 7th of 100 losses is meant."""
    losses = np.arange(1, 101)
    assert var_cvar(losses, level).var == round(level * 100)


@pytest.mark.parametrize("seed", range(10))
def test_cvar_is_the_least_value_of_its_formula(seed):
    """Rockafellar & Uryasev 2000, theorem 1: CVaR = min over c of c + E max(L - c, 0) / (1 - level), VaR attains it."""
    rng = np.random.default_rng(seed)
    L, level = rng.normal(size=rng.integers(1, 40)).round(1), rng.uniform(0.05, 0.99)

    def formula(c):
        return c + np.maximum(L - c, 0).mean() / (1 - level)

    tail = var_cvar(L, level)
    assert tail.cvar == pytest.approx(formula(tail.var)) == pytest.approx(min(formula(c) for c in L))
    assert tail.cvar <= minimize_scalar(formula, bounds=(L.min() - 1, L.max() + 1), method="bounded").fun + 1e-9
    assert tail.cvar >= tail.var - 1e-12


def test_cvar_is_coherent():
    """Artzner, Delbaen, Eber & Heath 1999: moves with a shift, scales, and does not punish pooling."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(2, 500)) ** 3
    assert var_cvar(2 * x + 3, 0.9).cvar == pytest.approx(2 * var_cvar(x, 0.9).cvar + 3)
    assert var_cvar(x + y, 0.9).cvar <= var_cvar(x, 0.9).cvar + var_cvar(y, 0.9).cvar


R, C, P = np.array([1.2, 1.5, 1.0]), np.array([0.8, 0.7, 0.6]), np.array([0.1, 0.3, 0.05])


def test_simulated_moments():
    net = simulate(C, R, P, spread=0.3, correlation=0.4, draws=200_000, rng=1)
    assert net.shape == (200_000,)
    assert net.mean() == pytest.approx(((1 - P) * R).sum() - C.sum(), abs=5 * net.std() / np.sqrt(len(net)))


def test_failures_are_correlated_as_the_factor_says():
    """Vasicek 2002: two fail together with the bivariate normal probability at correlation rho."""
    net = simulate([0, 0], [1, 1], 0.2, spread=0, correlation=0.5, draws=200_000, rng=2)
    z = norm.ppf(0.2)
    joint = multivariate_normal(cov=[[1, 0.5], [0.5, 1]]).cdf([z, z])
    assert (net == 0).mean() == pytest.approx(joint, abs=5 * np.sqrt(joint / 200_000))
    assert set(simulate([0, 0], [1, 1], 0.2, spread=0, correlation=1, draws=1000, rng=3)) == {0, 2}


def test_edges_of_failure():
    assert_array_equal(simulate(C, R, 1, draws=10, rng=0), np.full(10, -C.sum()))
    assert simulate(C, R, 0, spread=0, draws=10, rng=0) == pytest.approx(R.sum() - C.sum())


def test_dependence_fattens_the_tail():
    alone = simulate(np.zeros(20), np.ones(20), 0.1, correlation=0, draws=50_000, rng=4)
    together = simulate(np.zeros(20), np.ones(20), 0.1, correlation=0.6, draws=50_000, rng=4)
    assert var_cvar(-together, 0.95).cvar > var_cvar(-alone, 0.95).cvar + 2


def test_the_executor_does_not_change_a_bit():
    alone = simulate(C, R, P, draws=5_000, rng=5)
    for kind in (ThreadPoolExecutor, ProcessPoolExecutor):
        with kind(2) as pool:
            assert_array_equal(simulate(C, R, P, draws=5_000, rng=5, executor=pool), alone)


def test_a_dask_cluster_does_not_change_a_bit():
    distributed = pytest.importorskip("distributed", reason="dask's distributed is needed for the cluster test")
    alone = simulate(C, R, P, draws=5_000, rng=5)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None, protocol="inproc"
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert_array_equal(simulate(C, R, P, draws=5_000, rng=5, executor=client.get_executor()), alone)


def test_errors_teach():
    with pytest.raises(ValueError, match=r"got 95. Did you mean 0.95"):
        var_cvar([1, 2], 95)
    with pytest.raises(ValueError, match="less than 1"):
        var_cvar([1, 2], 1)
    with pytest.raises(ValueError, match="between 0 and 1"):
        var_cvar([1, 2], "high")
    with pytest.raises(ValueError, match="between 0 and 1; got None"):
        var_cvar([1, 2], None)
    with pytest.raises(ValueError, match="empty"):
        var_cvar([], 0.95)
    with pytest.raises(ValueError, match=r"losses\[1\] is nan"):
        var_cvar([1, np.nan], 0.95)
    with pytest.raises(ValueError, match=r"add up to 0.7"):
        var_cvar([1, 2], 0.9, probabilities=[0.2, 0.5])
    with pytest.raises(ValueError, match="cost has 3 entries and returns has 2"):
        simulate(C, R[:2], 0.1)
    with pytest.raises(ValueError, match=r"cost\[0\] is -0.8"):
        simulate(-C, R, 0.1)
    with pytest.raises(ValueError, match="failure must lie between 0 and 1; got 10"):
        simulate(C, R, 10)
    with pytest.raises(ValueError, match="failure has 2 entries"):
        simulate(C, R, [0.1, 0.1])
    with pytest.raises(ValueError, match=r"spread is -1"):
        simulate(C, R, 0.1, spread=-1)
    with pytest.raises(ValueError, match="correlation must lie between 0 and 1"):
        simulate(C, R, 0.1, correlation=2)
    with pytest.raises(ValueError, match="draws"):
        simulate(C, R, 0.1, draws=0)
