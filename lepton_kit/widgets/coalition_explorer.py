"""Lesson 6: three partners divide what they make together, and any of them may leave with the others."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lepton_kit.partnership.article_model import ARTICLE
from lepton_kit.partnership.core_stability import blocking_coalition, core_vertices
from lepton_kit.partnership.games import shapley, synergy_game
from lepton_kit.partnership.least_excess import nucleolus
from lepton_kit.validate import vector
from lepton_kit.widgets.coalition_picture import draw_coalitions, named
from lepton_kit.widgets.drawing import Names, signed
from lepton_kit.widgets.explorer import Controls, Explorer, Picture, Range

__all__ = ["CoalitionExplorer"]

SYNERGY = np.array([[0.0, 0.3, -0.1], [0.3, 0.0, 0.2], [-0.1, 0.2, 0.0]])


@lru_cache(maxsize=64)
def _solutions(v: tuple[float, ...]) -> tuple[Any, Any, Any]:
    return core_vertices(v), shapley(v), nucleolus(v)


class CoalitionExplorer(Explorer):
    """Divide v(N) among three partners, change what each pair is worth, and see who would leave.

    Parameters
    ----------
    v : array_like, shape (8,), optional
        Worth of each coalition by bitmask; the article's example with synergies unless given. Nobody may be worth less
        than 0 alone, and all together must be worth something and at least what they are worth alone.
    names : sequence of 3 str
    """

    def __init__(self, v: ArrayLike | None = None, names: Names = ("A", "B", "C")) -> None:
        v = synergy_game(ARTICLE.net, SYNERGY) if v is None else v
        self.v = vector("v", v, size=8, hint="A game of three players has 2**3 worths.").round(9)
        self.names = tuple(names)
        if self.v[[1, 2, 4]].min() < 0 or self.v[7] <= 0 or self.v[[1, 2, 4]].sum() > self.v[7] + 1e-9:
            raise ValueError("The triangle shows games in which being together pays: v(N) > 0, at least the sum alone")
        super().__init__()

    def controls(self) -> Controls:
        """The division first, then what each pair and all three are worth."""
        A, B, _ = self.names
        low, high = max(0.1, self.v[[1, 2, 4]].sum()), 1.5 * self.v[7]
        controls = {
            "first": Range(f"{A}'s part of the whole", low=0.0, high=1.0, step=0.01, start=0.33),
            "second": Range(f"{B}'s part of what is left", low=0.0, high=1.0, step=0.01, start=0.5),
        }
        for code in (3, 5, 6):
            pair = named(self.names, code, " + ")
            controls[f"v{code}"] = Range(f"Worth of {pair}", low=0.0, high=high, step=0.05, start=float(self.v[code]))
        controls["v7"] = Range("Worth of all three", low=low, high=high, step=0.05, start=float(self.v[7]))
        return controls

    def view(self, first: float, second: float, v3: float, v5: float, v6: float, v7: float) -> Picture:
        v = self.v.copy()
        v[[3, 5, 6, 7]] = v3, v5, v6, v7
        corners, phi, nu = _solutions(tuple(v.tolist()))
        x = v7 * np.array([first, (1 - first) * second, (1 - first) * (1 - second)])
        block = blocking_coalition(v, x)
        leaving = sum(1 << int(i) for i in block.players) if block else 0  # type: ignore[call-overload]
        words = f"Paid: {self._shares(x)}. Nobody gains by leaving: this division is in the core."
        if block:
            who, money = named(self.names, leaving, " and "), f"worth {block.worth:.2f}, paid {block.paid:.2f}"
            words = f"Paid: {self._shares(x)}. {who} would leave: {money}, a gain of {block.gain:.2f}."
        words += f" Shapley {self._shares(phi)}; nucleolus {self._shares(nu)}."
        if len(corners) == 0:
            words += " The core is empty: whatever the division, somebody would leave."
        return Picture(draw_coalitions(self.names, v, x, corners, phi, nu, leaving), alt=words)

    def _shares(self, x: np.ndarray) -> str:
        return ", ".join(f"{name} {signed(value)}" for name, value in zip(self.names, x, strict=True))
