"""The risk explorer shows the tail of the model's simulation."""

import re

import numpy as np
import pytest

from lepton_kit.partnership import CASES, simulate, var_cvar
from lepton_kit.widgets import RiskExplorer


@pytest.mark.parametrize("case", CASES)
def test_var_and_cvar_are_the_models(case):
    explorer, data = RiskExplorer(), CASES[case]
    net = simulate(data.partners.returns, data.partners.cost, data.failure, draws=explorer.draws, rng=0)
    var, cvar = var_cvar(-net, 0.9)
    words = explorer.set(case=case, level=0.9).picture().alt
    assert f"loss of {var:.2f} (VaR) and lose {cvar:.2f} on average (CVaR)" in words


def test_without_failure_the_mean_is_the_net_contribution():
    words = RiskExplorer().set(case="medical", times=0).picture().alt
    mean = float(re.search(r"([-\d.]+) on average\. The worst", words).group(1))
    assert mean == pytest.approx(CASES["medical"].partners.total, abs=0.03)


def test_a_common_cause_makes_the_worst_years_worse_and_leaves_the_mean():
    def read(**values):
        words = RiskExplorer().set(case="finance", **values).picture().alt
        return [float(number) for number in re.findall(r"(-?\d+\.\d\d)", words)]

    alone, together = read(correlation=0.0), read(correlation=0.95)
    assert together[2] > alone[2] + 0.5
    assert np.isclose(together[0], alone[0], atol=0.1)
