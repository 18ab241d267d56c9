"""The pictures of lesson 14: overfitting, ideas at equal steps and at equal time, one cycle of the learning rate."""

import numpy as np
from matplotlib import pyplot as plt
from scipy import stats

__all__ = ["draw_cycle", "draw_ideas", "draw_overfitting", "draw_time"]


def draw_overfitting(history):
    """Loss and accuracy of each epoch, on the pictures learnt from and on others, with the best epoch dotted."""
    _, axes = plt.subplots(1, 2, figsize=(7.2, 2.8))
    epochs = np.arange(1, 1 + len(history["loss"]))
    best = int(np.argmin(history["val_loss"])) + 1
    for ax, what in zip(axes, ("loss", "accuracy"), strict=True):
        ax.plot(epochs, history[what], label="its own 300")
        ax.plot(epochs, history[f"val_{what}"], "--", label="1,000 others")
        ax.axvline(best, color="#222222", ls=":", lw=1)
        ax.set(xlabel="epoch", title=what, ylim=(0, None))
    axes[1].legend(loc="lower right")
    plt.show()
    loss = history["val_loss"]
    print(
        f"lowest loss on the others after epoch {best}: {min(loss):.2f}; at the end {loss[-1]:.2f}"
    )


def draw_ideas(runs, steps):
    """Paired differences from plain after each number of steps: mean and 95 % interval of every idea."""
    names = [name for name in runs if name != "plain"]
    _, axes = plt.subplots(1, len(steps), figsize=(7.2, 3.2), sharex=True, sharey=True)
    for ax, step in zip(axes, steps, strict=True):
        at = list(runs["plain"].steps).index(step)
        difference = np.array(
            [runs[name].accuracy[:, at] - runs["plain"].accuracy[:, at] for name in names]
        )
        n = difference.shape[1]
        reach = stats.t.ppf(0.975, n - 1) * difference.std(axis=1, ddof=1) / np.sqrt(n)
        ax.errorbar(
            difference.mean(axis=1), range(len(names)), xerr=reach, fmt="o", capsize=3
        )
        ax.axvline(0, color="#222222", lw=1)
        ax.set(xlabel="accuracy minus plain's", title=f"after {step} steps")
    axes[0].set_yticks(range(len(names)), names)
    axes[0].invert_yaxis()
    plt.show()


def draw_time(runs, names):
    """Accuracy on the others over the processor's seconds, the mean of the seeds, a dot for each look."""
    ax = plt.subplots(figsize=(7.2, 3))[1]
    for name, line in zip(names, ("o-", "s--", "^:", "D-."), strict=False):
        run = runs[name]
        ax.plot(run.seconds.mean(axis=0), run.accuracy.mean(axis=0), line, label=name)
    end = runs["plain"].seconds[:, -1].mean()
    ax.axvline(end, color="#222222", ls=":", lw=1)
    ax.annotate(
        " plain has done its 600 steps",
        (end, np.mean(ax.get_ylim())),
        va="center",
        fontsize=9,
    )
    ax.set(xlabel="seconds of the processor", ylabel="accuracy on 1,000 others")
    ax.legend(loc="lower right")
    plt.show()


def draw_cycle(cycle, steps):
    """The learning rate of each step."""
    ax = plt.subplots(figsize=(5, 2.2))[1]
    ax.plot([float(cycle(step)) for step in range(steps)])
    ax.set(xlabel="step", ylabel="learning rate")
    plt.show()
