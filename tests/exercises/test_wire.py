"""Whatever a sandbox sends is a value or a WireError: ten thousand random and mutated messages."""

import sys

import numpy as np
import pytest

hypothesis = pytest.importorskip("hypothesis")
st = pytest.importorskip("hypothesis.strategies")

from lepton_kit.exercises import Question  # noqa: E402
from lepton_kit.exercises.comparing import exactly, near  # noqa: E402
from lepton_kit.exercises.decoding import WireError, decode, pack, unpack  # noqa: E402
from lepton_kit.exercises.encoding import encode  # noqa: E402

KINDS = ["ellipsis", "float", "tuple", "list", "set", "dict", "record", "array", "number", "objects", "series", "frame"]
KINDS += ["function", "model", "foreign", "pickle"]
finite = st.floats(allow_nan=False, allow_infinity=False)
plain = st.none() | st.booleans() | st.integers() | finite | st.text(max_size=8)
plain |= st.sampled_from([*KINDS, "<f8", "|O", "<U9", "=i4", "AAAA", "AAAAAAAA8D8=", "nan", "-inf", "__array__"])
messages = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KINDS), inner, max_size=2)
        | st.builds(lambda kind, parts: [kind, *parts], st.sampled_from(KINDS), st.lists(inner, max_size=6))
    ),
    max_leaves=20,
)
sent = [
    [1.5, ("a", {2: None}), np.arange(3.0), np.array(["x", "y"]), {"a", "b"}, np.float32(2), ..., len],
    {"a": {(1, 2): {3}}, "b": [float("nan"), 10**30, True]},
]
lines = [pack({"value": encode(value, lambda thing: 0)}) for value in sent]
questions = [
    Question(id="A9.1", name="x", answer=lambda: np.arange(3.0), accept=near(), hints=["none"]),
    Question(id="A9.2", name="x", answer=lambda: {"a": 1.0, "b": 2.0}, accept=near(decimals=3), hints=["none"]),
    Question(id="A9.3", name="x", answer=lambda: {"a", "b"}, accept=exactly(), hints=["none"]),
    Question(id="A9.4", name="x", answer=lambda: True, accept=exactly(), hints=["none"]),
]
many = hypothesis.settings(max_examples=5000, deadline=None, derandomize=True, database=None)


def judged(value):
    """Every judge says something of it, and no NumPy protocol is asked of it."""
    for question in questions:
        assert question.judge(value).message is not None


def remote(kind, handle, *facts):
    return (kind, handle, repr(facts))


@pytest.mark.long
@many
@hypothesis.given(messages)
def test_a_random_message_is_a_value_or_refused(data):
    try:
        value = decode(unpack(pack({"value": data}))["value"], remote)
    except WireError:
        return
    assert sys.getsizeof(value) < 10**6
    judged(value)


@many
@hypothesis.given(
    st.sampled_from(lines),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 3), st.binary(max_size=4)), min_size=1, max_size=4),
)
def test_a_mutated_message_is_a_value_or_refused(line, changes):
    noisy = bytearray(line)
    for place, cut, put in changes:
        at = place % len(noisy)
        noisy[at : at + cut] = put
    try:
        value = decode(unpack(bytes(noisy)).get("value"), remote)
    except WireError:
        return
    judged(value)
