"""Reviewing partners: trust as a Beta posterior, the chance that one is better, and years of reviews with exit.

A partner delivers with an unknown rate; Beta(a, b) says what is known of it, a - 1 successes and b - 1 failures after a
start from Beta(1, 1), where every rate is as likely as any other.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import betainc, betaincc, betaln, expit, polygamma

from lepton_kit.display import Tabular
from lepton_kit.validate import generator, probability, vector, whole

__all__ = ["Reviews", "Trust", "prob_better", "simulate_reviews", "trust_prior", "update_trust"]


class Trust(NamedTuple):
    """What is known of a partner's rate of success, Beta(a, b); numbers or arrays of shape (n,)."""

    a: float
    b: float

    @property
    def mean(self):
        """Expected rate, a / (a + b)."""
        return self.a / (self.a + self.b)


def update_trust(a, b, successes, failures, forget=1.0):
    """Trust after a review: the old counts, faded by ``forget``, plus the new ones.

    Parameters
    ----------
    a, b : float or array_like, shape (n,)
        Pseudo-counts of successes and failures so far, above 0; (1, 1) knows nothing, :func:`trust_prior` knows the
        partner's type or neighbours.
    successes, failures : float or array_like, shape (n,)
        What the review found, not negative.
    forget : float
        Between 0 and 1: how much of the old counts is kept. 1 forgets nothing, 0.5 half with each review.

    Returns
    -------
    Trust
        ``(forget a + successes, forget b + failures)``, with its ``mean``.

    References
    ----------
    Jøsang & Ismail 2002, The beta reputation system.

    Examples
    --------
    >>> update_trust(1, 1, successes=7, failures=1)
    Trust(a=8.0, b=2.0)
    >>> update_trust(1, 1, successes=7, failures=1).mean
    0.8
    """
    a, b, successes, failures = together(above=0, a=a, b=b) + together(successes=successes, failures=failures)
    forget = probability("forget", forget)
    try:
        new = Trust(forget * a + successes, forget * b + failures)
    except ValueError:
        raise ValueError(
            f"a and b tell of {np.size(a)} partners, successes and failures of {np.size(successes)}; give as many"
        ) from None
    if np.min(new) <= 0:
        raise ValueError("forget=0 and a review without both successes and failures leave nothing to trust in")
    return Trust(*(_plain(count) for count in new))


def trust_prior(successes, failures, *, weight=None, strength=2.0):
    """Start trusting a new partner from the records of others: those of its type, or its neighbours.

    Parameters
    ----------
    successes, failures : array_like, shape (m,)
        Records of m others.
    weight : array_like, shape (m,), optional
        How close each is to the new partner; 1 each if not given, 0 leaves one out.
    strength : float
        How many reviews the prior shall count for, a + b; above 0.

    Returns
    -------
    Trust

    Examples
    --------
    Two universities delivered 16 times out of 18 between them; a third one starts at 17 in 20, but is soon on its own:

    >>> trust_prior([9, 7], [1, 1], strength=4).mean
    0.85
    """
    successes, failures = together(successes=np.atleast_1d(successes), failures=np.atleast_1d(failures))
    weight = np.ones(len(successes)) if weight is None else vector("weight", weight, size=len(successes), low=0)
    [strength] = together(above=0, strength=strength)
    mean = (1 + weight @ successes) / (2 + weight @ (successes + failures))
    return Trust(float(strength * mean), float(strength * (1 - mean)))


def prob_better(a1, b1, a2, b2):
    """Chance that partner 1 delivers at a higher rate than partner 2, P(X1 > X2) for X1 ~ Beta(a1, b1), X2 ~ Beta(a2,
    b2).

    Parameters
    ----------
    a1, b1, a2, b2 : float or array_like
        Above 0, whole or not, small or large; shapes broadcast.

    Returns
    -------
    float or ndarray

    Notes
    -----
    The integral of one density times the other's distribution function, over the log odds of the narrower one. There
    both are smooth and vanish at both ends, so the trapezoidal rule, with nodes spread by a sinh, is right to about
    1e-14 (Trefethen & Weideman 2014).

    Examples
    --------
    >>> round(prob_better(8, 2, 5, 5), 4)
    0.9344
    """
    a1, b1, a2, b2 = together(above=0, a1=a1, b1=b1, a2=a2, b2=b2)
    first = _spread(a1, b1) <= _spread(a2, b2)
    a, b, c, d = (np.where(first, one, other)[..., None] for one, other in ((a1, a2), (b1, b2), (a2, a1), (b2, b1)))
    unit = np.minimum(_spread(a, b), 1)
    t = np.arcsinh(40 / np.minimum(np.minimum(a, b), 1) / unit) * np.linspace(-1, 1, 1001)
    step = unit * np.sinh(t)
    density = np.exp(_log_density(step, a, b)) * np.cosh(t)
    y = np.log(a / b) + step
    other = np.where(first[..., None], _below(y, c, d), _below(-y, d, c))
    chance = (density * other).sum(axis=-1) / density.sum(axis=-1)
    return _plain(np.minimum(chance, 1.0))


