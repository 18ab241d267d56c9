"""The pictures of lesson 9."""

import numpy as np
from matplotlib import pyplot as plt

__all__ = ["draw_did", "draw_placebos"]


def draw_did(data, estimate, start, ax=None):
    """Both groups by year, and where the shops with the camera would have been without it if they had moved in parallel."""
    ax = ax or plt.subplots(figsize=(7.2, 3.4))[1]
    years, treated = np.arange(1, 9), data.means(data.camera)
    ax.plot(years, treated, "o-", label="with the camera")
    ax.plot(years, data.means(~data.camera), "s-", label="the others")
    without = treated - estimate * (years >= start)
    ax.plot(
        years[start - 2 :],
        without[start - 2 :],
        "--",
        color="C0",
        label="without it, if parallel",
    )
    ax.axvline(start - 0.5, color="#767676", linewidth=1)
    ax.set(xlabel="year", ylabel="sales, thousand € a week")
    ax.legend(loc="upper left", fontsize=9)
    return ax


def draw_placebos(estimates, effect, ax=None):
    """How often which estimate comes out when the camera is given to six shops at random, and the real one."""
    ax = ax or plt.subplots(figsize=(7.2, 3))[1]
    ax.hist(estimates, bins=30, color="#8c8c8c")
    ax.axvline(effect, color="C1", linewidth=2)
    ax.annotate(
        "the real six",
        (effect, 0.9),
        xycoords=("data", "axes fraction"),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        color="C1",
    )
    ax.set(xlabel="estimate, thousand € a week", ylabel="of 924 choices of six")
    return ax
