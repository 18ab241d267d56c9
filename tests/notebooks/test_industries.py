"""The world of the partnership half: the same partners everywhere, and each industry a decision worth a lesson."""

import tomllib
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import (
    blocking_coalition,
    coverage,
    greedy,
    nash_bargain,
    nucleolus,
    pareto_front,
    rank,
    read_industry,
    removal_impact,
    select,
    shapley,
    simulate,
    simulate_reviews,
    synergy_game,
    update_trust,
    var_cvar,
    weighted_sum,
)

NAMES = ("base", "manufacturing", "city", "medicine", "finance", "education", "energy", "agriculture")
WORLD = {name: read_industry(industry_file(name)) for name in NAMES}
INDUSTRIES = pytest.mark.parametrize("industry", WORLD.values(), ids=WORLD)
BASE = WORLD["base"]


def best(industry, **changes):
    return select(industry.portfolio, industry.budget, **(industry.rules | changes))


def from_the_top(industry):
    """Who is signed from the top of the list by net for each unit of cost, keeping to the rules on the way down."""
    signed, left = set(), industry.budget + 1e-9
    for partner in sorted(industry.portfolio, key=lambda partner: -partner.net / partner.cost):
        barred = any(partner.name in pair and signed & set(pair) for pair in industry.conflicts)
        lacking = any(needed not in signed for name, needed in industry.requires if name == partner.name)
        if partner.net > 0 and partner.cost <= left and not barred and not lacking:
            signed.add(partner.name)
            left -= partner.cost
    return signed


def worth(industry, signed):
    on_top = sum(amount for pair, amount in industry.synergy.items() if signed.issuperset(pair))
    return industry.portfolio[sorted(signed)].total + on_top


def test_an_unknown_industry_is_told_which_there_are():
    with pytest.raises(LookupError, match=r"no industry 'mining'\. There are agriculture, base, city, .*medicine\.$"):
        industry_file("mining")


def test_the_base_table_has_the_numbers_on_which_the_lessons_stand():
    money = dict(zip(BASE.portfolio.names, zip(BASE.portfolio.cost, BASE.portfolio.returns, strict=True), strict=True))
    assert money == {
        "Quillmere University": (0.5, 1.2),
        "Tarnside Institute": (0.5, 0.8),
        "Ostergate Group": (0.8, 1.8),
        "Brindlecloud": (0.7, 1.6),
        "Fernlight Software": (0.5, 0.6),
        "Pedlarway": (0.6, 1.1),
        "Hullabaloo & Finch": (0.4, 0.8),
        "Saint Orrin Hospital": (0.7, 0.9),
        "Lantern Hill School": (0.2, 0.5),
        "Copperleaf Bank": (0.7, 1.0),
        "Vossel Works": (0.7, 1.2),
        "City of Marrowby": (0.4, 0.6),
    }
    assert BASE.budget == 2.8
    assert_array_equal(BASE.weights, [0.4, 0.35, 0.25])
    assert_array_equal(BASE.X[:, 0], [9, 8, 5, 7, 6, 4, 3, 5, 3, 4, 5, 1])
    assert_array_equal(BASE.X[:, 1], [4, 3, 9, 6, 5, 9, 7, 5, 3, 6, 8, 5])
    assert_array_equal(BASE.X[:, 2], [7, 8, 5, 6, 2, 5, 1, 9, 5, 10, 5, 8])


def test_the_base_table_keeps_what_makes_its_choice_interesting():
    first = {
        scaling: BASE.portfolio.names[weighted_sum(BASE.X, BASE.weights, BASE.senses, scaling=scaling).argmax()]
        for scaling in ("minmax", "vector")
    }
    assert first == {"minmax": "Ostergate Group", "vector": "Quillmere University"}
    # Dropping one from the bottom of the list changes the top.
    scores = weighted_sum(BASE.X, BASE.weights, BASE.senses)
    top = BASE.portfolio.names[scores.argmax()]
    without = [np.delete(np.arange(12), i) for i in np.flatnonzero(rank(scores) > 6)]
    tops = {BASE.portfolio.names[k[weighted_sum(BASE.X[k], BASE.weights, BASE.senses).argmax()]] for k in without}
    assert tops - {top}
    assert_allclose(best(BASE).value, 3.1)
    without = {
        rule: best(BASE, **{rule: empty}) for rule, empty in (("synergy", None), ("conflicts", ()), ("requires", ()))
    }
    assert_allclose([other.value for other in without.values()], [3.0, 3.4, 3.3])
    assert len({best(BASE).chosen, *(other.chosen for other in without.values())}) == 4
    assert greedy(BASE.portfolio, 2.8).value < select(BASE.portfolio, 2.8).value
    assert set(best(BASE).chosen) == {
        "Quillmere University",
        "Ostergate Group",
        "Pedlarway",
        "Saint Orrin Hospital",
        "Lantern Hill School",
    }


