"""Reading an industry from a file: what it becomes, and what a writer of such a file is told."""

import tomllib

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import read_industry, read_rubric
from lepton_kit.partnership.industries import CRITERIA, LEVELS

BASE = industry_file("base").read_text(encoding="utf-8")


def written(folder, *changes):
    """The base file with some texts replaced, in a file of its own."""
    text = BASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_stands_in_the_file_is_what_is_read():
    base, file = read_industry(industry_file("base")), tomllib.loads(BASE)
    assert list(base.portfolio.names) == [partner["name"] for partner in file["partner"]]
    assert_array_equal(base.portfolio.cost, [partner["cost"] for partner in file["partner"]])
    assert_array_equal(base.portfolio.returns, [partner["returns"] for partner in file["partner"]])
    for j, key in enumerate(CRITERIA):
        assert_array_equal(base.X[:, j], [partner[key]["mark"] for partner in file["partner"]])
    for what in ("failure", "months", "successes", "failures"):
        assert_array_equal(getattr(base, what), [partner[what] for partner in file["partner"]])
        assert_array_equal(base.portfolio.column(what), getattr(base, what))
    for row, partner in zip(base.M, file["partner"], strict=True):
        assert {output for output, made in zip(base.outputs, row, strict=True) if made} == set(partner["outputs"])
    assert base.budget == file["budget"]
    assert_allclose(base.weights, list(file["weights"].values()))


def test_rules_are_given_by_name():
    base = read_industry(industry_file("base"))
    assert base.synergy == {
        ("Quillmere University", "Saint Orrin Hospital"): 0.4,
        ("Pedlarway", "Hullabaloo & Finch"): 0.3,
    }
    assert base.conflicts == (("Ostergate Group", "Brindlecloud"),)
    assert base.requires == (("Hullabaloo & Finch", "Fernlight Software"),)
    assert base.rules == {"synergy": base.synergy, "conflicts": base.conflicts, "requires": base.requires}


def test_a_partner_is_read_by_name_with_its_reasons():
    base = read_industry(industry_file("base"))
    text = str(base["Copperleaf Bank"])
    for part in ("€ 0.7 million", "10, Imke: Money for two years", "7 of 8 projects", "8% of years"):
        assert part in text
    with pytest.raises(ValueError, match="Did you mean 'Copperleaf Bank'"):
        base["Copperleaf bank"]


def test_the_table_and_its_rules_are_shown():
    text = str(read_industry(industry_file("base")))
    assert "Hullabaloo & Finch needs Fernlight Software: A campaign needs something to show" in text
    assert "million euros a year; budget 2.8" in text


def test_rules_may_be_left_out(tmp_path):
    file = tmp_path / "mine.toml"
    head, _, tail = BASE.partition("[[synergy]]")
    file.write_text(head + tail[tail.index("[shock]") : tail.index("[[clause]]")], encoding="utf-8")
    mine = read_industry(file)
    assert (mine.synergy, mine.conflicts, mine.requires, mine.clauses, mine.reasons) == ({}, (), (), (), ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cost = 0.5\n", "", "^mine.toml, partner 'Quillmere University': cost missing"),
        ("returns = 1.2", "return = 1.2", "partner 'Quillmere University': there is no field 'return'.*mean 'returns'"),
        ("cost = 0.5", "cost = -0.5", "'Quillmere University', cost: a number at least 0 is wanted; got -0.5"),
        ("cost = 0.5", 'cost = "0.5"', "cost: a number is wanted; got '0.5'"),
        ("mark = 9", "mark = 11", "'Quillmere University', technical, mark: a number from 0 to 10 is wanted; got 11"),
        ("technical = { mark = 9", "technical = { points = 9", "technical: there is no field 'points'.*mark, by, why"),
        ("months = 18", "months = 1.5", "months: a whole number is wanted; got 1.5"),
        ("failure = 0.05", "failure = 5", "failure: a number from 0 to 1 is wanted; got 5"),
        ("failure = 0.05", "failure = true", "failure: a number is wanted; got True"),
        ("failure = 0.05", "failure = nan", "failure: a number from 0 to 1 is wanted; got nan"),
        ('role = "', 'role = "" # ', "'Quillmere University', role: a text is wanted; got ''"),
        ('brings = ["technology", "data"]', 'brings = "data"', "brings: a list is wanted; got 'data'"),
        ('outputs = ["methods", "labelled data", "computing"]', 'outputs = ["method"]', "outputs: .*mean 'methods'"),
        ('name = "Tarnside Institute"', 'name = "Quillmere University"', "two partners have one name, Quillmere"),
        (
            'partners = ["Quillmere University", "Saint',
            'partners = ["Quillmere Uni", "Saint',
            "synergy: .*Quillmere Univ",
        ),
        ('partners = ["Hullabaloo & Finch", "Fern', 'partners = ["Fernlight Software", "Fern', "two different names"),
        ("technical = 0.4,", "technical = 0.5,", "weights: they sum to 1.1; they must sum to 1"),
        ("budget = 2.8", "", "^mine.toml: budget missing"),
        ("budget = 2.8", "budget 2.8", "mine.toml is no TOML file: .*line"),
        ("[shock]", "[[shock]]", "mine.toml, shock: a table with name, chance, partners, why is wanted"),
    ],
)
def test_a_slip_is_named_with_file_partner_and_field(tmp_path, old, new, message):
    with pytest.raises(ValueError, match=message):
        read_industry(written(tmp_path, (old, new)))


def test_the_rubric_has_a_text_for_each_step_of_each_criterion(tmp_path):
    file = industry_file("rubric")
    rubric = read_rubric(file)
    assert {criterion.key: criterion.name for criterion in rubric.criterion} == CRITERIA
    assert np.shape([criterion.levels for criterion in rubric.criterion]) == (3, len(LEVELS))
    assert "Does the partner have technology" in str(rubric)
    short = tmp_path / "rubric.toml"
    line = '    "A little time, and nothing that we could not buy.",\n'
    short.write_text(file.read_text(encoding="utf-8").replace(line, ""), encoding="utf-8")
    with pytest.raises(ValueError, match=r"'resource support', levels: one text for each of 0-2, 3-4.* got 4"):
        read_rubric(short)
