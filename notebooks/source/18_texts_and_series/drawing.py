"""The pictures of lesson 18."""

import numpy as np
from matplotlib import pyplot as plt

__all__ = ["draw_flow", "draw_machine"]


def draw_flow(flows, ax=None):
    """The length of a gradient against the steps that it has gone back, ``{stretch: lengths}``."""
    ax = ax or plt.subplots(figsize=(7.2, 3.0))[1]
    for (stretch, flow), line in zip(flows.items(), ("-", "--", ":"), strict=True):
        ax.semilogy(np.arange(len(flow)), flow, line, label=f"stretch {stretch}")
    ax.set(xlabel="steps back", ylabel="length of the gradient")
    ax.legend(loc="lower left")
    return ax


def draw_machine(machine, start, stop):
    """Load and vibration of some hours, with the hours shaded in which a bearing wears."""
    fig, axes = plt.subplots(2, 1, figsize=(7.2, 3.6), sharex=True)
    hours = np.arange(start, stop)
    axes[0].plot(hours, machine.load[hours], lw=1.2)
    axes[0].set(ylabel="load, share", ylim=(0, 1.05))
    axes[1].plot(hours, machine.vibration[hours], lw=1.2, color="C1")
    worn = machine.worn[hours]
    axes[1].fill_between(hours, 0, 4.2, where=worn, facecolor="0.88", edgecolor="0.5")
    axes[1].text(
        hours[worn][0] + 1, 3.8, "a bearing wears", va="top", bbox={"fc": "w", "ec": "none"}
    )
    axes[1].set(ylabel="vibration, mm/s", xlabel="hour", ylim=(0, 4.2))
    return fig
