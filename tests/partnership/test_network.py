"""Partner networks: Burt's published constraint, coverage and removal against their definitions."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from lepton_kit.partnership.network import coverage, partner_graph, removal_impact


def test_burt_constraint():
    """Burt 1992, Structural Holes: G bridges groups and is the least constrained, C hangs on one contact."""
    edges, names = ["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"], "ABCDEFG"
    M = np.array([[name in edge for edge in edges] for name in names])
    constraint = nx.constraint(partner_graph(M, names))
    assert [round(constraint[name], 3) for name in "GAC"] == [0.400, 0.595, 1.0]


def test_partners_are_linked_by_common_outputs():
    M = (np.random.default_rng(0).random((8, 5)) < 0.4).astype(float)
    graph = partner_graph(M)
    common = M @ M.T
    assert list(graph) == list(range(8))
    for i in range(8):
        for j in range(i):
            assert graph.get_edge_data(i, j, {"weight": 0})["weight"] == common[i, j]


@pytest.mark.parametrize("strengths", [False, True])
def test_removal_impact_is_coverage_lost(strengths):
    rng = np.random.default_rng(1)
    for _ in range(50):
        M = (rng.random((rng.integers(1, 7), rng.integers(1, 6))) < 0.4) * (rng.random() if strengths else 1)
        M = M * (rng.integers(1, 4, M.shape) if strengths else 1)
        n = len(M)
        everybody = coverage(M, np.ones(n))
        lost = [everybody - coverage(M, np.arange(n) != i) for i in range(n)]
        assert_allclose(removal_impact(M), lost, atol=1e-12)


def test_coverage_has_diminishing_returns():
    """Nemhauser, Wolsey and Fisher 1978: what one more adds to a larger set is no more than to a smaller one."""
    rng = np.random.default_rng(2)
    M = rng.random((7, 5)) * (rng.random((7, 5)) < 0.5)
    for _ in range(200):
        small = rng.random(7) < 0.3
        large = small | (rng.random(7) < 0.4)
        one = np.arange(7) == rng.integers(7)
        assert coverage(M, small | one) - coverage(M, small) >= coverage(M, large | one) - coverage(M, large) - 1e-12


def test_an_output_that_nobody_makes_is_missing():
    assert coverage([[1, 0], [1, 0]], [1, 1]) == 0.5
    assert coverage([[0, 0]], [1]) == 0
    assert removal_impact([[1, 0], [1, 1]]).tolist() == [0, 0.5]


def test_by_name():
    M = pd.DataFrame([[1, 1, 0], [0, 1, 1]], index=["bank", "school"], columns=["money", "pilots", "pupils"])
    assert coverage(M, ["bank"]) == coverage(M.to_numpy(), [True, False]) == pytest.approx(2 / 3)
    assert list(partner_graph(M).edges) == [("bank", "school")]
    for x in ({"bank": True, "school": False}, pd.Series({"school": False, "bank": True}), pd.Series(["bank"])):
        assert coverage(M, x) == pytest.approx(2 / 3)
    with pytest.raises(
        ValueError, match="x has the labels 0, 1 and the rows of M bank, school; they cannot be matched"
    ):
        coverage(M, pd.Series([True, False]))
    with pytest.raises(
        ValueError, match=r"x is given by name \(bank, school\), but M has no names; give M as a DataFrame"
    ):
        coverage(M.to_numpy(), {"bank": True, "school": False})
    with pytest.raises(ValueError, match=r"x has 'banc', and there is none of this name. Did you mean 'bank'"):
        coverage(M, ["banc"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: partner_graph([[1, -1]]), r"M\[0, 1\] is -1; .* A contribution is"),
        (lambda: partner_graph([[1, np.nan]]), r"M\[0, 1\] is nan"),
        (lambda: partner_graph([[1], [1]], ["A", "A"]), "names must hold 2 different names"),
        (lambda: partner_graph([[1], [1]], ["A"]), "names must hold 2 different names"),
        (lambda: partner_graph([[1], [1]], [["A"], ["B"]]), "names must hold 2 different names"),
        (lambda: partner_graph([[1], [1]], 5), "names must hold 2 different names"),
        (lambda: coverage([[1], [1], [1]], [0, 2]), "x has 2 entries; 3 were wanted"),
        (lambda: coverage([[1], [1]], [0, 2]), "x must say True or False for each of the 2 partners"),
        (lambda: removal_impact([1, 2]), "M must be a table"),
        (lambda: coverage(pd.DataFrame([[1], [1]], index=["A", "B"]), 1), "x must be one row of numbers"),
    ],
)
def test_a_wrong_network_is_explained(call, message):
    with pytest.raises(ValueError, match=message):
        call()
