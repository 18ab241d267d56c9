"""The water-filling explorer shows what allocate finds, as areas of water."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from lepton_kit.partnership import allocate
from lepton_kit.widgets import WaterExplorer
from lepton_kit.widgets.drawing import COLOURS


def explorer():
    return WaterExplorer(("bank", "school", "hospital", "city"), (1, 1, 1, 1), (5, 4, 3, 6), 5)


def test_the_published_case_is_where_it_starts():
    """Power 5 over noise 5, 4, 3, 6: 2/3, 5/3, 8/3 and nothing."""
    assert "bank 0.67, school 1.67, hospital 2.67, city 0.00" in explorer().picture().alt


@pytest.mark.parametrize("case", range(20))
def test_areas_of_water_are_what_each_gets(case):
    rng = np.random.default_rng(case)
    a, c, budget = rng.uniform(0.5, 3, 4), rng.uniform(0.5, 9, 4), rng.uniform(1, 20)
    found = allocate(a, c, budget)
    numbers = {f"{letter}{i}": value[i] for letter, value in (("a", a), ("c", c)) for i in range(4)}
    drawn = ET.fromstring(explorer().view(budget, **numbers).content)
    water = [node for node in drawn.iter() if node.get("fill") == COLOURS[5] and node.get("fill-opacity")]
    areas = np.array([float(node.get("width")) * float(node.get("height")) for node in water])
    np.testing.assert_allclose(areas / areas.sum(), found.x[found.x > 0] / budget, atol=0.002)


def test_a_partner_of_no_weight_gets_nothing():
    words = explorer().set(a2=0).picture().alt
    assert "hospital 0.00" in words


def test_all_weights_zero_is_told():
    with pytest.raises(ValueError, match="Every weight is 0"):
        explorer().set(a0=0, a1=0, a2=0, a3=0).picture()
