"""Reading an industry from a file: what it becomes, and what a writer of such a file is told."""

import tomllib

import pytest
from numpy.testing import assert_allclose, assert_array_equal

from lepton_kit.exercises.content import industry_file
from lepton_kit.partnership import read_industry

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
    for j, key in enumerate(("technical", "market", "resources")):
        assert_array_equal(base.X[:, j], [partner[key]["mark"] for partner in file["partner"]])
    for what in ("failure", "months", "successes", "failures"):
        assert_array_equal(base.portfolio.column(what), [partner[what] for partner in file["partner"]])
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


def test_the_reason_of_a_mark_and_of_a_rule_can_be_read():
    base = read_industry(industry_file("base"))
    assert base.reasons["Quillmere University"]["technical strength"].startswith("Imke: It leads in learning")
    assert base.notes[-1].startswith("Hullabaloo & Finch needs Fernlight Software: A campaign needs something to show")
    assert base.notes[0].startswith("Quillmere University and Saint Orrin Hospital: The hospital has the images")
    assert base.portfolio["City of Marrowby"].notes["brings"] == "data, policy"


def test_the_table_shows_money_marks_and_risk():
    head, _, first, *_ = str(read_industry(industry_file("base"))).splitlines()
    assert head.endswith("Million euros a year, budget 2.8; marks from 0 to 10.")
    assert first.split() == ["Quillmere", "University", "university", "0.5", "1.2", "9", "4", "7", "5%", "18"]


def test_rules_may_be_left_out(tmp_path):
    file = tmp_path / "mine.toml"
    head, _, tail = BASE.partition("[[synergy]]")
    file.write_text(head + tail[tail.index("[shock]") : tail.index("[[clause]]")], encoding="utf-8")
    mine = read_industry(file)
    assert (mine.synergy, mine.conflicts, mine.requires, mine.clauses, mine.notes) == ({}, (), (), (), ())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cost = 0.5\n", "", "^mine.toml, partner 'Quillmere University': cost missing"),
        ("returns = 1.2", "return = 1.2", "partner 'Quillmere University': there is no 'return'.*mean 'returns'"),
        ("cost = 0.5", "cost = -0.5", "'Quillmere University', cost: a number from 0 to inf is wanted; got -0.5"),
        ("cost = 0.5", 'cost = "0.5"', "cost: a number from 0 to inf is wanted; got '0.5'"),
        ("mark = 9", "mark = 11", "'Quillmere University', technical, mark: a number from 0 to 10 is wanted; got 11"),
        ("technical = { mark = 9", "technical = { points = 9", "technical: there is no 'points'.*mark, by, why"),
        ("months = 18", "months = inf", "months: a number from 0 to inf is wanted; got inf"),
        ("failure = 0.05", "failure = 5", "failure: a number from 0 to 1 is wanted; got 5"),
        ("failure = 0.05", "failure = true", "failure: a number from 0 to 1 is wanted; got True"),
        ("failure = 0.05", "failure = nan", "failure: a number from 0 to 1 is wanted; got nan"),
        ('role = "', 'role = "" # ', "'Quillmere University', role: a text is wanted; got ''"),
        ('brings = ["technology", "data"]', 'brings = "data"', "brings: a list is wanted; got 'data'"),
        ('outputs = ["methods", "labelled data", "computing"]', 'outputs = ["method"]', "outputs: .*mean 'methods'"),
        ('name = "Tarnside Institute"', 'name = "Quillmere University"', "mine.toml: two partners share a name"),
        (
            'partners = ["Quillmere University", "Saint',
            'partners = ["Quillmere Uni", "Saint',
            "synergy 1, partners: .*mean 'Quillmere Univ",
        ),
        ('partners = ["Hullabaloo & Finch", "Fern', 'partners = ["Fernlight Software", "Fern', "two different names"),
        ("technical = 0.4,", "technical = 0.5,", "mine.toml, weights: they sum to 1.1; they must sum to 1"),
        ("budget = 2.8", "", "^mine.toml: budget missing"),
        ("budget = 2.8", "budget 2.8", "mine.toml is no TOML file: .*line"),
        ("[shock]", "[[shock]]", "mine.toml, shock: a table with name, chance, partners, why is wanted"),
    ],
)
def test_a_slip_is_named_with_file_partner_and_field(tmp_path, old, new, message):
    with pytest.raises(ValueError, match=message):
        read_industry(written(tmp_path, (old, new)))
