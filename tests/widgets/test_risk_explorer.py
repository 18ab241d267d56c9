"""The risk explorer shows the tail of the model's simulation."""

import re

import numpy as np
import pytest

from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import read_industry, simulate, var_cvar
from lepton_kit.widgets import RiskExplorer

CASES = {name: read_industry(industry_file(name)).portfolio for name in ("base", "medicine", "finance")}


@pytest.mark.parametrize("case", CASES)
def test_var_and_cvar_are_the_models(case):
    explorer, data = RiskExplorer(CASES), CASES[case]
    net = simulate(data, failure=data.column("failure"), draws=4_000, rng=0)
    var, cvar = var_cvar(-net, 0.9)
    words = explorer.set(case=case, level=0.9).picture().alt
    assert f"loss of {var:.2f} (VaR) and lose {cvar:.2f} on average (CVaR)" in words


def test_without_failure_the_mean_is_the_net_contribution():
    words = RiskExplorer(CASES).set(case="medicine", times=0).picture().alt
    mean = float(re.search(r"([-\d.]+) on average\. The worst", words).group(1))
    assert mean == pytest.approx(CASES["medicine"].total, abs=0.03)


def test_a_common_cause_makes_the_worst_years_worse_and_leaves_the_mean():
    def read(**values):
        words = RiskExplorer(CASES).set(case="finance", **values).picture().alt
        return [float(number) for number in re.findall(r"(-?\d+\.\d\d)", words)]

    alone, together = read(correlation=0.0), read(correlation=0.95)
    assert together[2] > alone[2] + 0.5
    assert np.isclose(together[0], alone[0], atol=0.1)
