"""What crosses between sandbox and grader arrives as it was, and what should not cross is refused."""

import json
import math
import tracemalloc
from array import array
from collections import deque, namedtuple
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from lepton_kit.exercises import decoding, encoding
from lepton_kit.exercises.decoding import ITEMS, Record, WireError, decode, named, pack, unpack
from lepton_kit.exercises.encoding import Unsendable, encode
from lepton_kit.exercises.plain_text import clean


def _through(value):
    handles = []
    line = pack({"value": encode(value, lambda thing: handles.append(thing) or len(handles) - 1)})
    return decode(unpack(line)["value"], lambda *made: made)


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 0, -(10**300), 0.1, math.inf, -math.inf, 1e-308, "", "ä\n\x00 漢", ..., [], (), {}, set()),
        [1, [2.5, ("a", None)], {"k": {1, 2}}, {(1, 2): 3, 4: ...}],
        np.float32(0.1),
        np.bool_(True),
        np.int8(-3),
    ],
)
def test_values_arrive_as_they_were(value):
    arrived = _through(value)
    assert arrived == value
    assert type(arrived) is type(value)


def test_nan_arrives_as_nan():
    assert math.isnan(_through(math.nan))
    assert math.isnan(_through([np.float64("nan")])[0])


@pytest.mark.parametrize("kind", ["?", "i1", "<u4", ">i8", "<f2", "<f4", ">f8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 4), (2, 3, 4)])
def test_arrays_arrive_with_kind_shape_and_entries(kind, shape):
    array = np.asarray(np.random.default_rng(0).normal(size=shape) * 9).astype(kind)
    for given in (array, np.asfortranarray(array), array[..., ::-1] if shape else array):
        arrived = _through(given)
        assert (arrived.dtype, arrived.shape) == (given.dtype, given.shape)
        np.testing.assert_array_equal(arrived, given)
        assert arrived.flags.writeable  # it is the grader's own


def test_arrays_of_other_things_arrive_item_by_item():
    texts = _through(np.array([["a", "bc"], ["", "ä"]]))
    assert texts.tolist() == [["a", "bc"], ["", "ä"]]
    things = _through(np.array([[1, 2], None, "x"], dtype=object))
    assert things.shape == (3,) and things.tolist() == [[1, 2], None, "x"]
    assert _through(np.str_("bank")) == "bank"


def test_tables_of_pandas_arrive():
    pandas = pytest.importorskip("pandas")
    series = pandas.Series([0.5, 1.5], index=["a", "b"])
    assert _through(series).equals(series)
    frame = pandas.DataFrame({"cost": [1.0, 2.0], "name": ["x", "y"]}, index=[3, 4])
    arrived = _through(frame)
    assert arrived.columns.tolist() == ["cost", "name"] and arrived.index.tolist() == [3, 4]
    assert arrived["cost"].tolist() == [1.0, 2.0] and arrived["name"].tolist() == ["x", "y"]
    for odd in (pandas.concat([frame, frame], axis=1), pandas.DataFrame(), frame.set_index("name").T, frame[[]]):
        assert _through(odd).columns.tolist() == odd.columns.tolist()  # also of titles that stand twice, or are none
        assert _through(odd).to_numpy().tolist() == odd.to_numpy().tolist()


@dataclass
class Offer:
    cost: float
    partners: list


def test_dataclasses_functions_and_the_rest():
    arrived = _through(Offer(2.5, ["bank"]))
    assert arrived == {"cost": 2.5, "partners": ["bank"]} and arrived.cost == 2.5
    assert type(arrived).__name__ == "Offer"
    with pytest.raises(AttributeError, match="no field 'price'"):
        _ = arrived.price
    assert _through([len, math.sqrt]) == [("function", 0, "len", ""), ("function", 1, "sqrt", "")]
    with pytest.raises(WireError, match="function"):
        decode(encode(len, lambda thing: 0))
    assert type(_through(b"bytes")).__name__ == "bytes"
    assert _through(1 + 2j) == 1 + 2j and _through(np.array([2j])).dtype == complex


@dataclass
class Liar:
    """A student's dataclass that would tell NumPy where to read memory, were NumPy to ask it."""

    __array_interface__: dict
    _hidden: int
    cost: float


def test_no_name_that_begins_with_an_underscore_crosses():
    place = {"shape": [4], "typestr": "<f8", "data": [0, False], "version": 3}
    arrived = _through(Liar(place, 1, 2.0))
    assert arrived == {"cost": 2.0}
    for name in ("__array_interface__", "__array__", "__array_struct__", "_hidden", "__len_hint__"):
        with pytest.raises(WireError, match="no name that may cross"):
            decode(["record", "Liar", name, 1])
    record = named(Record, "Liar")(__array_interface__=place)
    with pytest.raises(AttributeError):
        _ = record.__array_interface__
    assert np.asarray(record).dtype == object
    assert decode(["record", "__array__"]).__class__.__name__ == "Record"


def test_records_and_sets_stand_in_sets_and_as_keys():
    offers = _through({Frozen("bank", 2), Frozen("school", 3)})
    assert sorted(offer.name for offer in offers) == ["bank", "school"]
    assert _through({frozenset({1, 2}), 3}) == {frozenset({1, 2}), 3}
    assert [*_through({Frozen("bank", 2): 1}).values()] == [1]
    worth = {frozenset({"bank", "school"}): 3.0, frozenset(): 0.0, ("first", frozenset({1})): 1.0}  # of coalitions
    assert _through(worth) == worth
    assert _through({(1, (2, frozenset({3})))}) == {(1, (2, frozenset({3})))}


@dataclass(frozen=True)
class Frozen:
    name: str
    cost: int


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (Fraction(1, 4), 0.25),
        (Decimal("0.25"), 0.25),
        (deque([1, 2]), [1, 2]),
        (array("i", [1, 2]), [1, 2]),
        (range(2), [0, 1]),
        ({"a": 1}.values(), [1]),
        ({"a": 1}.keys(), {"a"}),
        (namedtuple("Pair", "a b")(1, 2), (1, 2)),
        (type("Name", (str,), {})("bank"), "bank"),
        (type("Number", (float,), {})(2), 2.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_forms_of_numbers_and_rows_arrive_as_plain_ones(value, arrives):
    arrived = _through(value)
    assert arrived == arrives
    assert type(arrived) is type(arrives)


def test_what_lies_in_memory_in_rows_arrives_as_an_array():
    assert _through(memoryview(b"ab")).tolist() == [97, 98]
    assert _through(np.eye(2).data).tolist() == [[1, 0], [0, 1]]  # Python iterates over no view of two dimensions


def test_an_index_arrives_as_its_labels():
    pandas = pytest.importorskip("pandas")
    assert _through(pandas.Index(["a", "b"])).tolist() == ["a", "b"]


def test_memory_is_bounded_whatever_is_sent():
    """Each of these would take gigabytes, or hours, if it were built as it is written."""
    long, many = "x" * 10**6, list(range(30_000))
    collide = [n * (2**61 - 1) for n in range(1000)]
    for data in (
        ["frame", ["list", *many], *(part for name in many for part in (name, 1))],
        ["series", ["list", *many], 1],
        ["dict", *(part for key in collide for part in (key, 0))],
        ["set", *collide],
        ["array", ["tuple", 0, 10**15], "<f8", ""],
        ["objects", ["tuple", 10**12, 0]],
    ):
        with pytest.raises(WireError):
            decode(data)
    tracemalloc.start()
    mixed = decode(["objects", ["tuple", 1001], long, *["a"] * 1000])
    assert mixed.shape == (1001,)
    assert tracemalloc.get_traced_memory()[1] < 50e6
    tracemalloc.stop()


def test_what_is_too_much_is_not_sent():
    loop = []
    loop.append(loop)
    for value, said in [
        (loop, "contain itself"),
        ([0] * (ITEMS + 1), "entries"),
        (np.broadcast_to(1.0, 10**9), "MB"),
        ("x" * 10**7, "MB"),
        (10**1000, "digits"),
        (iter(int, 1), None),
    ]:
        if said is None:
            assert "callable_iterator" in repr(_through(value))
        else:
            with pytest.raises(Unsendable, match=said):
                encode(value, None)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"1",
        b"[]",
        b"{",
        b"\xff\xfe{}",
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1.50}',
        b'{"a":"\xc3\xa4"}',
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":' + b"[" * 99_999 + b"}",
        b'{"a":[' + b"[]," * 200_000 + b"1]}",
    ],
)
def test_lines_that_no_driver_writes_are_refused(line):
    with pytest.raises(WireError):
        unpack(line + b"\n")


