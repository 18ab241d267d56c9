"""The split is what its table says, and what cannot be dealt out is explained."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from lepton_kit import datasets
from lepton_kit.valuation import CANDIDATES, data_partners
from lepton_kit.valuation.data_split import checked_members

Y = np.arange(10_000) % 10


@pytest.fixture(scope="module")
def partners():
    return data_partners(datasets.load("fashion_mnist").y_train)


def test_the_eight_candidates_deliver_7600_images_of_which_6600_differ(partners):
    assert [len(partner) for partner in partners] == [2000, 1000, 900, 300, 1200, 1500, 100, 600]
    assert len(np.unique(np.concatenate([partner.indices for partner in partners]))) == 6_600
    assert partners.prices.sum() == 94


def test_a_copycat_delivers_half_of_atlas_label_by_label(partners):
    atlas, copycat = partners["Atlas"], partners[1]
    where = {image: place for place, image in enumerate(atlas.indices)}
    assert_array_equal(copycat.labels, [atlas.labels[where[image]] for image in copycat.indices])
    assert len(set(copycat.indices)) == 1000


def test_label_noise_is_the_share_of_wrong_labels_and_eight_ninths_of_nine_classes_are_no_information(partners):
    y = datasets.load("fashion_mnist").y_train
    wrong = {p.name: float((p.labels != y[p.indices]).mean()) for p in partners}
    assert wrong == pytest.approx(
        {"Hasty": 0.2, "Static": 8 / 9} | dict.fromkeys(wrong.keys() - {"Hasty", "Static"}, 0), abs=1e-3
    )
    static = partners["Static"]
    table = np.zeros((10, 10))
    np.add.at(table, (y[static.indices], static.labels), 1)
    assert table[:, 8].sum() == 0  # nobody but Bagsy delivers bags
    seen = table[np.ix_(np.arange(10) != 8, np.arange(10) != 8)]
    expected = seen.sum(axis=1, keepdims=True) * seen.sum(axis=0) / seen.sum()
    assert ((seen - expected) ** 2 / expected).sum() < 112  # chi-square with 64 degrees of freedom, beyond .9998


def test_classes_are_held_as_evenly_as_can_be(partners):
    assert np.ptp(np.bincount(partners["Mini"].labels)[list(partners["Mini"].classes)]) <= 1
    short = data_partners([0] * 3 + [1] * 50, table=[{"name": "A", "classes": (0, 1), "amount": 20}])
    assert_array_equal(np.bincount(short[0].labels), [3, 17])


def test_a_seed_repeats_another_differs_and_names_lead_to_partners(partners):
    again, other = data_partners(Y, rng=3), data_partners(Y, rng=4)
    assert_array_equal(again[0].indices, data_partners(Y, rng=3)[0].indices)
    assert (again[0].indices != other[0].indices).any()
    assert (
        partners.members(["Mixed", "Atlas"]) == (0, 7)
        and partners.members("Mixed") == (7,)
        and partners[:2].names == ("Atlas", "Copycat")
    )
    with pytest.raises(KeyError, match="no partner 'Nobody'; there are Atlas"):
        partners["Nobody"]


def test_rows_columns_and_a_dataframe_say_the_same():
    rows = [{"name": "A", "classes": range(10), "amount": 50}, {"name": "B", "classes": [3], "amount": 20, "price": 2}]
    columns = {"name": ["A", "B"], "classes": [range(10), [3]], "amount": [50, 20], "price": [0, 2]}
    results = [data_partners(Y, table=table) for table in (rows, columns, pd.DataFrame(rows))]  # with an empty cell
    for result in results:
        assert_array_equal(result[1].indices, results[0][1].indices)
        assert result.prices.tolist() == [0, 2] and result[1].classes == (3,)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"amount": 0}, "Atlas has no data: it needs at least one class and one image, or leave it out"),
        ({"classes": ()}, "Atlas has no data"),
        ({"amount": -3}, "amount of Atlas must be a whole number, at least 1; got -3"),
        ({"amount": 7000}, "Atlas is to deliver 7,000 images .* 6,000 are left to draw from. Give a smaller amount"),
        ({"classes": (0, 12)}, r"Atlas is to hold class 12, which y lacks; y has \[0, 1"),
        ({"label_noise": 20}, "label_noise of Atlas must lie between 0 and 1; got 20"),
        ({"price": -1}, "price of Atlas is -1; it must be at least 0"),
        ({"overlap": 0.5}, "Atlas is to overlap with an earlier row; the rows before it are none"),
        ({"overlap": 0.5, "overlap_with": "Mixed"}, "Atlas is to overlap with Mixed; the rows before it are none"),
        ({"name": "Mini"}, "no name twice"),
        ({"name": None}, "Row 0 of the table has no name; got None"),
        ({"name": ""}, "Row 0 of the table has no name; got ''"),
        ({"price": "1,5"}, "price of Atlas must be one number; got '1,5'"),
        ({"noise": 1}, "no column 'noise'; columns are name, classes"),
    ],
)
def test_a_row_that_cannot_be_dealt_is_explained(change, message):
    with pytest.raises(ValueError, match=message):
        data_partners(Y, table=[CANDIDATES[0] | change, *CANDIDATES[1:]])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"amount": 9_000, "overlap": 1}, "9,000 images .* 2,000 are left to draw from. .* or less overlap"),
        ({"amount": 9_000, "overlap": 0.1}, "8,100 images .* 4,000 are left to draw from. .* or more overlap"),
        ({"classes": (5,), "amount": 10, "overlap": 1}, r"10 images of classes \(5,\), and 0 are left .* less overlap"),
    ],
)
def test_an_overlap_that_cannot_be_says_what_to_change(row, message):
    copy = {"name": "Copy", "classes": CANDIDATES[0]["classes"]} | row
    with pytest.raises(ValueError, match=message):
        data_partners(Y, table=[CANDIDATES[0], copy])


def test_columns_with_labels_are_matched():
    columns = {"name": pd.Series(["A", "B"]), "classes": [(0,), (1,)], "amount": pd.Series({1: 6, 0: 5})}
    with pytest.warns(UserWarning, match="Nobody holds class"):
        partners = data_partners(Y, table=columns)
    assert [len(partner) for partner in partners] == [5, 6]


def test_wrong_labels_want_a_second_class():
    with pytest.raises(ValueError, match="A is to have wrong labels, and y knows no class but 3"):
        data_partners([3] * 9, table=[{"name": "A", "classes": [3], "amount": 4, "label_noise": 0.5}])


@pytest.mark.parametrize(
    "table", [3, "partners.csv", [("A", (0, 1), 10)], {"name": ["A", "B"], "classes": [(0,)], "amount": [1, 2]}]
)
def test_what_is_no_table_is_told_what_is(table):
    with pytest.raises(ValueError, match="table must be a DataFrame, a dict of columns of one length, or rows that"):
        data_partners(Y, table=table)


@pytest.mark.parametrize("members", [(8,), (-1,), ("Atlas",), "Atlas", None, 0, [0.5]])
def test_members_that_are_no_partners_numbers_are_refused(members):
    with pytest.raises(ValueError, match=r"numbers of partners, 0 to 7, such as partners.members\(.* gives; got"):
        checked_members(members, 8)
    assert checked_members((i for i in (np.int64(7), 0, 7)), 8) == [0, 7]


def test_a_class_that_nobody_holds_is_named_once():
    with pytest.warns(UserWarning, match="Nobody holds class 8: no coalition can learn it") as told:
        data_partners(Y, table=[row for row in CANDIDATES if row["name"] != "Bagsy"])
    assert len(told) == 1


@pytest.mark.parametrize("y", [[], [[1, 2]], [0.5, 1], [-1, 3], ["a"]])
def test_labels_that_are_none_are_refused(y):
    with pytest.raises(ValueError, match="y must be whole numbers from 0 to 255, shape"):
        data_partners(y)
    with pytest.raises(ValueError, match=r"got int64, shape \(2,\), -1 to 3"):
        data_partners([-1, 3])
