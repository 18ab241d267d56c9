"""Core, least core and nucleolus against published cases, and against slow definitions of the same."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from lepton_kit.partnership.core_stability import (
    blocking_coalition,
    core,
    core_vertices,
    excess,
    least_core,
)
from lepton_kit.partnership.games import shapley, synergy_game, worth
from lepton_kit.partnership.least_excess import nucleolus

GLOVES = [0, 0, 0, 0, 0, 1, 1, 1]
MAJORITY = [0, 0, 0, 1, 0, 1, 1, 1]


def estate(amount, claims):
    """A group's worth is what is left once the others are paid in full (O'Neill 1982)."""
    return worth(lambda S: max(0, amount - sum(claims) + sum(claims[i] for i in S)), len(claims))


def members(n):
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(float)


def slow_nucleolus(v):
    """Maschler, Peleg & Shapley 1979 by the book: ask of every single coalition whether its excess can still vary."""
    n = len(v).bit_length() - 1
    A, full = members(n), 2**n - 1
    low = [(v[1 << i], None) for i in range(n)]
    fixed, open_ = {full: v[full]}, list(range(1, full))
    while open_:
        equal, paid = A[list(fixed)], np.array(list(fixed.values()))
        best = linprog(
            np.append(np.zeros(n), 1),
            -np.column_stack([A[open_], np.ones(len(open_))]),
            -v[open_],
            np.column_stack([equal, np.zeros(len(equal))]),
            paid,
            [*low, (None, None)],
        )
        assert best.status == 0
        least = best.x[-1]
        for S in list(open_):
            most = linprog(-A[S], -A[open_], least + 1e-9 - v[open_], equal, paid, low)
            assert most.status == 0
            if -most.fun <= v[S] - least + 1e-7:
                fixed[S] = v[S] - least
        open_ = [S for S in open_ if S not in fixed]
    return np.linalg.lstsq(A[list(fixed)], np.array(list(fixed.values())), rcond=None)[0]


def random_game(rng, n, kind):
    if kind == "superadditive":
        v = rng.integers(0, 10, 2**n).astype(float)
        v[0] = 0
        for S in range(1, 2**n):
            T = (S - 1) & S
            while T:
                v[S] = max(v[S], v[T] + v[S ^ T])
                T = (T - 1) & S
        return v
    if kind == "any":
        v = rng.normal(size=2**n)
        v[0], v[-1] = 0, v[1 << np.arange(n)].sum() + rng.random()
        return v
    claims = rng.integers(1, 50, n)
    return estate(int(rng.integers(1, claims.sum())), claims.tolist())


@pytest.mark.parametrize(
    ("amount", "award"), [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150]), (400, [50, 125, 225])]
)
def test_talmud(amount, award):
    """Kethubot 93a, claims 100, 200, 300, explained by Aumann & Maschler 1985; 400 follows from their rule."""
    assert_allclose(nucleolus(estate(amount, [100, 200, 300])), award, rtol=1e-12)


def test_contested_garment():
    """Baba Metzia 2a in Aumann & Maschler 1985: one claims all of it, one claims half: three quarters and a quarter."""
    assert_allclose(nucleolus(estate(1, [1, 0.5])), [0.75, 0.25])


def talmud_rule(amount, claims):
    """Aumann & Maschler 1985: equal awards up to half the claims, then equal losses from the other side."""
    half = np.array(claims) / 2

    def equal(total):
        level = np.sort(half)
        for k in range(len(half)):
            share = (total - level[:k].sum()) / (len(half) - k)
            if share <= level[k]:
                return np.minimum(half, share)
        return half

    return equal(amount) if amount <= half.sum() else np.array(claims) - equal(sum(claims) - amount)


@pytest.mark.parametrize("seed", range(15))
def test_bankruptcy_in_general(seed):
    """Aumann & Maschler 1985, theorem: the nucleolus of a bankruptcy game is the Talmud's rule, for any claims."""
    rng = np.random.default_rng(seed)
    claims = rng.integers(1, 100, rng.integers(2, 8)).tolist()
    amount = int(rng.integers(1, sum(claims)))
    assert_allclose(nucleolus(estate(amount, claims)), talmud_rule(amount, claims), atol=1e-9)


def littlechild(cost):
    """Littlechild 1974, A simple expression for the nucleolus: charges of an airport game with sorted costs."""
    charge, start, paid = [], 0, 0.0
    n = len(cost)
    while start < n:
        ends = range(start, n - 1)
        rates = [(cost[k] - paid) / (k - start + 2) for k in ends] + [(cost[n - 1] - paid) / (n - start)]
        best = min(range(len(rates)), key=lambda k: (round(rates[k], 12), -k))
        if best == len(rates) - 1:
            return charge + [rates[best]] * (n - start)
        charge += [rates[best]] * (best + 1)
        start, paid = start + best + 1, paid + rates[best] * (best + 1)
    return charge


