"""Swaps are caught, and labelled input is matched by its labels or refused: for every function that takes money."""

import warnings
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from lepton_kit import partnership
from lepton_kit.partnership import (
    Frictions,
    Portfolio,
    ahp,
    allocate,
    blocking_coalition,
    did,
    joint_research,
    market_cooperation,
    nash_bargain,
    net_by_reading,
    net_contribution,
    pareto_front,
    prob_better,
    resource_sharing,
    select,
    simulate,
    smaa,
    stability_interval,
    synergy_game,
    topsis,
    transfer,
    update_trust,
    var_cvar,
    weighted_sum,
)

MONEY = {
    "net_contribution": net_contribution,
    "transfer": transfer,
    "net_by_reading": net_by_reading,
    "nash_bargain": lambda *money, **named: nash_bargain(*money, **named).transfer,
    "joint_research": lambda *money, **named: joint_research(*money, **named).startup,
    "resource_sharing": lambda *money, **named: resource_sharing(*money, **named).startup,
    "market_cooperation": lambda *money, **named: market_cooperation(*money, **named).startup,
    "Frictions.apply": lambda *money, **named: np.subtract(*Frictions(ip=0.1).apply(*money, **named)),
    "simulate": lambda *money, **named: simulate(*money, **named, failure=0.1, draws=50, rng=1),
}
ALL = pytest.mark.parametrize("function", MONEY.values(), ids=MONEY)


@ALL
def test_a_swap_is_caught(function):
    """Whatever profitable partners there are: given the wrong way round, they lose together."""
    rng = np.random.default_rng(5)
    for n in range(1, 9):
        cost = rng.uniform(0.1, 5, n)
        returns = cost + rng.uniform(-0.05, 3, n) + 0.06
        function(cost, returns)
        with pytest.raises(ValueError, match=r"Did you mean .*\(cost=<the second>, returns=<the first>\)"):
            function(returns, cost)
        assert len(np.atleast_1d(function(cost=returns, returns=cost))) >= n  # a loss that is meant


