"""The picture of lesson 1."""

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit.partnership import READINGS, net_by_reading

__all__ = ["draw_totals"]


def draw_totals(cost, returns, readings, ax=None):
    """The total S under some readings of equation (4) while alpha goes from 0 to 1 and beta is the rest, with its top."""
    ax = ax or plt.subplots()[1]
    share = np.linspace(0, 1, 101)
    for reading in readings:
        S = [
            net_by_reading(cost, returns, alpha=a, beta=1 - a, reading=reading).sum()
            for a in share
        ]
        top = int(np.argmax(S))
        label = f"{READINGS[reading].title.split(':')[0]}: at most {S[top]:.1f}".replace(
            "-", "−"
        )
        [line] = ax.plot(share, S, label=label)
        ax.plot(share[top], S[top], "o", color=line.get_color(), clip_on=False)
    ax.set(
        xlabel="α, with β = 1 − α",
        ylabel="total S, € million a year",
        xlim=(0, 1),
        ylim=(None, 23),
    )
    ax.legend(loc="upper right", fontsize=9)
    ax.set_title("Which end is best depends on the reading alone", pad=10)
    return ax
