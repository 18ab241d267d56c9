"""The deploy explorer lets through what the comparison says fits."""

import pytest

from lepton_kit.vision.deploy.comparison import Comparison, Measured
from lepton_kit.widgets import DeployExplorer


def row(network, target, kb, memory, accuracy):
    return Measured(network, target, kb * 1024, memory and memory * 1024, {1: (0.001, 0.002), 64: (1, 1)}, accuracy, 0)


TABLE = Comparison(
    (row("large", "onnx", 140, 106, 0.9), row("large", "int8", 40, 26, 0.89), row("tiny", "int8", 17, 2, 0.86))
)


@pytest.mark.parametrize(
    ("values", "count", "best"),
    [
        ({}, 2, "large · int8, 89.0% right, with 66 KB"),
        ({"program": 0.0}, 3, "large · onnx, 90.0% right, with 246 KB"),
        ({"device": 64}, 1, "tiny · int8, 86.0% right, with 19 KB"),
        ({"device": 64, "accuracy": 0.88}, 0, ""),
        ({"device": 16}, 0, ""),
    ],
)
def test_what_will_do(values, count, best):
    words = DeployExplorer(TABLE).set(**values).picture().alt
    assert f"{count} of 3 will do." in words and best in words


@pytest.mark.parametrize("device", [16, 32, 64, 128, 256, 1024])
def test_it_agrees_with_the_table(device):
    explorer = DeployExplorer(TABLE).set(device=device, program=0.0)
    assert f"{len(TABLE.fitting(device * 1024).rows)} of 3 will do." in explorer.picture().alt


def test_each_fault_is_named():
    drawn = DeployExplorer(TABLE).set(device=128, accuracy=0.88).picture().content
    assert drawn.count("too large") == drawn.count("too wrong") == drawn.count("will do") == 1


def test_a_memory_that_is_not_known_does_not_fit():
    table = Comparison((row("branched", "onnx", 1, None, 0.9),))
    assert "0 of 1 will do." in DeployExplorer(table).set(device=1_000_000).picture().alt


@pytest.mark.parametrize("nothing", [None, Comparison(())])
def test_it_needs_a_table(nothing):
    with pytest.raises(ValueError, match="needs the table that compare"):
        DeployExplorer(nothing)
