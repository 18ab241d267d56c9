"""All lessons: what learners write in good faith passes, and a slip is not told to be another one."""

import numpy as np
import pytest
from scipy.stats import beta

from lepton_kit.exercises import find
from lepton_kit.exercises.content import content_module, industry_file
from lepton_kit.partnership import (
    read_industry,
    select,
    shapley,
    synergy_game,
    topsis,
    transfer,
    update_trust,
    weighted_sum,
)

BASE = read_industry(industry_file("base"))


def judged(question, answer):
    question = find(question)
    return question.judge(answer, **question.given())


def nothing(*arguments):
    total = arguments[0]  # noqa: F841


def printing(*arguments):
    print(arguments[0])


OPEN = ["01.9", "02.8", "03.8", "07.9", "15.8", "16.6", "17.2", "17.7", "18.7", "20.8", "21.7"]


@pytest.mark.parametrize("question", OPEN)
@pytest.mark.parametrize("function", [nothing, printing])
def test_a_function_that_returns_nothing_is_told_so_in_open_tasks_too(question, function):
    said = "Put `return ...` in place" if function is printing else "Let it end in `return ...`"
    assert said in judged(question, function).message


@pytest.mark.parametrize("question", ["01.9", "02.8", "07.9"])
@pytest.mark.parametrize(
    "result",
    [[["a"]], {"a": 1}, [1.0, 2.0], [[1.0], [2.0]], ([1.0] * 12, [2.0] * 12)],
    ids=["text", "dict", "two", "column", "pair"],
)
def test_a_result_of_another_form_is_told_in_words(question, result):
    message = judged(question, lambda *arguments: result).message
    assert "wanted" in message or "one number for each row" in message
    assert "failed with" not in message and "broadcast" not in message


def greedy(net, cost, key, budget):
    chosen = np.full(len(net), False)
    for i in np.argsort(-key):
        chosen[i] = cost[chosen].sum() + cost[i] <= budget + 1e-9
    return chosen


def own_lists(net, cost, budget):
    keys = (net / cost, net, -cost)
    return max([greedy(net, cost, key, budget) for key in keys], key=lambda chosen: net[chosen].sum())


def test_a_helper_of_ones_own_may_be_called_as_the_kits_is():
    assert judged("03.8", own_lists).correct
    kits = dict(vars(__import__("lepton_kit.partnership", fromlist=["select"])))
    with_select = type(own_lists)((lambda net, cost, budget: select(net, cost, budget).x).__code__, kits)
    assert "out of bounds" in judged("03.8", with_select).message


ANIMALS, SERIES = content_module("17", "questions"), content_module("18", "questions")
UPHILL = "let the velocity point uphill"


