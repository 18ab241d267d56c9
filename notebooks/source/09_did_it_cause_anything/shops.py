"""Generated data of lesson 9: twelve pick-up shops of Pedlarway, eight years, sales in thousand euros a week."""

from dataclasses import dataclass

import numpy as np

__all__ = ["START", "Shops", "shops"]

START = 5  # the first year with the camera


@dataclass(frozen=True, slots=True, eq=False)
class Shops:
    """A row for each shop and year, 96 in all; the first six shops have the camera from year 5 on."""

    sales: np.ndarray
    shop: np.ndarray
    year: np.ndarray
    camera: np.ndarray

    @property
    def table(self):
        """Sales with a row a shop and a column a year, shape (12, 8)."""
        return self.sales.reshape(8, 12).T

    def means(self, group):
        """Mean sales of a group of shops by year, shape (8,)."""
        return self.table[group[:12]].mean(axis=0)


def shops(effect=3.0, growth=0.0, rng=4):
    """Sales that grow by 1 a year everywhere, in camera shops by ``growth`` more, and by ``effect`` once the camera is there."""
    rng = np.random.default_rng(rng)
    shop, year = (grid.ravel() for grid in np.meshgrid(np.arange(12), np.arange(1, 9)))
    camera = shop < 6
    size = rng.normal(20, 1.5, 12) + 4 * (
        np.arange(12) < 6
    )  # those with the camera were larger from the start
    noise = rng.normal(0, 0.6, len(shop))
    sales = (
        size[shop]
        + (1 + growth * camera) * year
        + effect * (camera & (year >= START))
        + noise
    )
    return Shops(sales, shop, year, camera)
