"""Share contracts: the best share, what it loses, and that no other effort pays."""

import numpy as np
import pytest

from lepton_kit.partnership.moral_hazard import share_contract, share_welfare


def test_equals_lose_a_quarter():
    """Holmström 1982 with quadratic costs and two alike."""
    contract = share_contract(1, 1)
    assert (contract.share, contract.efforts, contract.welfare) == (0.5, (0.5, 0.5), 0.75)
    assert (contract.first_best, contract.loss, sum(contract.efforts)) == (1.0, 0.25, 1.0)


def test_the_stronger_side_gets_the_larger_share():
    """Bhattacharyya & Lafontaine 1995: s* = k1 / (k1 + k2)."""
    contract = share_contract(3, 1)
    assert (contract.share, contract.welfare, contract.first_best) == (0.75, 1.625, 2.0)


@pytest.mark.parametrize("seed", range(5))
def test_no_share_and_no_other_effort_does_better(seed):
    rng = np.random.default_rng(seed)
    k1, k2 = rng.uniform(0.1, 5, 2)
    best = share_contract(k1, k2)
    shares = np.linspace(0, 1, 1001)
    assert share_welfare(shares, k1, k2).max() <= best.welfare + 1e-12
    assert best.welfare < best.first_best
    s = rng.random()
    contract = share_contract(k1, k2, share=s)
    assert sum(contract.payoffs) == pytest.approx(contract.welfare) == pytest.approx(float(share_welfare(s, k1, k2)))
    e1, e2 = contract.efforts
    for other in rng.uniform(0, 5, 20):
        assert s * (other + e2) - other**2 / (2 * k1) <= contract.payoffs[0] + 1e-12
        assert (1 - s) * (e1 + other) - other**2 / (2 * k2) <= contract.payoffs[1] + 1e-12


def test_one_side_alone_loses_nothing():
    assert share_contract(2, 0).loss == 0
    assert share_contract(2, 0).share == 1


def test_errors_teach():
    with pytest.raises(ValueError, match="both 0"):
        share_contract(0, 0)
    with pytest.raises(ValueError, match="at least 0"):
        share_contract(1, -1)
    with pytest.raises(ValueError, match="share must lie between 0 and 1"):
        share_contract(1, 1, share=1.5)
    with pytest.raises(ValueError, match="share must lie between 0 and 1"):
        share_welfare([0, 2], 1, 1)