@pytest.mark.parametrize(
    ("question", "answer", "slip"),
    [
        ("07.5", lambda a, b, even, level: beta.sf(even, a + 1, b + 1) < level, "added the prior once more"),
        ("07.5", lambda a, b, even, level: beta.sf(even, a, b) <= level, "let the level itself go"),
        ("07.8", lambda portfolio: 0 if len(portfolio) < 3 else 9, ""),
        ("01.2", "N_A, N_B, S", "names in one text"),
        ("02.1", {6, 4}, "a set for a row"),
        ("03.5", "C", "other names"),
        ("06.2", {"Quillmere University", "Saint Orrin Hospital"}, "other names"),
        ("11.1", (1, 100), "a comma between thousands"),
        ("10.4", lambda train, test: (test - test.mean()) / train.std(), "mixed the two"),
        ("10.6", lambda train, test: np.isin(test, set(train)).sum(), "counted none"),
        ("10.2", lambda images, by: np.maximum(images.astype(int) + by, 255), "took the larger of the two"),
        ("13.4", (13, 872), "a comma between thousands"),
        ("10.1", 66, "per cent for a share"),
        ("15.1", [2, 0, 3, 1], "counted from 0"),
        ("21.4", 24, "gave its place"),
        ("14.2", dict.fromkeys(["augmentation", "more pictures"]), "a dict for a set"),
        ("14.3", "1/70", "text for a number"),
        ("14.8", [[1.79, 1.765], [1.77, 1.752], [1.788, 1.758], [0.994, 0.976], [1.77, 1.749]], "gave losses"),
        (
            "17.1",
            lambda labels, guesses: [(guesses[labels == k] == k).mean() for k in set(labels)],
            "parts for the mean",
        ),
        ("17.3", lambda w, v, g, rate, momentum: (w - momentum * v - rate * g, momentum * v + rate * g), UPHILL),
        ("17.6", lambda P: P[:, 151:269].sum(axis=1) > P[:, 281:286].sum(axis=1), "True or False for a number"),
        ("17.6", lambda P: [int(max(p[151:269]) > max(p[281:286])) for p in P], "compared the likeliest of each"),
        ("17.6", lambda P: P[:, 151:269].sum(axis=1), "gave how probable a dog is"),
        ("18.2", lambda x, h, W, U, b: 1 / (1 + np.exp(-(x @ W + h @ U + b))), "bent by a sigmoid"),
        ("18.7", lambda load, vibration: vibration, "looked at the vibration alone"),
        ("18.7", lambda load, vibration: load, "looked at the load alone"),
        ("18.7", lambda load, vibration: -SERIES.surprise(load, vibration, squares=True), "turned the sign"),
        ("18.7", lambda vibration, load: SERIES.surprise(load, vibration, squares=True), "took one for the other"),
    ],
)
def test_a_slip_is_told_by_its_name(question, answer, slip):
    assert judged(question, answer).misconception == slip


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("03.7", lambda industry, name: 0.0),
        ("05.7", lambda clause: max(0, 0.1 * clause["loss"] - clause["cost"])),
        ("06.5", 0),
        ("06.8", [2.0, 1.0, 9.0]),
        ("12.3", [[0.1, 0, -0.1]] * 3),
        ("12.3", [[0, 0, -1]] * 3),
        ("12.7", (0.01, 0.045)),
        ("10.4", lambda train, test: test / 255),
        ("10.4", lambda train, test: test / train.max()),
        ("10.4", lambda train, test: (train - test.mean()) / test.std()),
        ("20.3", (62 * 62 * 16, 31 * 31 * 16)),
        ("20.8", lambda w, bits: [0.1]),
        ("20.5", lambda kind, length: 413 if length > 5_000_000 else 200),
        ("16.6", lambda images, labels: (images, labels)),
        ("16.6", lambda images, labels: images[0]),
        ("17.6", lambda probabilities: np.zeros(len(probabilities))),
        ("18.7", lambda load, vibration: np.zeros(len(load))),
        ("18.7", lambda load, vibration: SERIES.surprise(load, vibration, hours=1)),
        ("17.2", lambda learn, images, labels: learn(images, labels)),
        ("17.2", lambda learn, images, labels: 62.5),
        ("17.7", lambda images, labels, new: 0.1 + 0.8 * ANIMALS._varied(images, labels, new)),
        ("17.7", lambda images, labels, new: np.where(ANIMALS._varied(images, labels, new), "dog", "cat")),
        ("17.7", lambda images, labels, new: (np.zeros(len(new)), 1)),
        ("17.7", lambda images, labels, new: np.eye(2)[ANIMALS._varied(images, labels, new)]),
    ],
)
def test_what_is_no_such_slip_is_told_by_no_name(question, answer):
    verdict = judged(question, answer)
    assert not verdict.correct and verdict.misconception in ("", "parts for the total")
    assert "failed with" not in verdict.message


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("11.7", lambda first, labels: {i for i in range(len(first)) if labels[i] != labels[first[i]]}),
        ("11.7", lambda first, labels: (i for i in range(len(first)) if labels[i] != labels[first[i]])),
        ("01.8", lambda portfolio: (partner.name for partner in portfolio if partner.net > 0)),
        ("13.2", lambda probabilities, truth: -np.log(probabilities[truth] + 1e-7)),
        ("19.5", [8 / (8 + 1.96**2), 1]),
        ("17.7", lambda images, labels, new: (int(k) for k in ANIMALS._varied(images, labels, new))),
        ("13.2", lambda probabilities, truth: -np.log(np.clip(probabilities, 1e-6, 1))[truth]),
        ("10.4", lambda train, test: (test - train.mean()) / (train.std() + 1e-7)),
        ("07.9", lambda successes, failures: 10 * (beta.sf(0.5, 1 + successes, 1 + failures) >= 0.3)),
    ],
)
def test_right_answers_pass_in_other_forms(question, answer):
    verdict = judged(question, answer)
    assert verdict.correct, verdict


