"""The industry cases plug into every function of the partnership half as they are, by name."""

import tomllib

import pytest
from numpy.testing import assert_allclose

from lepton_kit.exercises.content import content_file
from lepton_kit.partnership import (
    Portfolio,
    allocate,
    blocking_coalition,
    nash_bargain,
    nucleolus,
    select,
    shapley,
    simulate,
    simulate_reviews,
    synergy_game,
    thompson,
    update_trust,
    var_cvar,
)

INDUSTRIES = tomllib.loads(content_file("05", "industries.toml").read_text("utf-8"))
ALL = pytest.mark.parametrize("case", INDUSTRIES.values(), ids=INDUSTRIES)


def test_the_five_industries_of_the_article():
    assert list(INDUSTRIES) == ["manufacturing", "smart city", "medical", "education", "finance"]


@ALL
def test_a_case_is_whole(case):
    partners = Portfolio(case["partners"])
    assert (partners.net > 0).all()
    assert all(0 < chance < 1 for chance in partners.column("failure"))
    assert partners.cost.min() < case["budget"] < partners.cost.sum()
    assert all(partners.column("kind"))
    assert {name for one, other, _ in case["synergy"] for name in (one, other)} <= set(partners.names)


@ALL
def test_a_case_plugs_into_everything(case):
    partners = Portfolio(case["partners"])
    q = {(one, other): extra for one, other, extra in case["synergy"]}
    v = synergy_game(partners, q)
    assert_allclose(shapley(v).sum(), v[-1])
    assert blocking_coalition(v, dict(zip(partners.names, nucleolus(v), strict=True))) is None
    assert nash_bargain(partners).signed.all()
    assert set(select(partners, case["budget"], synergy=q).chosen) < set(partners.names)
    record = {what: dict(zip(partners.names, partners.column(what), strict=True)) for what in ("successes", "failures")}
    trust = update_trust(1, 1, **record)
    assert thompson(*(dict(zip(partners.names, count, strict=True)) for count in trust), rng=0) in partners.names
    assert simulate_reviews(trust.mean, prior=trust, rng=0).gain.shape == (10, len(partners))
    net = simulate(partners, failure=partners.column("failure"), draws=2_000, rng=0)
    assert var_cvar(-net).cvar > -partners.total
    shared = allocate(dict(zip(partners.names, partners.returns, strict=True)), partners.cost, 1.0).by_name("x")
    assert sum(shared.values()) == pytest.approx(1.0)