@pytest.mark.parametrize("cost", [[8, 11, 13, 18], [1, 2, 3], [5, 5, 5, 20], [2, 9, 9, 10, 30]])
def test_airport(cost):
    """Savings v(S) = sum of c_i - c(S); what a player is charged is c_i - x_i (Littlechild 1974)."""
    n = len(cost)
    savings = worth(lambda S: sum(cost[i] for i in S) - max(cost[i] for i in S), n)
    assert_allclose(cost - nucleolus(savings), littlechild(cost), atol=1e-9)


def savings(cost, alone):
    """What each group saves by building together."""
    return worth(lambda S: sum(alone[i] for i in S) - cost[frozenset(S)], len(alone))


def test_tennessee_valley():
    """Navigation, flood control and power, in thousand dollars: Straffin & Heaney 1981, Game theory and the TVA."""
    alone = [163_520, 140_826, 250_096]
    cost = {frozenset({i}): alone[i] for i in range(3)}
    cost |= {frozenset("01"): 301_607, frozenset("02"): 378_821, frozenset("12"): 367_370, frozenset("012"): 412_584}
    v = savings({frozenset(map(int, S)): amount for S, amount in cost.items()}, alone)
    assert_allclose(alone - shapley(v), [117_829, 100_756.5, 193_998.5])
    assert_allclose(alone - nucleolus(v), [116_234, 93_540, 202_810])
    assert blocking_coalition(v, nucleolus(v)) is None


def test_three_investors():
    """Lemaire 1991, Cooperative game theory and its insurance applications: interest that grows with the deposit."""
    v = [0, 46_125, 17_437.5, 69_187.5, 5_812.5, 53_812.5, 30_750, 90_000]
    assert_allclose(shapley(v), [51_750, 25_875, 12_375])
    assert_allclose(nucleolus(v), [52_687.5, 24_468.75, 12_843.75])


SKANE = (
    "A 21.95 H 17.08 K 10.91 L 15.88 M 20.81 T 21.98 AH 34.69 AK 32.86 AL 37.83 AM 42.76 AT 43.93 HK 22.96 HL 25.00 "
    "HM 37.89 HT 39.06 KL 26.79 KM 31.45 KT 32.89 LM 31.10 LT 37.86 MT 39.41 AHK 40.74 AHL 43.22 AHM 55.50 AHT 56.67 "
    "AKL 48.74 AKM 53.40 AKT 54.84 ALM 53.05 ALT 59.81 AMT 61.36 HKL 27.26 HKM 42.55 HKT 44.94 HLM 45.81 HLT 46.98 "
    "HMT 56.49 KLM 42.01 KLT 48.77 KMT 50.32 LMT 51.46 AHKL 48.95 AHKM 60.25 AHKT 62.72 AHLM 64.03 AHLT 65.20 "
    "AHMT 74.10 AKLM 63.96 AKLT 70.72 AKMT 72.27 ALMT 73.41 HKLM 48.07 HKLT 49.24 HKMT 59.35 HLMT 64.41 KLMT 56.61 "
    "AHKLM 69.76 AHKLT 70.93 AHKMT 77.42 AHLMT 83.00 AKLMT 73.97 HKLMT 66.46 AHKLMT 83.82"
)


def test_water_for_six_municipalities():
    """Skåne, in million crowns: Young, Okada & Hashimoto 1982, Cost allocation in water resources development."""
    table = SKANE.split()
    cost = {
        frozenset("AHKLMT".index(name) for name in S): float(amount)
        for S, amount in zip(table[::2], table[1::2], strict=True)
    }
    alone = np.array([cost[frozenset({i})] for i in range(6)])
    v = savings(cost, alone)
    assert_allclose(alone - shapley(v), [20.01, 10.71, 6.61, 10.37, 16.94, 19.18], atol=0.01)
    assert_allclose(alone - nucleolus(v), [20.35, 12.06, 5.00, 8.61, 18.32, 19.49], atol=0.01)


def test_gloves():
    """Shapley & Shubik 1969: the core is the single point (0, 0, 1), so the nucleolus is there too."""
    assert not core(GLOVES).is_empty
    assert_allclose(core(GLOVES).point, [0, 0, 1], atol=1e-12)
    assert_allclose(core_vertices(GLOVES), [[0, 0, 1]])
    assert_allclose(nucleolus(GLOVES), [0, 0, 1])