# The partnership half -------------------------------------------------------------------------------------------------


def by_name(mine):
    signed = mine.portfolio[select(mine.portfolio, mine.budget, **mine.rules).x]
    inside = {pair: amount for pair, amount in mine.synergy.items() if set(pair) <= set(signed.names)}
    return dict(zip(signed.names, shapley(synergy_game(signed, inside)), strict=True))


def shares(change):
    """Of 06.7, in another form."""
    return lambda mine: change(by_name(mine))


def five(score=weighted_sum, months="min", last=False, share=0.2, form=lambda portfolio, places: portfolio[places]):
    """Of 02.7: the first five, by whatever rule."""

    def first_five(industry):
        table = np.column_stack([industry.X, industry.portfolio.column("months")])
        scores = score(table, [*((1 - share) * industry.weights), share], [*industry.senses, months])
        return form(industry.portfolio, np.argsort(scores if last else -scores)[:5])

    return first_five


def all_brought(portfolio, hit):
    return portfolio.returns[~np.isin(portfolio.names, hit)].sum() - portfolio.cost.sum()


def overrun_of(cost):
    """Of 04.7, with a tenth of these costs."""

    def premium(mine):
        bold = select(mine.portfolio, mine.budget, **mine.rules).value
        tenth = cost(mine) / 10
        return 1 - select(mine.portfolio, mine.budget, **mine.rules, deviation=tenth, gamma=1).value / bold

    return premium


MEDICINE = read_industry(industry_file("medicine"))
PAYING = [c for c in MEDICINE.clauses if (c["chance_without"] - c["chance_with"]) * c["loss"] > c["cost"]]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("01.3", {"government C": 0.35, "university A": 0.4, "enterprise B": 0.575}),
        ("01.6", lambda cost, returns, alpha: returns - transfer(cost, returns, alpha=alpha, beta=1 - alpha)),
        ("02.1", {"resource support": 4, "technical strength": 6, "market potential": 4}),
        ("02.7", five()),
        ("02.7", five(form=lambda portfolio, places: np.array(portfolio.names)[places])),
        ("05.8", (MEDICINE, [clause["name"] for clause in PAYING])),
        ("05.8", ("medicine", PAYING)),
        ("06.7", by_name),
        ("06.7", shares(lambda named: list(named.items()))),
        ("06.7", shares(lambda named: list(named.values()))),
        ("06.8", dict(zip(("Quillmere", "Tarnside", "Saint Orrin"), find("06.8").answer(), strict=True))),
        ("07.3", {"b": 3, "a": 3}),
        ("07.3", update_trust(1, 1, 2, 2)),
        ("08.3", lambda losses, level: np.mean(sorted(losses)[round(level * len(losses)) :])),
        ("08.7", lambda portfolio, hit: all_brought(portfolio, list(hit))),
        ("09.7", {"treated": 12, "others": 20, "before": 3, "after": 1}),
    ],
)
def test_right_answers_of_the_partnership_half_pass_in_other_forms(question, answer):
    verdict = judged(question, answer)
    assert verdict.correct, verdict