@dataclass(frozen=True, slots=True)
class Reviews(Tabular):
    """Years of reviews, a row a year and a column a partner: arrays of shape (years, n).

    ``projects`` were done and ``successes`` of them delivered; after the year's review the rate is expected at
    ``mean``, and lies above break-even with chance ``chance``. ``gain`` is successes - break_even * projects. After an
    exit, projects are 0 and the trust stays as it was.
    """

    projects: np.ndarray
    successes: np.ndarray
    mean: np.ndarray
    chance: np.ndarray
    gain: np.ndarray

    @property
    def years_stayed(self):
        """In how many years each partner had projects, shape (n,)."""
        return (self.projects > 0).sum(axis=0)

    def _rows(self):
        yield "year", *(f"partner {i}: won of done, trust" for i in range(self.mean.shape[1]))
        for year, (won, done, mean) in enumerate(zip(self.successes, self.projects, self.mean, strict=True), start=1):
            yield year, *(f"{w} of {d}, {m:.2f}" if d else "" for w, d, m in zip(won, done, mean, strict=True))


def simulate_reviews(
    rate, *, years=10, projects=10, prior=(1, 1), break_even=0.5, exit_below=0.1, forget=1.0, rng=None
):
    """Review partners every year: update the trust, adjust next year's projects to it, or exit.

    Parameters
    ----------
    rate : array_like, shape (n,)
        Each partner's true chance of delivering a project, which the start-up does not know.
    years, projects : int
        How many years, and how many projects a year with a partner who is fully trusted.
    prior : pair of float or of array_like, shape (n,)
        Trust at the start, (a, b).
    break_even : float
        Rate at which a project neither gains nor loses: its cost over what a success brings.
    exit_below : float
        Exit when the chance that the rate lies above break-even is smaller than this; 0 never exits.
    forget : float
        As in :func:`update_trust`.
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
    rate = vector("rate", rate, low=0, hint="A rate is a share of projects delivered.")
    probability("rate", rate.max())
    years, projects = whole("years", years, low=1), whole("projects", projects, low=1)
    break_even, exit_below = probability("break_even", break_even), probability("exit_below", exit_below)
    rng = generator(rng)
    try:
        a, b = prior
    except (TypeError, ValueError):
        raise ValueError(f"prior must be a pair (a, b), such as (1, 1); got {prior!r}") from None
    a, b, _ = together(above=0, a=a, b=b, partners=np.ones(len(rate)))
    trust, rows = Trust(a, b), []
    staying, chance = np.ones(len(rate), dtype=bool), betaincc(a, b, break_even)
    for _ in range(years):
        planned = np.where(staying, np.maximum(np.rint(projects * chance), 1), 0).astype(int)
        successes = rng.binomial(planned, rate)
        new = update_trust(*trust, successes, planned - successes, forget)
        trust = Trust(*(np.where(staying, now, before) for now, before in zip(new, trust, strict=True)))
        chance = betaincc(*trust, break_even)
        rows.append((planned, successes, trust.mean, chance, successes - break_even * planned))
        staying = staying & (chance >= exit_below)
    return Reviews(*(np.array(column) for column in zip(*rows, strict=True)))


def together(*, above=None, **named):
    """Named numbers or arrays as float arrays of one shape: not negative, or all greater than ``above``."""
    arrays = []
    for name, value in named.items():
        flat = vector(name, np.ravel(value), low=0)
        if above is not None and flat.min() <= above:
            raise ValueError(f"{name} is {flat.min():g}; it must be greater than {above:g}")
        arrays.append(flat.reshape(np.shape(value)))
    try:
        return list(np.broadcast_arrays(*arrays))
    except ValueError:
        sizes = ", ".join(f"{name} {np.shape(value)}" for name, value in named.items())
        raise ValueError(f"These must have one shape, or be single numbers: {sizes}") from None


def _plain(array):
    """A single number as a float."""
    return float(array) if np.ndim(array) == 0 else array


def _spread(a, b):
    """Standard deviation of the log odds of Beta(a, b)."""
    return np.sqrt(polygamma(1, a) + polygamma(1, b))


def _below(y, a, b):
    """Chance that the log odds of Beta(a, b) are below y, also where the odds themselves would underflow."""
    low, high = (np.exp(np.minimum(-k * np.abs(y) - np.log(k) - betaln(a, b), 0)) for k in (a, b))
    inside = np.where(y < 0, betainc(a, b, expit(y)), betaincc(b, a, expit(-y)))
    return np.select([y < -700, y > 700], [low, 1 - high], inside)


def _log_density(step, a, b):
    """Log density of the log odds of Beta(a, b) at log(a / b) + step, less that at log(a / b)."""
    p, q = a / (a + b), b / (a + b)
    small = np.clip(step, -1, 1)
    near = -a * np.log1p(q * np.expm1(-small)) - b * np.log1p(p * np.expm1(small))
    far = -a * np.logaddexp(np.log(p), np.log(q) - step) - b * np.logaddexp(np.log(q), np.log(p) + step)
    return np.where(np.abs(step) < 1, near, far)