def test_majority_has_an_empty_core():
    """Von Neumann & Morgenstern 1944: two of three divide a dollar; the least fine for leaving is 1/3."""
    result = core(MAJORITY)
    assert (result.is_empty, result.point) == (True, None)
    assert result.epsilon == pytest.approx(1 / 3)
    assert_allclose(least_core(MAJORITY).point, [1 / 3] * 3)
    assert_allclose(nucleolus(MAJORITY), [1 / 3] * 3)
    assert core_vertices(MAJORITY).shape == (0, 3)


def test_landowner_and_workers():
    """One owner, m workers, output sqrt(workers): the owner is needed by all (Shapley & Shubik 1967)."""
    v = worth(lambda S: (len(S) - 1) ** 0.5 if 0 in S else 0, 4)
    last = 3**0.5 - 2**0.5
    x = nucleolus(v)
    assert_allclose(x[1:], last / 2)
    assert x.sum() == pytest.approx(3**0.5)
    assert core_vertices(v)[:, 1:].max() == pytest.approx(last)


def test_the_example_with_synergies():
    v = synergy_game([0.4, 0.8, 0.4], [[0, 0.3, -0.1], [0.3, 0, 0.2], [-0.1, 0.2, 0]])
    assert_allclose(nucleolus(v), [0.5, 1.05, 0.45])
    assert blocking_coalition(v, [0.5, 1.05, 0.45]) is None
    assert not core(v).is_empty


def test_a_shared_budget_can_empty_the_imputation_set():
    v = [0, 0.4, 0.8, 1.5, 0.4, 0.7, 1.4, 1.5]
    with pytest.raises(ValueError, match=r"imputation set is empty: alone .* 1.6 .* together only 1.5"):
        nucleolus(v)
    assert core(v).is_empty


@pytest.mark.parametrize("kind", ["superadditive", "any", "estate"])
@pytest.mark.parametrize("seed", range(8))
def test_nucleolus_against_the_slow_definition(kind, seed):
    rng = np.random.default_rng(seed)
    v = random_game(rng, 3 + seed % 3, kind)
    assert_allclose(nucleolus(v), slow_nucleolus(v), atol=1e-6 * max(1, np.abs(v).max()))


@pytest.mark.parametrize("n", [3, 4, 5, 8])
def test_no_other_imputation_is_lexicographically_better(n):
    rng = np.random.default_rng(n)
    for kind in ("superadditive", "any"):
        v = random_game(rng, n, kind)
        x = nucleolus(v)
        alone = v[1 << np.arange(n)]
        assert (x >= alone - 1e-9).all()
        assert x.sum() == pytest.approx(v[-1])
        sorted_down = -np.sort(-excess(v, x))
        for size in (1, 0.1, 1e-3):
            other = alone + (v[-1] - alone.sum()) * rng.dirichlet(np.ones(n), size=200)
            for y in (1 - size) * x + size * other:
                difference = -np.sort(-excess(v, y)) - sorted_down
                first = difference[np.abs(difference) > 1e-8]
                assert len(first) == 0 or first[0] > 0


@pytest.mark.parametrize("n", [4, 9])
def test_nucleolus_moves_with_the_unit_and_with_what_each_has_alone(n):
    """Strategic equivalence: the nucleolus of c v + sum of d_i is c x + d, in thousandths or in millions."""
    rng = np.random.default_rng(n)
    v, d = random_game(rng, n, "superadditive"), rng.normal(size=n)
    for c in (1e-6, 1e8):
        moved = c * (v + members(n) @ d)
        moved[0] = 0
        assert_allclose(nucleolus(moved), c * (nucleolus(v) + d), rtol=1e-7, atol=1e-7 * c)
        assert core(moved).is_empty == core(v).is_empty


@pytest.mark.parametrize("penalty", [1e3, 1e6, 1e12])
def test_who_must_not_meet_may_be_worth_any_loss(penalty):
    """A coalition that loses more than all can share has a lower excess than any single player, at every imputation;
    by how much decides nothing, however small the others' worths are beside it (Maschler, Peleg & Shapley 1979)."""
    rng = np.random.default_rng(4)
    for kind in ("superadditive", "any", "estate"):
        for n in (3, 4):
            v = random_game(rng, n, kind)
            alone = members(n) @ v[1 << np.arange(n)]
            forbidden = (members(n).sum(axis=1) % n > 1) & (rng.random(2**n) < 0.4)
            mild = np.where(forbidden, alone - 3 * n * (v - alone).max(), v)
            harsh = np.where(forbidden, -penalty * rng.uniform(1, 2, 2**n), v)
            size = np.abs(v).max()
            assert_allclose(nucleolus(harsh), slow_nucleolus(mild), atol=1e-6 * size)
            assert core(harsh).is_empty == core(mild).is_empty
            assert core(harsh).epsilon == pytest.approx(core(mild).epsilon, abs=1e-7 * size)
            assert_allclose(core_vertices(harsh), core_vertices(mild), atol=1e-7 * size)
    assert_allclose(nucleolus([0, 0, 0, -penalty, 0, 1, 1, 1]), [0, 0, 1])
    assert blocking_coalition([0, 0, 0, -penalty, 0, 1, 1, 1], [0.5, 0.5, 0]).players == (0, 2)