@pytest.mark.parametrize(
    ("question", "answer", "slip"),
    [
        ("01.2", {"A", "B", "S"}, "other names"),
        ("01.5", np.inf, "let the weights go below 0"),
        ("02.3", dict(zip(BASE.portfolio.names, BASE.X @ BASE.weights, strict=True)), "did not scale"),
        ("02.3", BASE.X / BASE.X.sum(axis=0) @ BASE.weights, "divided by the sums"),
        ("02.6", 9 / 71, "gave the share"),
        ("02.7", five(last=True), "took the last five"),
        ("02.7", five(share=0.2 / 1.2), "gave the months a sixth"),
        ("02.7", five(topsis), "took TOPSIS"),
        ("04.2", lambda c, d, gamma: c.sum() + np.sort(d)[-gamma:].sum(), "counted from the end"),
        ("04.7", overrun_of(lambda mine: BASE.portfolio.cost), "took the base table's overruns"),
        (
            "05.7",
            lambda c: (c["chance_without"] - c["chance_with"]) * (c["loss"] - c["cost"]),
            "took the cost off the loss",
        ),
        (
            "06.3",
            lambda net, q: net + np.triu(q).sum(axis=1),
            "gave each synergy to the one who stands earlier in the table",
        ),
        ("06.7", shares(lambda named: {name: share / 2 for name, share in named.items()}), ""),
        ("07.1", update_trust(1, 1, 5, 1), "gave the curve"),
        ("07.5", lambda a, b, even, level: beta.sf(level, a, b) < even, "exchanged level and break-even"),
        (
            "08.3",
            lambda losses, level: losses[losses >= np.quantile(losses, level)].mean(),
            "took all from the quantile on",
        ),
        (
            "08.3",
            lambda losses, level: np.sort(losses)[int(level * len(losses)) :].mean(),
            "cut off with int, counted from the start",
        ),
        ("08.7", all_brought, "gave the year without the shock"),
        ("09.4", lambda real, placebos: np.mean(np.abs(placebos) >= real - 1e-9), "left the sign of the real one"),
    ],
)
def test_a_slip_of_the_partnership_half_is_told_by_its_name(question, answer, slip):
    verdict = judged(question, answer)
    assert not verdict.correct and verdict.misconception == slip


def test_a_tenth_of_each_industrys_own_costs_is_right():
    assert judged("04.7", overrun_of(lambda mine: mine.portfolio.cost)).correct


@pytest.mark.parametrize("result", [lambda x: (x, 3.0), lambda x: [x, [1]], lambda x: {0, 1}, lambda x: ["a"] * len(x)])
def test_a_choice_that_is_no_mask_is_told_so(result):
    """A pair of mask and value has no shape that NumPy would take."""
    message = judged("03.8", lambda net, cost, budget: result(net > budget)).message
    assert message.startswith("A mask is wanted: an array of True and False, one for each partner.")


def test_where_a_set_finds_nothing_in_numpy_it_is_said():
    assert "`np.isin` finds nothing in a set, give it `list(hit)`" in judged("08.7", all_brought).message


def test_partners_are_shown_with_their_numbers():
    message = judged("01.8", lambda portfolio: portfolio.names[portfolio.net > 0]).message
    assert "Portfolio([('bank', 0.5, 0.5), ('school', 0.25, 0.75)])" in message
    assert "`np.array(names)[...]` takes several, or a mask" in message


def test_a_generator_is_shown_by_what_it_yields():
    message = judged("01.8", lambda portfolio: (partner.name for partner in portfolio if partner.cost > 0)).message
    assert "generator object" not in message


def test_a_choice_without_an_industry_is_asked_for_one():
    assert "A pair is wanted" in judged("05.8", {"patent sharing", "privacy safeguards"}).message
