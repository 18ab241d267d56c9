"""Portfolios from whatever holds partners, by name, and unchanged by what is made of them."""

import pickle

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from lepton_kit.partnership.portfolios import Partner, Portfolio

ROWS = [("bank", 5, 11), ("school", 2, 5)]
TABLE = "name,cost,returns,kind,failure\nbank,5,11,finance,0.1\nschool,2,5,education,0.2\n"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "partners.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_one_portfolio_from_every_source(file):
    frame = pd.DataFrame(ROWS, columns=["name", "cost", "returns"])
    sources = [
        ROWS,
        [Partner("bank", cost=5, returns=11), Partner("school", cost=2, returns=5)],
        [{"name": "bank", "cost": 5, "returns": 11}, {"name": "school", "cost": 2, "returns": 5}],
        {"bank": (5, 11), "school": (2, 5)},
        {"bank": {"cost": 5, "returns": 11}, "school": {"cost": 2, "returns": 5}},
        {"name": ["bank", "school"], "cost": [5, 2], "returns": [11, 5]},
        {"cost": {"bank": 5, "school": 2}, "returns": {"school": 5, "bank": 11}},
        frame,
        frame.set_index("name"),
        frame.to_dict(),
        frame.to_dict("list"),
        frame.set_index("name").to_dict(),
        {"name": frame["name"], "cost": frame["cost"].iloc[::-1], "returns": frame["returns"]},
        dict(frame.set_index("name")),
        {"name": ["bank", "school"], **frame.set_index("name").iloc[::-1]},
        {"bank": pd.Series({"returns": 11, "cost": 5}), "school": pd.Series({"cost": 2, "returns": 5})},
        [row for _, row in frame.iterrows()],
        list(frame[["name", "returns", "cost"]].itertuples(index=False)),
    ]
    assert len({Portfolio(source) for source in sources}) == 1
    read = Portfolio(file)
    assert read.names == ("bank", "school") and read == Portfolio(str(file))
    assert_array_equal(read.net, [6, 3])
    assert read.column("kind").tolist() == ["finance", "education"]
    assert_array_equal(read.table(["failure"]), [[0.1], [0.2]])


def test_one_row_is_a_portfolio_of_one():
    assert Portfolio({"name": "bank", "cost": 5, "returns": 11}) == Portfolio(ROWS[:1]) == Portfolio({"bank": (5, 11)})
    assert Portfolio(Partner("bank", cost=5, returns=11)) == Portfolio(ROWS[:1])


def test_a_file_with_semicolons_and_a_byte_order_mark(tmp_path):
    path = tmp_path / "partners.csv"
    path.write_text("\ufeff" + TABLE.replace(",", ";"), encoding="utf-8")
    assert_array_equal(Portfolio(path).cost, [5, 2])


@pytest.mark.parametrize("mark", [";", "\t"])
def test_where_cells_are_parted_otherwise_decimals_may_have_a_comma(tmp_path, mark):
    path = tmp_path / "partners.csv"
    lines = (
        ("name", "cost", "returns", "kind"),
        ("bank 1,2", "1,5", "2,25", "finance, 3,5"),
        ("school", "1", "-0", "4,5"),
    )
    path.write_text("\r\n".join(mark.join(line) for line in lines), encoding="utf-8", newline="")
    read = Portfolio(path)
    assert (
        read.names == ("bank 1,2", "school") and read.cost.tolist() == [1.5, 1] and read.returns.tolist() == [2.25, 0]
    )
    assert [partner.notes["kind"] for partner in read] == ["finance, 3,5", 4.5]


def test_a_file_that_would_be_misread_is_refused(tmp_path):
    path = tmp_path / "partners.csv"
    path.write_text("name,cost,returns\nbank,1,5,2,5\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"A line has 5 cells for 3 columns: bank, 1, 5, 2, 5\. Is there a decimal"):
        Portfolio(path)
    for encoding in ("cp1252", "utf-16"):  # as spreadsheets save "CSV" and "Unicode text"
        path.write_text("name,cost,returns\nCafé,1.5,2.5\n", encoding=encoding)
        with pytest.raises(ValueError, match=r"cannot be read .* it is not in UTF-8; have your spreadsheet save it as"):
            Portfolio(path)
    path.write_text('name,cost,returns\n"bank\nof the city",1.5,2.5\n', encoding="utf-8")
    assert Portfolio(path).names == ("bank\nof the city",)


def test_by_name():
    two = Portfolio(ROWS)
    assert two["school"].net == two[1].net == 3
    for key in (["school"], two.net < 5, [False, True], slice(1, None), {"school": True, "bank": False}, np.array([1])):
        assert two[key].names == ("school",)
    assert two[pd.Series({"school": True, "bank": False})].names == ("school",)
    assert two[::-1].names == ("school", "bank")
    dearer = two.replace("bank", cost=6)
    assert (dearer["bank"].cost, dearer["bank"].returns, two["bank"].cost) == (6, 11, 5)
    assert pickle.loads(pickle.dumps(two)) == two
    with pytest.raises(ValueError, match=r"'banc', and there is none of this name. Did you mean 'bank'"):
        two["banc"]
    with pytest.raises(
        ValueError, match=r"mask has the labels 0, 1 and the partners bank, school; they cannot be matched"
    ):
        two[pd.Series([True, False])]
    with pytest.raises(ValueError, match="mask has 3 entries; 2 were wanted"):
        two[[True, False, True]]
    with pytest.raises(ValueError, match="bank, school have no 'failure'; known besides cost and returns: nothing"):
        two.column("failure")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ([], "at least one partner"),
        (None, "A portfolio holds Partner.* entries; got None"),
        ([("bank", 5)], "A portfolio holds Partner"),
        ([("bank", 5, 11), ("bank", 1, 2)], "given twice: bank"),
        ([{"name": "bank", "cost": 5}], "needs returns; got name 'bank', cost 5"),
        (pd.DataFrame({"name": ["bank"], "cost": [None], "returns": [11]}), "needs cost; got name 'bank', cost None"),
        ({"name": ["bank"], "cost": [5]}, "The columns name, cost lack 'returns'"),
        (
            {"cost": [5, 2], "returns": [11, 5]},
            "The columns cost, returns lack 'name'; or give Series or dicts by name",
        ),
        ({"name": ["bank"], "cost": [5, 2], "returns": [11, 5]}, "of one length.* got name 1, cost 2, returns 2"),
        (
            {"name": ["bank", "school"], "cost": pd.Series({1: 5, 0: 2}), "returns": [11, 5]},
            "cost has the labels 1, 0 and name bank, school; they cannot be matched",
        ),
        ({"bank": pd.Series([5, 11])}, "needs cost, returns; got name 'bank', 0 .*5"),
        ({"bank": (5, "much")}, "returns of bank must be one number"),
        ([("", 1, 2)], "a text, such as 'bank'"),
        ({"bank": (-1, 2)}, "cost of bank"),
        ("no such file.csv", "cannot be read as a CSV file of partners"),
        ({"bank": (11, 5)}, "Did you mean Partner"),
    ],
)
def test_what_is_no_portfolio_is_explained(source, message):
    with pytest.raises(ValueError, match=message):
        Portfolio(source)


def test_a_partner_that_loses_is_one_that_was_meant():
    assert Partner("bank", cost=11, returns=5).net == -6
    with pytest.raises(ValueError, match="cost comes first"):
        Partner("bank", 11, 5)
    assert np.isclose(Portfolio([Partner("bank", cost=11, returns=5)]).total, -6)