@pytest.mark.parametrize("line", [b'{"a":1}', b'{"a":1}\n\n', b' {"a":1}\n'])
def test_a_line_ends_where_it_is_told_to_end(line):
    assert unpack(b'{"a":1}\n') == {"a": 1}
    with pytest.raises(WireError, match="not written as it is sent"):
        unpack(line)


ONE = ["array", ["tuple", 1], "<f8", "AAAAAAAA8D8="]


def test_the_array_that_is_spoilt_below_is_read_as_it_stands():
    assert decode(ONE).tolist() == [1.0]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"list": [1]},
        [],
        [1, 2],
        ["pickle", "gASVAAAA"],
        [["list"], 1],
        ["float", "1e5"],
        ["float", ["list"]],
        ["ellipsis", 1],
        ["set", ["list"]],
        ["dict", 1],
        ["dict", ["list"], 1],
        ["record"],
        ["record", "Offer", "cost"],
        *([*ONE[:2], dtype, ONE[3]] for dtype in ("O", "<f8,<f8", "i16", 5)),
        *([ONE[0], ["tuple", *shape], *ONE[2:]] for shape in ([2], [-1], [True], [10**30, 0])),
        [ONE[0], None, *ONE[2:]],
        *([*ONE[:3], data] for data in ("?", "AAAA", 7)),
        ONE[:3],
        [*ONE, 1],
        ["objects", ["tuple", 2], 1],
        ["objects"],
        ["function", "x", "f", ""],
        ["function", math.inf, "f", ""],
        ["function"],
        ["series", ["list", 1], ["list", 1, 2]],
        ["series", ["list", 1]],
        ["frame", ["list", 1], "a"],
    ],
)
def test_values_that_no_driver_writes_are_refused(data):
    with pytest.raises(WireError):
        decode(["list", data], lambda *facts: facts)


