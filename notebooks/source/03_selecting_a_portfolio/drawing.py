"""The picture of lesson 3."""

from matplotlib import pyplot as plt

__all__ = ["draw_frontier"]


def draw_frontier(line, budget, ax=None):
    """The best value for each budget, with whole partners and in part, and one budget marked."""
    ax = ax or plt.subplots()[1]
    ax.step(line.budgets, line.value, where="post", label="whole partners")
    ax.plot(line.budgets, line.relaxed, "--", color="0.5", lw=1.5, label="in part")
    [value] = line.value[abs(line.budgets - budget) < 1e-9]
    ax.plot(budget, value, "o", color="C1", ms=8)
    ax.annotate(
        f"budget {budget:g}, worth {value:.1f}",
        (budget, value),
        (budget + 0.1, value - 0.6),
        color="C1",
    )
    ax.set(
        xlabel="budget, € million",
        ylabel="worth of the best set, € million a year",
        xlim=(0, line.budgets[-1]),
        ylim=0,
    )
    ax.legend(loc="upper left")
    ax.set_title("What money buys")
    return ax
