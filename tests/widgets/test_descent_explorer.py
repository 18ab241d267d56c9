"""The descent explorer goes the way that the surfaces' own descent goes, and says when it leaves."""

import pytest

from lepton_kit.exercises.content import content_module
from lepton_kit.widgets import DescentExplorer

surfaces = content_module("12", "surfaces")
SURFACES, descend = surfaces.SURFACES, surfaces.descend


def explorer():
    return DescentExplorer(SURFACES, descend, start="valley")


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_it_says_where_the_path_ends(surface, momentum):
    found = descend(surface, rate=0.05, momentum=momentum, steps=30)
    words = explorer().set(surface=surface, rate=0.05, momentum=momentum, steps=30).picture().alt
    assert "after 30 steps at u {:z.2f}, v {:z.2f}".format(*found.path[-1]) in words
    assert f"{found.losses[-1] - SURFACES[surface].loss(*SURFACES[surface].best):.2g} above the best" in words


def test_one_knob_makes_it_diverge():
    """The valley's curvature is 25: plain descent holds up to a rate of 2 / 25."""
    way = explorer().set(steps=100)
    assert "diverges" not in way.set(rate=0.075).picture().alt
    assert "it diverges: after" in way.set(rate=0.1).picture().alt
    assert "diverges" not in way.set(momentum=0.5).picture().alt


def test_no_two_words_run_into_infinity():
    for rate in (0.25, 0.2):
        words = explorer().set(surface="bent valley", rate=rate, momentum=0.95, steps=100).picture().alt
        assert "inf" not in words.replace("infinity", "") and "nan" not in words
