"""Personal data: the same everywhere for one id, other data for any other id, and equally hard for all."""

import hashlib
import json
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.stats import beta

from lepton_kit import datasets
from lepton_kit.exercises import personal_data
from lepton_kit.exercises.content import industry_file
from lepton_kit.exercises.personal import Draw, normalised, seed
from lepton_kit.partnership import excess, greedy, read_industry, select, weighted_sum

partners = personal_data("A1").partners
alliance, records = personal_data("A2").alliance, personal_data("A2").records
image_sample, network_plan = personal_data("A3").image_sample, personal_data("A3").network_plan
data_market = personal_data("A4").data_market

IDS = [f"student-{number}" for number in range(500)]
SETS = (np.arange(256)[:, None] >> np.arange(8)) & 1
PLACEHOLDER = "put your student id here"


@cache
def data_of(make):
    """Everybody's data, made once for all tests."""
    return {student: make(student) for student in IDS}


def fingerprint(data):
    """A number for all that a student's data holds."""
    plain = {name: getattr(data, name) for name in data.__slots__}
    return hashlib.sha256(json.dumps(plain, default=_plain).encode()).hexdigest()


def _plain(value):
    return value.tolist() if isinstance(value, np.ndarray) else [*value.names, *value.cost, *value.returns]


@pytest.mark.parametrize("same", [" S001 ", "s001\n", "S001", "ｓ００１"])
def test_one_id_is_one_id_however_it_is_written(same):
    """Blanks, capitals, and the full-width letters of an Asian keyboard (Unicode's form NFKC)."""
    assert normalised(same) == "s001"
    assert seed(same, "x") == seed("s001", "x")


def test_composed_and_decomposed_letters_are_one():
    assert normalised("Garci\u0301a") == normalised("Garc\u00eda") == "garc\u00eda"


@pytest.mark.parametrize("wrong", ["", "  ", PLACEHOLDER, None, 7, 1.5, ["s001"], b"s001"])
@pytest.mark.parametrize("make", [partners, alliance, records, image_sample, data_market])
def test_no_id_is_told(make, wrong):
    with pytest.raises(ValueError, match="student id"):
        make(wrong)


def test_the_seed_is_sha256_of_id_and_purpose():
    """Python's hash() differs from run to run; this must not."""
    assert seed("s001", "x") == int(hashlib.sha256(b"s001\0x").hexdigest(), 16)
    assert seed("s001", "x") != seed("s001", "y")


def test_draws_are_what_python_promises_never_to_change():
    draw = Draw("s001", "golden")
    assert [draw.whole(1, 100) for _ in range(5)] == [77, 4, 47, 4, 39]
    assert draw.some("abcdef", 6) == list("debafc")


def test_draws_cover_their_range_evenly():
    draw = Draw("s001", "even")
    counts = np.bincount([draw.whole(0, 5) for _ in range(6000)], minlength=6)
    assert counts.sum() == 6000
    assert abs(counts - 1000).max() < 150
    assert sorted(draw.some(range(9), 9)) == list(range(9))


@pytest.mark.long
@pytest.mark.parametrize("make", [partners, alliance, records])
def test_any_two_ids_get_different_data(make):
    assert len({fingerprint(data) for data in data_of(make).values()}) == len(IDS)


def test_an_id_gets_the_same_on_every_machine():
    """Golden values: a change of them would take away the data that students are working on."""
    mine, group, year = partners("s001"), alliance("s001"), records("s001")
    assert mine.names[:4] == ("Hullabaloo & Finch", "Tarnside Institute", "City of Marrowby", "Vossel Works")
    assert mine.portfolio.cost.tolist() == [0.75, 0.75, 1.25, 0.75, 2, 0.75, 1.75, 1.5]
    assert (mine.budget, mine.alpha, mine.X[0].tolist()) == (4.75, 0.35, [6, 1, 8, 8])
    assert (4 * group.v).tolist() == [0, 13, 5, 16, 9, 23, 17, 29, 13, 29, 18, 32, 22, 39, 30, 45]
    assert group.escrows["E65"] == (2, ("propose", "fund", "deliver", "award"))
    assert (year.a.tolist(), year.forget, year.checked["Hullabaloo & Finch"]) == ([2, 7, 6, 7, 4, 1], 0.6, (2, 3))
    sample = image_sample("s001")
    assert (sample.classes, sample.train[:3].tolist()) == ((2, 6, 8, 7), [5215, 6082, 2088])