@ALL
@pytest.mark.parametrize("kind", [list, np.array])
def test_what_is_no_money_is_refused_before_it_is_summed(function, kind):
    """No warning comes first (they are errors here), and no advice to swap."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match="must hold numbers only"):
            function(kind([3 + 1j, 2]), kind([1.0, 1.5]))


@ALL
def test_labels_decide_and_not_places(function):
    rng = np.random.default_rng(7)
    names = [f"partner {i}" for i in range(6)]
    cost = pd.Series(rng.uniform(1, 2, 6), index=names)
    returns = cost + rng.uniform(0, 2, 6)
    wanted = function(cost.to_numpy(), returns.to_numpy())
    for _ in range(5):
        shuffled = returns.sample(frac=1, random_state=int(rng.integers(99)))
        assert_allclose(function(cost, shuffled), wanted)
        assert_allclose(function(cost.to_dict(), shuffled.to_dict()), wanted)
    assert_allclose(function(Portfolio(pd.DataFrame({"cost": cost, "returns": returns}))), wanted)
    assert_allclose(function(pd.DataFrame({"returns": returns, "cost": cost})), wanted)
    for others in (returns.rename({"partner 1": "partner 9"}), returns.iloc[:-1], returns.reset_index(drop=True)):
        with pytest.raises(ValueError, match=r"returns has the labels .* cannot be matched"):
            function(cost, others)


def test_select_and_allocate_go_by_labels():
    value, cost = pd.Series({"a": 1, "b": 2}), pd.Series({"b": 1, "a": 5})
    assert select(value, cost, 1).chosen == ("b",)
    assert select(value.to_dict(), cost.to_dict(), 1).chosen == ("b",)
    robust = select(value, cost, 6, deviation=pd.Series({"b": 0, "a": 3}), gamma=1)
    assert robust.chosen == ("b",) and robust.worst_cost == 1
    with pytest.raises(ValueError, match="cost has the labels b, c and value a, b"):
        select(value, cost.rename({"a": "c"}), 1)
    with pytest.raises(ValueError, match="deviation has the labels a, c"):
        select(value, cost, 6, deviation=pd.Series({"a": 3, "c": 0}), gamma=1)
    q = pd.DataFrame([[0, 3], [3, 0]], index=["b", "a"], columns=["b", "a"])
    with pytest.raises(ValueError, match=r"in this order: synergy.loc\[names, names\]"):
        select(value, cost, 6, synergy=q)
    assert select(value, cost, 6, synergy=q.loc[["a", "b"], ["a", "b"]]).value == 6
    shares = allocate(value, pd.Series({"b": 1, "a": 4}), 3)
    assert shares.by_name("x") == pytest.approx(dict(zip("ab", allocate([1, 2], [4, 1], 3).x, strict=True)))
    assert_allclose(synergy_game(value, {("b", "a"): 3}), [0, 1, 2, 6])


def test_criteria_go_by_their_names():
    X = pd.DataFrame({"quality": [3.0, 5.0, 1.0], "price": [10.0, 30.0, 5.0]}, index=["A", "B", "C"])
    senses, w = {"price": "min", "quality": "max"}, pd.Series({"price": 0.9, "quality": 0.1})
    plain = X.to_numpy()
    for method in (topsis, weighted_sum):
        assert_allclose(method(X, w, senses), method(plain, [0.1, 0.9], ["max", "min"]))
        with pytest.raises(ValueError, match="weights has the labels price, speed and the columns of X quality, price"):
            method(X, w.rename({"quality": "speed"}), senses)
        with pytest.raises(ValueError, match=r"weights is given by name .*but X has no names"):
            method(plain, w, ["max", "min"])
    assert pareto_front(X, senses).tolist() == pareto_front(plain, ["max", "min"]).tolist()
    assert stability_interval(X, w, "price", senses) == stability_interval(plain, [0.1, 0.9], 1, ["max", "min"])
    with pytest.raises(ValueError, match=r"k has 'prize', .*Did you mean 'price'"):
        stability_interval(X, w, "prize", senses)
    assert smaa(X, senses, 100, rng=1).names == ("A", "B", "C")
    judged = pd.DataFrame([[1, 3], [1 / 3, 1]], index=X.columns, columns=X.columns)
    assert ahp(judged).by_name("weights") == pytest.approx({"quality": 0.75, "price": 0.25})
    with pytest.raises(ValueError, match="name both alike"):
        ahp(judged.loc[["price", "quality"]])


def test_records_losses_and_panels_go_by_labels():
    won, lost = pd.Series({"a": 7, "b": 0}), pd.Series({"b": 4, "a": 1})
    assert_allclose(update_trust(1, 1, won, lost).mean, [0.8, 1 / 6])
    losses, chances = pd.Series({"good": -1.0, "bad": 5.0}), pd.Series({"bad": 0.1, "good": 0.9})
    assert var_cvar(losses, 0.9, probabilities=chances) == var_cvar([-1, 5], 0.9, probabilities=[0.9, 0.1])
    panel = pd.DataFrame({"y": [1.0, 2, 3, 7], "unit": list("aabb"), "time": [0, 1, 0, 1], "treated": [0, 0, 0, 1]})
    shuffled = panel.sample(frac=1, random_state=2)
    assert did(panel.y, shuffled.unit, shuffled.time, panel.treated).estimate == pytest.approx(3)
    with pytest.raises(ValueError, match="unit has the labels"):
        did(panel.y, panel.unit.iloc[:3], panel.time, panel.treated)


def test_priors_and_comparisons_go_by_labels():
    a, b = pd.Series({"x": 8.0, "y": 3.0}), pd.Series({"y": 4.0, "x": 2.0})
    assert_allclose(prob_better(a, b, 5, 5), prob_better([8, 3], [2, 4], 5, 5))
    assert_allclose(prob_better(a.to_dict(), b.to_dict(), a, b), 0.5)
    prior = pd.Series({"y": 2.0, "x": 1.0}), {"x": 1.0, "y": 3.0}
    faded = update_trust(a, b, 0, 0, forget=0.5, prior=prior)
    assert_allclose(faded, update_trust([8, 3], [2, 4], 0, 0, forget=0.5, prior=([1, 2], [1, 3])))
    with pytest.raises(ValueError, match="prior a has the labels x, z and a x, y"):
        update_trust(a, b, 0, 0, prior=(pd.Series({"x": 1, "z": 1}), 1))
    for prior in (1, (1, 1, 1), None):
        with pytest.raises(ValueError, match=r"prior must be a pair \(a, b\), such as \(1, 1\)"):
            update_trust(1, 1, 1, 1, prior=prior)


def test_names_may_be_numbers_and_must_tell_partners_apart():
    value, cost = pd.Series([1, 2], index=[10, 20]), pd.Series([1, 1], index=[20, 10])
    assert select(value, cost, 1, include=[10]).chosen == (10,)
    by_key = dict(zip(np.array([10, 20]), [1, 2], strict=True))  # NumPy's whole numbers as keys
    for given in (value, by_key):
        with pytest.raises(ValueError, match=r"include has 0, and there is none of this name. There are 10, 20"):
            select(given, [1, 1], 1, include=[0])
    table = pd.DataFrame([[3.0, 5.0], [10.0, 30.0]], columns=[10, 20])
    assert stability_interval(table, [0.5, 0.5], 20, ["max", "min"])
    with pytest.raises(ValueError, match=r"k has 0, and there is none of this name. There are 10, 20"):
        stability_interval(table, [0.5, 0.5], 0, ["max", "min"])
    twice = pd.Series([1, 2, 3], index=["a", "a", "b"])
    assert select(twice, [1, 1, 1], 1).chosen == ("b",)
    with pytest.raises(ValueError, match="include has 'a', and 2 share this name; name them apart"):
        select(twice, [1, 1, 1], 1, include=["a"])
    with pytest.raises(ValueError, match=r"Some share a name \(a, a, b\); take .x, which is in their order"):
        allocate(twice, [1, 1, 1], 3).by_name("x")
    with pytest.raises(ValueError, match="k has 'q', and 2 share this name"):
        stability_interval(table.set_axis(["q", "q"], axis=1), [0.5, 0.5], "q", ["max", "min"])


def test_any_writing_will_do_for_names():
    three = Portfolio({"École": (8, 18), "银行": (5, 11), "Straße 7 🏥": (5, 11)})
    assert select(three, 13, include=["École"], exclude=["银行"]).chosen == ("École", "Straße 7 🏥")
    with pytest.raises(ValueError, match=r"include has 'Ecole', .* Did you mean 'École'"):
        select(three, 13, include=["Ecole"])


@pytest.mark.parametrize("kind", [int, float, str, Decimal, Fraction, np.float32, np.int64])
def test_any_kind_of_number_will_do(kind):
    """Each is worth what it says, in a list, a tuple, an array of objects or a Series."""
    value, cost = [kind(n) for n in (8, 5, 4)], [kind(n) for n in (6, 3, 3)]
    for box in (list, tuple, lambda row: np.array(row, dtype=object), pd.Series):
        assert select(box(value), box(cost), kind(6)).value == 9
        assert_allclose(nash_bargain(box(cost), box(value)).transfer, [7, 4, 3.5])
        assert_allclose(allocate(box(value), box(cost), kind(3)).x, allocate([8, 5, 4], [6, 3, 3], 3).x)
    assert_allclose(nash_bargain(kind(6), kind(8)).transfer, [7])
    assert_allclose(nash_bargain(np.array(6), np.array(8)).transfer, [7])


def test_who_would_leave_has_a_name():
    gloves = [0, 0, 0, 0, 0, 1, 1, 1]
    assert blocking_coalition(gloves, {"L1": 0.25, "L2": 0.25, "R": 0.5}).players == ("L1", "R")
    assert blocking_coalition(gloves, [0.25, 0.25, 0.5]).players == (0, 2)


def test_the_face_offers_every_topic():
    topics = {
        "select",
        "nucleolus",
        "gittins",
        "simulate_reviews",
        "coverage",
        "read_industry",
        "Frictions",
        "READINGS",
    }
    assert topics <= set(dir(partnership))


def test_infinite_costs_are_told_as_such_and_not_as_swapped():
    with pytest.raises(ValueError, match=r"cost\[0\] is inf; every entry must be a finite number"):
        partnership.net_contribution([np.inf], [1.0])


def test_values_of_a_dict_and_pairs_in_pandas_are_what_they_say():
    cost, returns = {"A": 0.8, "B": 0.7, "C": 0.6}, {"A": 1.2, "B": 1.5, "C": 1.0}
    assert_allclose(nash_bargain(cost.values(), returns.values(), power=cost.values()).transfer, [0.88, 0.94, 0.76])
    assert select([0.4, 0.8, 0.4], cost.values(), 1.3).chosen == (1, 2)
    assert weighted_sum([[1, 2], [2, 1]], {"x": 1, "y": 0}.values(), {"x": "max", "y": "min"}.values()).tolist() == [
        0,
        1,
    ]
    synergy = pd.Series({("A", "B"): 0.3, ("C", "B"): 0.2})
    net = {"A": 0.4, "B": 0.8, "C": 0.4}
    assert select(net, cost, 1.5, synergy=synergy).value == pytest.approx(1.5)
    assert_allclose(synergy_game(net, synergy), synergy_game(net, {("A", "B"): 0.3, ("B", "C"): 0.2}))
    assert select(net, cost, 1.5, conflicts=pd.DataFrame([["A", "B"]])).chosen == ("B", "C")
    assert Portfolio(np.array([["bank", 5, 11]], dtype=object)) == Portfolio([("bank", 5, 11)])