@pytest.mark.parametrize(
    ("around", "levels"),
    [(lambda inner: {"a": inner}, 40), (lambda inner: [inner], 40), (lambda inner: Offer(1.0, inner), 40)],
    ids=["dict", "list", "record"],
)
def test_what_is_sent_however_deep_it_is_can_be_read(around, levels):
    """What is written and then refused would pass for tampering."""
    value = 1
    for _ in range(levels):
        value = around(value)
    assert repr(_through(value)) == repr(value) or type(_through(value)).__name__ == "Offer"
    with pytest.raises(Unsendable, match="40 levels"):
        encode(around(value), None)


@pytest.mark.parametrize(
    "entry",
    [np.int64(7), (), {}, math.nan, len, np.ones(1), np.array("x"), "x", ..., 2j],
    ids=lambda entry: repr(entry),
)
def test_what_is_sent_however_many_entries_it_has_can_be_read(entry, monkeypatch):
    """The reader counts the signs of a line before it reads it: 60,000 of NumPy's integers are no tampering."""
    for module in (decoding, encoding):
        monkeypatch.setattr(module, "ITEMS", 1000)
    for count in range(990, 0, -10):
        with suppress(Unsendable):
            assert len(_through([entry] * count)) == count
            return
    pytest.fail("none was sent")


def test_seeded_noise_is_a_value_or_refused():
    """Random changes to a valid line never raise anything but WireError."""
    rng = np.random.default_rng(5)
    line = pack({"value": encode([1.5, ("a", {2: None}), np.arange(3.0), np.array(["x"]), Offer(1, [])], None)})
    for _ in range(3000):
        noisy = bytearray(line)
        for place in rng.integers(0, len(line), rng.integers(1, 4)):
            noisy[place] = rng.integers(32, 127)
        try:
            json.dumps(repr(decode(unpack(bytes(noisy)).get("value"))))
        except WireError:
            continue


def test_text_is_made_harmless():
    assert clean("\x1b[31mred\x1b]0;title\x07 \x9b31m\u202e\ud800<b>") == "red 31m<b>"
    assert len(clean("x" * 10_000, 100)) < 110
    assert named(ValueError, "KeyError").__name__ == "KeyError"
    assert named(ValueError, "no name").__name__ == "ValueError"
