"""Similar copies: a copy is found also when it is disguised, and a right answer that all give ties nobody."""

import random
import sys

import pytest

from lepton_kit.teach.similarity import fingerprints, similar

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def own_work(seed):
    """Some lines of code such as one student writes: names, numbers and order from the seed."""
    rng = random.Random(seed)
    names = ["".join(rng.choices(LETTERS, k=rng.randint(3, 8))) for _ in range(6)]
    lines = [f"{name} = {rng.randint(1, 99)}" for name in names]
    for _ in range(12):
        a, b, c = rng.choices(names, k=3)
        calls = (
            rng.choice(["sum", "max", "min", "sorted", "len", "abs"]),
            rng.choice(["mean", "std", "round", "argmax"]),
        )
        lines.append(f"{a} = {calls[0]}({b} {rng.choice('+-*/')} {c}.{calls[1]}({rng.randint(0, 9)}))  # {a} of {b}")
    return "\n".join(lines), names


@pytest.fixture
def copies():
    return {f"s{n:02d}": own_work(n)[0] for n in range(20)}


def test_nobody_is_named_in_a_class_that_works_alone(copies):
    assert similar(copies) == []


def test_a_copy_is_named(copies):
    copies["thief"] = copies["s07"]
    [pair] = similar(copies, evidence=30)
    assert {pair.first, pair.second} == {"s07", "thief"}
    assert pair.share == pytest.approx(1.0)


def test_other_names_and_other_remarks_do_not_hide_it(copies):
    code, names = own_work(7)
    for name in names:
        code = code.replace(name, f"{name[::-1]}_x")
    copies["thief"] = "\n".join(line.partition("#")[0] + "# my own" for line in code.splitlines())
    [pair] = similar(copies, evidence=30)
    assert {pair.first, pair.second} == {"s07", "thief"}


def test_what_everybody_was_given_or_everybody_found_ties_nobody(copies):
    common = own_work("the only right answer")[0]
    assert similar({each: f"{common}\n{code}" for each, code in copies.items()}) == []
    assert similar({each: f"{common}\n{code}" for each, code in copies.items()}, release=common) == []
    two = {"s00": common, "s01": common}
    assert similar(two, release=common, evidence=0) == []


@pytest.mark.parametrize("code", ["", "x", "'unclosed", "# only\n# remarks", "\x00\ud800", '"""' * 3, "🙂 = 3"])
def test_any_text_is_looked_at(code):
    assert all(isinstance(each, set) for each in fingerprints(code))
    similar({"a": code, "b": code})


def test_the_order_of_the_class_does_not_matter(copies):
    copies["thief"] = copies["s07"]
    turned = dict(reversed(copies.items()))
    assert {frozenset((p.first, p.second)) for p in similar(copies, evidence=30)} == {
        frozenset((p.first, p.second)) for p in similar(turned, evidence=30)
    }


@pytest.mark.parametrize(
    "text",
    [
        "x = [" + "1,\n" * 9_000 + "1]",
        '"\\"' * 30_000,
        "a" * 100_000,
        " =\n" * 9_000,
        "def f(\n" * 5_000,
        "for\n" * 9_000,
    ],
    ids=["integers", "quotes", "one word", "signs", "heads", "loops"],
)
def test_the_work_is_linear_in_the_length_of_a_copy(text, monkeypatch):
    """Counted in steps of the interpreter: four times the text takes at most five times as many."""

    def steps(code):
        count = 0

        def step(*_):
            nonlocal count
            count += 1
            return step

        sys.settrace(step)
        try:
            fingerprints(code)
        finally:
            sys.settrace(None)
        return count

    steps("x = 1")
    assert steps(text) <= 5 * steps(text[: len(text) // 4]) + 1000