def test_many_players():
    """Apex game: one big player with any small one, or all the small ones together (Davis & Maschler 1965)."""
    n = 13
    v = worth(lambda S: (0 in S and len(S) > 1) or len(S) == n - 1, n)
    assert_allclose(nucleolus(v), [(n - 2) / (2 * n - 3)] + [1 / (2 * n - 3)] * (n - 1), atol=1e-9)


def test_convex_games():
    """Shapley 1971: a convex game has a core; its corners are marginal vectors, and Shapley's value is inside."""
    v = worth(lambda S: len(S) ** 2 + (0 in S) * len(S), 4)
    assert not core(v).is_empty
    assert blocking_coalition(v, shapley(v)) is None
    corners = core_vertices(v)
    assert len(corners) == len(np.unique(corners, axis=0)) > 4
    for x in corners:
        assert blocking_coalition(v, x) is None
    assert_allclose(np.sort(corners, axis=0)[0], v[1 << np.arange(4)])


def test_corners_of_three_players_go_round():
    v = worth(lambda S: {1: 0, 2: 1, 3: 3}[len(S)], 3)
    corners = core_vertices(v)
    assert len(corners) == 6
    steps = np.abs(np.diff(np.vstack([corners, corners[:1]]), axis=0)).sum(axis=1)
    assert_allclose(steps.sum(), 12)
    assert not core(v).is_empty
    assert core(v).epsilon == pytest.approx(-1)


@pytest.mark.parametrize("seed", range(10))
def test_core_agrees_with_its_corners(seed):
    rng = np.random.default_rng(seed)
    v = random_game(rng, 4, "superadditive")
    result = core(v)
    assert result.is_empty == (len(core_vertices(v)) == 0)
    assert excess(v, least_core(v).point)[1:-1].max() == pytest.approx(result.epsilon)
    if not result.is_empty:
        assert blocking_coalition(v, result.point) is None
        assert blocking_coalition(v, nucleolus(v)) is None


def test_one_and_two_players():
    assert_allclose(nucleolus([0, 5]), [5])
    assert_allclose(core([0, 5]).point, [5])
    assert_allclose(core_vertices([0, 5]), [[5]])
    assert_allclose(nucleolus([0, 1, 2, 7]), [3, 4])
    assert_allclose(core_vertices([0, 1, 2, 7]), [[1, 6], [5, 2]])


def test_additive_games_leave_nothing_to_divide():
    v = worth(lambda S: sum((0.1, 0.2, 0.3)[i] for i in S), 3)
    assert_allclose(nucleolus(v), [0.1, 0.2, 0.3])
    assert not core(v).is_empty
    assert_allclose(core(v).point, [0.1, 0.2, 0.3])
    assert_allclose(nucleolus([0] * 8), [0, 0, 0])


def test_who_would_leave():
    leaving = blocking_coalition(MAJORITY, [0.5, 0.5, 0])
    assert leaving.players == (0, 2)
    assert (leaving.worth, leaving.paid, leaving.gain) == (1, 0.5, 0.5)
    assert blocking_coalition([0, 3, 3, 6], [2, 4]).players == (0,)


def test_of_equal_gains_the_smallest_coalition_is_named():
    assert blocking_coalition([0, 1, 0, 1, 0, 0, 0, 1], [0, 0, 1]).players == (0,)


def test_errors_teach():
    with pytest.raises(ValueError, match=r"shares out 0.9, but .* worth 1"):
        blocking_coalition(MAJORITY, [0.3, 0.3, 0.3])
    with pytest.raises(ValueError, match=r"x has 2 entries; 3 were wanted"):
        excess(MAJORITY, [0.5, 0.5])
    with pytest.raises(ValueError, match=r"at most five|at most 5"):
        core_vertices(np.zeros(2**6))
    for function in (core, least_core, nucleolus, core_vertices):
        with pytest.raises(ValueError, match=r"v\[0\] is 1"):
            function([1, 1])
        with pytest.raises(ValueError, match="3 worths"):
            function([0, 1, 2])
        with pytest.raises(ValueError, match=r"v\[3\] is nan"):
            function([0, 1, 2, np.nan])
    for function in (core, least_core, nucleolus):
        with pytest.raises(ValueError, match="21 players"):
            function(np.zeros(2**21))