def test_the_partners_are_those_of_the_lessons_and_money_adds_up_exactly():
    """In quarters of a million: what a student adds or compares is what the computer does."""
    assert read_industry(industry_file("base")).portfolio.names == personal_data("A1").NAMES
    for mine in data_of(partners).values():
        amounts = [*mine.portfolio.cost, *mine.portfolio.returns, *mine.report.values(), mine.budget]
        amounts += mine.synergy.ravel().tolist()
        assert all(float(4 * amount).is_integer() for amount in amounts)


def list_by(key, cost, budget):
    chosen = []
    for i in np.argsort(-key, kind="stable"):
        if cost[i] <= budget:
            chosen.append(int(i))
            budget -= cost[i]
    return sorted(chosen)


def bests(mine):
    """Numbers of the best sets: with all rules, without conflict, without synergy; by trying all 256."""
    worth, pairs = SETS @ mine.portfolio.net, ((SETS @ mine.synergy) * SETS).sum(axis=1) / 2
    paid, [[i, j]] = SETS @ mine.portfolio.cost <= mine.budget, mine.conflicts
    apart = SETS[:, i] + SETS[:, j] < 2
    for total, allowed in ((worth + pairs, paid & apart), (worth + pairs, paid), (worth, paid & apart)):
        codes = np.flatnonzero(allowed)[total[allowed] == total[allowed].max()]
        assert len(codes) == 1
        yield int(codes[0])


def test_every_choice_of_partners_is_equally_hard():
    """The best set is the only one, no list finds it, and conflict and synergy both matter."""
    for student, mine in data_of(partners).items():
        N, C = mine.portfolio.net, mine.portfolio.cost
        lists = [list_by(key, C, mine.budget) for key in (N, N / C, weighted_sum(mine.X, mine.weights, mine.senses))]
        codes = [*bests(mine), *(sum(1 << i for i in chosen) for chosen in lists)]
        assert len(set(codes)) == 6, student
        if student.endswith("7"):
            assert_array_equal(select(mine.portfolio, mine.budget, **mine.rules).x, SETS[codes[0]])
            assert np.flatnonzero(greedy(mine.portfolio, mine.budget).x).tolist() == lists[1]


def test_every_table_of_marks_turns_when_somebody_withdraws():
    """One, two or three withdrawals take the first place from the best, and no place is a matter of rounding."""
    for student, mine in data_of(partners).items():
        first, turned = int(weighted_sum(mine.X, mine.weights, mine.senses).argmax()), 0
        for i in set(range(8)) - {first}:
            stay = np.arange(8) != i
            among = weighted_sum(mine.X[stay], mine.weights, mine.senses)
            assert np.diff(np.sort(among))[-1] > 0.005, student
            turned += np.flatnonzero(stay)[among.argmax()] != first
        assert 1 <= turned <= 3, student


def test_every_report_has_three_errors_that_cancel():
    for student, mine in data_of(partners).items():
        off = np.array(list(mine.report.values())) - mine.portfolio.net
        assert (np.count_nonzero(off), off.sum(), off.min() < 0 < off.max()) == (3, 0, True), student


def test_every_alliance_is_equally_hard():
    for mine in data_of(alliance).values():
        C, R = mine.portfolio.cost, mine.portfolio.returns
        assert (R - C - mine.outside >= 0.5).all()
        assert mine.power != 0.5
        assert mine.effort[0] != mine.effort[1]
        e = excess(mine.v, mine.v[-1] * C / C.sum())
        assert abs(e[-1]) < 1e-9
        leaving = int(e[1:-1].argmax()) + 1
        assert leaving.bit_count() in (2, 3)
        assert leaving != int(mine.v[1:-1].argmax()) + 1
        assert np.diff(np.sort(e[1:-1]))[-1] > 0.075
        assert sum(price > mine.purse for price, _ in mine.escrows.values()) == 1


