"""Years of reviews: update the trust in each partner, adjust next year's projects to it, or exit."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincc

from lepton_kit.display import Tabular
from lepton_kit.partnership.beta_reputation import Trust, update_trust
from lepton_kit.partnership.labels import Floats, Labels, Named, Numbers, Places, Rng, aligned
from lepton_kit.validate import generator, probability, vector, whole

__all__ = ["Reviews", "simulate_reviews"]


@dataclass(frozen=True, slots=True)
class Reviews(Tabular, Named):
    """Years of reviews, a row a year and a column a partner: arrays of shape (years, n).

    ``projects`` were done and ``successes`` of them delivered; after the year's review the rate is expected at
    ``mean``, and lies above break-even with chance ``chance``. ``gain`` is successes - break_even * projects. After an
    exit, projects are 0 and the trust stays as it was. ``by_name`` gives the years of each partner.
    """

    names: Labels
    projects: Places
    successes: Places
    mean: Floats
    chance: Floats
    gain: Floats

    def _each(self, what):
        return getattr(self, what).T

    @property
    def years_stayed(self) -> Places:
        """In how many years each partner had projects, shape (n,)."""
        return (self.projects > 0).sum(axis=0)

    def _rows(self):
        yield "year", *(f"{'partner ' * isinstance(name, int)}{name}: won of done, trust" for name in self.names)
        for year, (won, done, mean) in enumerate(zip(self.successes, self.projects, self.mean, strict=True), start=1):
            yield year, *(f"{w} of {d}, {m:.2f}" if d else "" for w, d, m in zip(won, done, mean, strict=True))


def simulate_reviews(
    rate: Numbers,
    *,
    years: int = 10,
    projects: int = 10,
    break_even: float = 0.5,
    exit_below: float = 0.1,
    rng: Rng = None,
) -> Reviews:
    """Review partners every year: update the trust, adjust next year's projects to it, or exit.

    Parameters
    ----------
    rate : array_like, Series or dict, shape (n,)
        Each partner's true chance of delivering a project, which the start-up does not know.
    years, projects : int
        How many years, and how many projects a year with a partner who is fully trusted.
    break_even : float
        Rate at which a project neither gains nor loses: its cost over what a success brings.
    exit_below : float
        Exit when the chance that the rate lies above break-even is smaller than this; 0 never exits.
    rng : None, int or Generator

    Returns
    -------
    Reviews

    Notes
    -----
    Next year's projects are ``projects`` times that chance, rounded, at least 1 until the exit.

    Examples
    --------
    >>> history = simulate_reviews([0.8, 0.2], years=5, rng=1)
    >>> history.projects
    array([[ 5,  5],
           [ 9,  7],
           [10,  5],
           [10,  2],
           [10,  1]])
    """
    names, (rate,) = aligned(rate=rate)
    rate = vector("rate", rate, low=0, high=1, hint="A rate is a share of projects delivered.")
    years, projects = whole("years", years, low=1), whole("projects", projects, low=1)
    break_even, exit_below = probability("break_even", break_even), probability("exit_below", exit_below)
    random = generator(rng)
    trust, rows = Trust(np.ones(len(rate)), np.ones(len(rate))), []
    staying, chance = rate >= 0, betaincc(*trust, break_even)
    for _ in range(years):
        planned = np.where(staying, np.maximum(np.rint(projects * chance), 1), 0).astype(int)
        successes = random.binomial(planned, rate)
        new = update_trust(*trust, successes, planned - successes)
        trust = Trust(*(np.where(staying, now, before) for now, before in zip(new, trust, strict=True)))
        chance = betaincc(*trust, break_even)
        rows.append((planned, successes, trust.mean, chance, successes - break_even * planned))
        staying = staying & (chance >= exit_below)
    return Reviews(names or tuple(range(len(rate))), *(np.array(column) for column in zip(*rows, strict=True)))
