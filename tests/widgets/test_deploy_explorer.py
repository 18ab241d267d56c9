"""The deploy explorer lets through what fits: the file into flash, the work memory into memory."""

import pytest

from lepton_kit.widgets import DeployExplorer
from lepton_kit.widgets.deploy_explorer import DEVICES, Candidate

KB = 1024
THREE = (
    Candidate("large", 140 * KB, 106 * KB, 1, 0.90),
    Candidate("large, 8 bits", 40 * KB, 26 * KB, 1, 0.89),
    Candidate("tiny, 8 bits", 17 * KB, 2 * KB, 1, 0.86),
)
BY_FLASH = {flash: (flash, memory) for flash, memory in DEVICES.values()}


@pytest.mark.parametrize(
    ("flash", "program", "accuracy", "count", "best"),
    [
        (1024, 0.25, 0.8, 3, "large, 90.0% right"),
        (1024, 0.6, 0.8, 2, "large, 8 bits, 89.0% right"),  # 102 KB of memory are left, and 106 are needed
        (512, 0.0, 0.8, 3, "large, 90.0% right"),
        (64, 0.0, 0.8, 1, "tiny, 8 bits, 86.0% right"),  # 40 KB go into the flash, 26 not into 20 of memory
        (64, 0.0, 0.88, 0, ""),
        (32, 0.25, 0.8, 0, ""),
    ],
)
def test_what_will_do(flash, program, accuracy, count, best):
    explorer = DeployExplorer(THREE).set(device=BY_FLASH[flash], program=program, accuracy=accuracy)
    words = explorer.picture().alt
    assert f"{count} of 3 will do." in words and best in words


def test_each_fault_is_named():
    drawn = DeployExplorer(THREE).set(device=BY_FLASH[64], program=0.0, accuracy=0.88).picture().content
    faults = ("file too large", "memory too small", "too wrong", "will do")
    assert [drawn.count(fault) for fault in faults] == [1, 1, 1, 0]


def test_a_file_that_fits_exactly_fits():
    exact = Candidate("exact", 64 * KB, 20 * KB, 1, 0.9)
    assert "1 of 1 will do." in DeployExplorer([exact]).set(device=BY_FLASH[64], program=0.0).picture().alt


@pytest.mark.parametrize("nothing", [[], [("large", 1, 2, 3, 0.9)]])
def test_it_needs_candidates(nothing):
    with pytest.raises(ValueError, match="needs a list of Candidate"):
        DeployExplorer(nothing)