def test_every_review_is_equally_hard():
    for year in data_of(records).values():
        a, b = np.array(list(year.checked.values())).T
        chance = beta.sf(year.break_even, a, b)
        going = chance < year.exit_below
        assert going.sum() == 2
        assert abs(chance - year.exit_below).min() > 0.02
        assert ((a / (a + b) < year.break_even) & ~going).any()
        assert len(set(year.names) | set(year.checked)) == 11


def test_nobody_can_spoil_the_data_for_the_next_who_asks():
    for array in (partners("s001").X, alliance("s001").v, records("s001").a):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 99


@pytest.mark.parametrize("make", [partners, alliance, records])
def test_data_are_shown_as_tables_with_every_name(make):
    data = make("s001")
    names = data.portfolio.names if hasattr(data, "portfolio") else [*data.names, *data.checked]
    for text in (str(data), data._repr_html_().replace("&amp;", "&")):
        assert [name for name in names if name not in text] == []
    assert data._repr_html_().count("<table>") == data._repr_html_().count("</table>") >= 1


def test_an_image_sample_is_a_part_of_the_data_set():
    from lepton_kit import datasets

    data, mine = datasets.load("fashion_mnist"), image_sample("s001", classes=3, train=20, test=5)
    assert (mine.x_train == data.x_train[mine.train]).all()
    assert (np.array(mine.classes)[mine.y_test] == data.y_test[mine.test]).all()
    assert np.bincount(mine.y_train).tolist() == [20, 20, 20]
    assert np.bincount(mine.y_test).tolist() == [5, 5, 5]
    assert len(set(mine.train.tolist())) == 60
    assert mine.class_names == tuple(data.class_names[number] for number in mine.classes)
    assert mine.y_train[:10].tolist() != sorted(mine.y_train[:10].tolist())
    other = image_sample("s002", classes=3, train=20, test=5)
    assert set(mine.train.tolist()) != set(other.train.tolist())


@pytest.mark.parametrize("wrong", [{"classes": 1}, {"classes": 11}, {"train": 0}, {"test": 201}, {"train": 2.5}])
def test_a_sample_that_cannot_be_is_told(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be a whole number"):
        image_sample("s001", **wrong)


def test_plans_of_networks_differ_and_can_be_built():
    """Over 500 ids nearly every plan is its owner's alone, and each leaves something for the dense layer."""
    plans = [network_plan(f"s{i:03}") for i in range(500)]
    assert len(set(plans)) >= 499
    for plan in plans:
        side = plan.height - plan.kernel1 + 1 if plan.padding1 == "valid" else plan.height
        assert (-(-side // plan.stride1) // 2 - plan.kernel2 + 1) // 2 >= 1


# A4: a market of data partners ----------------------------------------------------------------------------------------

MARKETS = {student: data_market(student) for student in IDS[:25]}
TRUTH = datasets.load("fashion_mnist").y_train


def test_a_market_is_the_students_own():
    assert data_market(" Student-3 ") is data_market("student-3")
    drawn = {tuple(p.indices.tobytes() for p in market.partners) for market in MARKETS.values()}
    assert len(drawn) == len(MARKETS)


@pytest.mark.parametrize("market", MARKETS.values(), ids=MARKETS)
def test_every_market_has_the_same_difficulties(market):
    """All ten classes, one that a single partner holds, one who copies, one who is careless, and too little money."""
    partners = market.partners
    holders = [sum(label in p.classes for p in partners) for label in range(10)]
    assert min(holders) == 1 and holders.count(1) == 1
    shared = [
        len(np.intersect1d(a.indices, b.indices)) / len(a) for a in partners for b in partners if a.name != b.name
    ]
    assert 0.6 <= max(shared) <= 1 and sum(share > 0 for share in shared) == 2
    wrong = sorted(float((p.labels != TRUTH[p.indices]).mean()) for p in partners)
    assert wrong[:5] == [0] * 5 and 0.2 <= wrong[5] <= 0.5
    assert max(partners.prices) <= market.budget < partners.prices.sum()


def test_the_careless_one_stands_anywhere_in_the_table():
    places = {
        int(np.argmax([(p.labels != TRUTH[p.indices]).mean() for p in market.partners])) for market in MARKETS.values()
    }
    assert len(places) > 3