@INDUSTRIES
def test_the_same_twelve_partners_are_the_same_everywhere(industry):
    for what in ("kind", "form", "brings"):
        assert_array_equal(industry.portfolio.column(what), BASE.portfolio.column(what))
    assert industry.portfolio.names == BASE.portfolio.names
    assert len(set(industry.portfolio.column("kind"))) == len(set(industry.portfolio.column("role"))) == 12
    forms = {"strategic alliance", "technical co-operation", "channel co-operation"}
    assert set(industry.portfolio.column("form")) == forms
    brought = {good for text in industry.portfolio.column("brings") for good in text.split(", ")}
    assert brought == {"technology", "data", "market", "policy"}


@INDUSTRIES
def test_every_mark_is_given_by_somebody_for_a_reason(industry):
    by_whom = set()
    for j, criterion in enumerate(industry.criteria):
        steps = {}
        for name, mark in zip(industry.portfolio.names, industry.X[:, j], strict=True):
            giver, _, why = industry.reasons[name][criterion].partition(": ")
            by_whom.add(giver)
            assert mark == int(mark) and len(why) > 9
            steps.setdefault(why, set()).add((int(mark) + 1) // 2)
        # Equal words for marks of different steps would make the rubric idle.
        assert all(len(step) == 1 for step in steps.values())
    assert by_whom == {"Noor", "Tomas", "Imke"}


def test_the_rubric_has_a_text_for_each_step_of_each_criterion():
    rubric = tomllib.loads(industry_file("rubric").read_text(encoding="utf-8"))["criterion"]
    assert tuple(criterion["name"] for criterion in rubric) == BASE.criteria
    assert all(list(criterion["levels"]) == ["0-2", "3-4", "5-6", "7-8", "9-10"] for criterion in rubric)
    assert len({text for criterion in rubric for text in criterion["levels"].values()}) == 15


@INDUSTRIES
def test_the_file_says_that_it_is_generated_and_keeps_to_two_decimals(industry):
    text = industry_file(industry.name).read_text(encoding="utf-8")
    assert text.startswith("# Generated data") and "describe nobody. CC0 1.0." in text.partition("\n")[0]
    amounts = [*industry.portfolio.cost, *industry.portfolio.returns, *industry.synergy.values(), industry.budget]
    amounts += [amount for clause in industry.clauses for amount in (clause["cost"], clause["loss"])]
    assert_allclose(np.round(amounts, 2), amounts, rtol=0, atol=1e-12)
    assert industry.portfolio.cost.min() > 0


@INDUSTRIES
def test_scaling_decides_who_is_first_or_one_point_does(industry):
    def first(X, scaling="minmax"):
        return weighted_sum(X, industry.weights, industry.senses, scaling=scaling).argmax()

    winners = {first(industry.X, scaling) for scaling in ("minmax", "sum", "vector")}
    for i, j, step in product(range(12), range(3), (-1, 1)):
        X = industry.X.copy()
        X[i, j] += step
        if 0 <= X[i, j] <= 10:
            winners.add(first(X))
    assert len(winners) > 1


@INDUSTRIES
def test_some_are_dominated_and_several_are_not(industry):
    front = pareto_front(industry.X, industry.senses)
    assert 4 <= front.sum() <= 8


@INDUSTRIES
def test_the_best_portfolio_is_not_the_top_of_the_list(industry):
    found, listed = best(industry), from_the_top(industry)
    assert found.status == "optimal"
    assert worth(industry, listed) < found.value - 0.05
    assert 4 <= found.x.sum() <= 7


@INDUSTRIES
def test_nobody_else_is_as_good_as_the_best(industry):
    found = best(industry)
    others = [best(industry, exclude=[name]).value for name in found.chosen]
    assert max(others) < found.value - 0.05


@INDUSTRIES
def test_a_synergy_pays_a_conflict_binds_and_a_requirement_costs(industry):
    found = best(industry)
    signed = set(found.chosen)
    assert any(amount > 0 and signed.issuperset(pair) for pair, amount in industry.synergy.items())
    assert best(industry, synergy=None).value < found.value - 0.05
    assert best(industry, conflicts=()).value > found.value + 0.05
    assert best(industry, requires=()).value > found.value + 0.05


@INDUSTRIES
def test_worth_risk_and_speed_are_three_things(industry):
    net, failure, months = industry.portfolio.net, *(industry.portfolio.column(what) for what in ("failure", "months"))
    assert len({int(net.argmax()), int(failure.argmin()), int(months.argmin())}) == 3
    for other in (failure, months):
        assert abs(np.corrcoef(net, other)[0, 1]) < 0.6
    assert 0 < failure.min() <= failure.max() < 0.5
    assert (industry.portfolio.column("successes") + industry.portfolio.column("failures") > 0).all()


@INDUSTRIES
def test_a_shock_is_part_of_the_risk_of_those_whom_it_hits(industry):
    hit = industry.portfolio[industry.shock["partners"]]
    assert len(hit) >= 3
    assert (hit.column("failure") >= industry.shock["chance"]).all()
    assert set(hit.names) & set(best(industry).chosen)


@INDUSTRIES
def test_of_three_clauses_some_pay_and_some_do_not(industry):
    assert [clause["name"] for clause in industry.clauses] == [
        "non-disclosure agreement",
        "patent sharing",
        "privacy safeguards",
    ]
    assert {(c["chance_without"] - c["chance_with"]) * c["loss"] > c["cost"] for c in industry.clauses} == {True, False}


@INDUSTRIES
def test_every_output_can_be_made_and_the_best_portfolio_lacks_few(industry):
    assert industry.M.any(axis=0).all()
    assert industry.M[best(industry).x].any(axis=0).sum() >= 4


@INDUSTRIES
def test_those_who_are_signed_plug_into_every_later_lesson(industry):
    chosen = best(industry)
    partners = industry.portfolio[chosen.chosen]
    v = synergy_game(
        partners, {pair: amount for pair, amount in industry.synergy.items() if set(pair) <= set(partners.names)}
    )
    assert_allclose(v[-1], chosen.value)
    assert_allclose(shapley(v).sum(), v[-1])
    assert blocking_coalition(v, nucleolus(v)) is None
    assert nash_bargain(partners).signed.sum() >= len(partners) - 1
    assert 0 < coverage(industry.M, chosen.x) <= 1
    assert removal_impact(industry.M).shape == (12,)
    trust = update_trust(1, 1, partners.column("successes"), partners.column("failures"))
    assert simulate_reviews(trust.mean, rng=0).gain.shape == (10, len(partners))
    net = simulate(partners, failure=partners.column("failure"), draws=2_000, rng=0)
    assert var_cvar(-net).cvar > -partners.total


@pytest.mark.parametrize(
    ("name", "partner"),
    [
        ("manufacturing", "Vossel Works"),
        ("city", "City of Marrowby"),
        ("medicine", "Saint Orrin Hospital"),
        ("finance", "Copperleaf Bank"),
        ("education", "Lantern Hill School"),
        ("energy", "Ostergate Group"),
        ("agriculture", "Vossel Works"),
    ],
)
def test_an_industry_is_not_done_without_its_own_partner(name, partner):
    industry = WORLD[name]
    assert partner in best(industry).chosen
    assert pareto_front(industry.X, industry.senses)[industry.portfolio.names.index(partner)]


def test_the_platform_has_nothing_to_do_in_a_factory():
    factory = WORLD["manufacturing"]
    assert factory.portfolio["Pedlarway"].net < 0
    assert not any("Pedlarway" in pair for pair in factory.synergy)
