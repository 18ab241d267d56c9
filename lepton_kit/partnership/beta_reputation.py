"""Trust in partners: a Beta posterior of their rate of success, a prior from others, and who is better.

A partner delivers with an unknown rate; Beta(a, b) says what is known of it, a - 1 successes and b - 1 failures after a
start from Beta(1, 1), where every rate is as likely as any other.
"""

from typing import Any, NamedTuple

import numpy as np
from scipy.special import betainc, betaincc, betaln, expit, polygamma

from lepton_kit.partnership.labels import Floats, Numbers, aligned
from lepton_kit.validate import numbers, probability

__all__ = ["Trust", "prob_better", "update_trust"]


class Trust(NamedTuple):
    """What is known of a partner's rate of success, Beta(a, b); numbers or arrays of shape (n,)."""

    a: Any
    b: Any

    @property
    def mean(self) -> Any:
        """Expected rate, a / (a + b)."""
        return self.a / (self.a + self.b)


def update_trust(
    a: Numbers, b: Numbers, successes: Numbers, failures: Numbers, *, forget: float = 1.0, prior: Any = (1.0, 1.0)
) -> Trust:
    """Trust after a review: the prior, the old record faded by ``forget``, and the new one.

    Parameters
    ----------
    a, b : float, array_like, Series or dict, shape (n,)
        Trust so far, above 0: the prior plus a record of successes and failures.
    successes, failures : float, array_like, Series or dict, shape (n,)
        What the review found, not negative.
    forget : float
        Between 0 and 1: how much of the old record is kept. 1 forgets nothing, 0.5 half with each review.
    prior : pair of float or of array_like, shape (n,)
        (a0, b0), what was believed before any record. It does not fade: what nobody has seen for long is known as
        little as at the start. Lesson 7 makes one of the partner's type.

    Returns
    -------
    Trust
        ``(a0 + forget (a - a0) + successes, b0 + forget (b - b0) + failures)``, with its ``mean``.

    Raises
    ------
    ValueError
        If a number is out of its range, labels or shapes do not match, or a is below a0 (b below b0) and is to fade.

    Notes
    -----
    ``prior=(0, 0)`` is *fading the prior as well*, ``forget a + successes``, as simpler accounts have it. It gives
    false certainty: ten silent years at ``forget=0.5`` turn Beta(8, 2) into Beta(.008, .002), for which the rate is
    nearly surely 0 or 1, while it should be back near what was believed at the start.

    References
    ----------
    Jøsang & Ismail 2002, The beta reputation system: a = r + 1, and it is the record r that is forgotten.

    Examples
    --------
    >>> update_trust(1, 1, successes=7, failures=1)
    Trust(a=8.0, b=2.0)
    >>> update_trust(8, 2, successes=0, failures=0, forget=0.5)
    Trust(a=4.5, b=1.5)
    """
    if not hasattr(prior, "__len__") or len(prior) != 2:
        raise ValueError(f"prior must be a pair (a, b), such as (1, 1); got {prior!r}")
    given = {"a": a, "b": b, "successes": successes, "failures": failures, "prior a": prior[0], "prior b": prior[1]}
    _, (a, b, successes, failures, a0, b0) = aligned(**given)
    a, b = together(above=0, a=a, b=b)
    successes, failures = together(successes=successes, failures=failures)
    forget = probability("forget", forget)
    a0, b0 = together(**{"prior a": a0, "prior b": b0})
    if forget < 1 and (np.any(a < a0) or np.any(b < b0)):
        less = f"a and b hold less than the prior ({np.max(a0):g}, {np.max(b0):g}), so there is no record to forget"
        raise ValueError(f"{less}. Give the prior that they started from: prior=(a0, b0)")
    try:
        new = Trust(a0 + forget * (a - a0) + successes, b0 + forget * (b - b0) + failures)
    except ValueError:
        given = f"a and b tell of {np.size(a)} partners, successes and failures of {np.size(successes)}"
        raise ValueError(f"{given}; give as many") from None
    if min(np.min(new.a), np.min(new.b)) <= 0:
        raise ValueError("Without a prior, forget=0 and a review without successes or failures leave no trust at all")
    return Trust(_plain(new.a), _plain(new.b))


def prob_better(a1: Numbers, b1: Numbers, a2: Numbers, b2: Numbers) -> Any:
    """Chance that partner 1 delivers at a higher rate than partner 2, P(X1 > X2) for X1 ~ Beta(a1, b1), X2 ~ Beta(a2,
    b2).

    Parameters
    ----------
    a1, b1, a2, b2 : float, array_like, Series or dict
        Above 0, whole or not, small or large; shapes broadcast.

    Returns
    -------
    float or ndarray

    Notes
    -----
    The integral of one density times the other's distribution function, over the log odds of the narrower one. There
    both are smooth and vanish at both ends, so the trapezoidal rule, with nodes spread by a sinh, is right to about
    1e-14 (Trefethen & Weideman 2014). Where two parameters of a belief are above 1e10, SciPy's betainc is not.

    Examples
    --------
    >>> round(prob_better(8, 2, 5, 5), 4)
    0.9344
    """
    _, (a1, b1, a2, b2) = aligned(a1=a1, b1=b1, a2=a2, b2=b2)
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


def together(*, above: float | None = None, **named: Any) -> list[Floats]:
    """Named numbers or arrays as float arrays of one shape: not negative, or all greater than ``above``."""
    low = 0 if above is None else None
    arrays = [numbers(name, value, low=low, above=above) for name, value in named.items()]
    try:
        return list(np.broadcast_arrays(*arrays))
    except ValueError:
        sizes = ", ".join(f"{name} {np.shape(value)}" for name, value in named.items())
        raise ValueError(f"These must have one shape, or be single numbers: {sizes}") from None


def _plain(array: Any) -> Any:
    """A single number as a float."""
    return float(array) if np.ndim(array) == 0 else array


def _spread(a: Any, b: Any) -> Any:
    """Standard deviation of the log odds of Beta(a, b)."""
    return np.sqrt(polygamma(1, a) + polygamma(1, b))


def _below(y: Floats, a: Floats, b: Floats) -> Floats:
    """Chance that the log odds of Beta(a, b) are below y, also where the odds themselves would underflow."""
    low, high = (np.exp(np.minimum(-k * np.abs(y) - np.log(k) - betaln(a, b), 0)) for k in (a, b))
    inside = np.where(y < 0, betainc(a, b, expit(y)), betaincc(b, a, expit(-y)))
    return np.select([y < -700, y > 700], [low, 1 - high], inside)


def _log_density(step: Floats, a: Floats, b: Floats) -> Floats:
    """Log density of the log odds of Beta(a, b) at log(a / b) + step, less that at log(a / b)."""
    p, q = a / (a + b), b / (a + b)
    return -a * _log_mean_exp(q, p, -step) - b * _log_mean_exp(p, q, step)


def _log_mean_exp(p: Floats, q: Floats, x: Floats) -> Floats:
    """log(q + p e^x) with q = 1 - p, to the last digit also where it is next to 0."""
    gain = p * np.expm1(np.minimum(x, 700))
    return np.where(np.abs(gain) < 0.5, np.log1p(np.maximum(gain, -0.5)), np.logaddexp(np.log(q), np.log(p) + x))
