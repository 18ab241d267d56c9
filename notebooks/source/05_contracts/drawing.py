"""The pictures of lesson 5: a bargain, three contracts, a share, partners to keep in step, an escrow."""

import numpy as np
from matplotlib import pyplot as plt

from lepton_kit.partnership import share_contract, share_welfare

_BLUE, _ORANGE, _PALE, _GREEN, _SKY = "#0072b2", "#e69f00", "#e8e8e8", "#009e73", "#56b4e9"
_SPOT = {
    "new": (0, 1),
    "proposed": (1, 1),
    "funded": (2, 1),
    "delivered": (3, 1),
    "disputed": (3, 0),
    "closed": (1.5, 0),
}
_MOVES = {
    ("new", "proposed"): "propose",
    ("proposed", "funded"): "fund",
    ("proposed", "closed"): "withdraw",
    ("funded", "delivered"): "deliver",
    ("funded", "disputed"): "dispute",
    ("funded", "closed"): "refund",
    ("delivered", "disputed"): "dispute",
    ("delivered", "closed"): "pay",
    ("disputed", "closed"): "award",
}


def draw_bargain(cost, returns, powers):
    """The Nash product over the transfer, for several powers of Lepton, each with its top."""
    t = np.linspace(cost, returns, 201)
    _, ax = plt.subplots()
    for power, line in zip(powers, ("-", "--", ":"), strict=False):
        product = (returns - t) ** power * (t - cost) ** (1 - power)
        top = t[product.argmax()]
        ax.plot(t, product, line, label=f"Lepton's power {power:g}: t = {top:.2f}")
        ax.plot(top, product.max(), "o", color="#222222", zorder=3)
    ax.set(
        xlabel="transfer t, million euros",
        ylabel="Nash product",
        ylim=(0, 0.85 * (returns - cost)),
    )
    ax.legend(loc="upper right")


def draw_forms(forms):
    """What three contracts leave to Lepton, to the partners and to nobody, as bars."""
    fig, ax = plt.subplots(figsize=(7.2, 2.8))
    for row, deal in enumerate(forms.values()):
        left = 0.0
        parts = (
            ("Lepton", deal.startup, _BLUE),
            ("partners", deal.partner, _ORANGE),
            ("lost", deal.lost, _PALE),
        )
        for k, (who, shares, colour) in enumerate(parts):
            money = shares.sum()
            ax.barh(row, money, left=left, color=colour, label=who if row == 0 else None)
            if money > 0.01:
                ink = "white" if k == 0 else "#222222"
                ax.text(
                    left + money / 2,
                    row,
                    f"{money:.2f}",
                    ha="center",
                    va="center",
                    color=ink,
                )
            left += money
    ax.set_yticks(range(len(forms)), list(forms))
    ax.set(xlabel="surplus of the five together, million euros")
    ax.grid(False)
    fig.legend(loc="outside upper right", ncols=3)


def draw_welfare(k1, k2):
    """Welfare of both sides over Lepton's share, with half and half and the best share marked."""
    s, best = np.linspace(0, 1, 101), share_contract(k1, k2)
    _, ax = plt.subplots()
    ax.axhline(best.first_best, color="#767676", linestyle="--")
    ax.text(
        0.01,
        best.first_best + 0.03,
        f"if effort were contractible: {best.first_best:g}",
        color="#555555",
    )
    ax.plot(s, share_welfare(s, k1, k2))
    for share, name in ((0.5, "half and half"), (best.share, "best")):
        W = share_welfare(share, k1, k2)
        ax.plot(share, W, "o", color="#222222")
        ax.annotate(
            f"{name}: {W:.3f}",
            (share, W),
            (0, -18),
            textcoords="offset points",
            ha="center",
        )
    ax.set(
        xlabel="Lepton's share s",
        ylabel="welfare W of both",
        xlim=(0, 1),
        ylim=(0, 1.15 * best.first_best),
    )


def draw_alliance(counts, total):
    """Total net over the number of partners, as bars; the best is green."""
    _, ax = plt.subplots(figsize=(7.2, 3))
    top = int(np.argmax(total))
    ax.bar(counts, total, color=[_GREEN if k == top else _SKY for k in range(len(total))])
    ax.text(counts[top], total[top] + 0.08, f"{total[top]:.2f}", ha="center")
    ax.axhline(0, color="#222222", linewidth=1)
    ax.set(
        xlabel="partners, each worth 0.80 alone",
        ylabel="total net, million euros",
        xticks=counts,
    )
    ax.margins(y=0.15)


def draw_escrow():
    """The states of an escrow and the moves between them."""
    _, ax = plt.subplots(figsize=(7.2, 2.9))
    along = {("delivered", "closed"): 0.65, ("funded", "disputed"): 0.27}
    for (start, end), move in _MOVES.items():
        (x1, y1), (x2, y2) = _SPOT[start], _SPOT[end]
        gap = 36 if y1 == y2 else 16
        arrow = {"arrowstyle": "-|>", "shrinkA": gap, "shrinkB": gap, "color": "#767676"}
        ax.annotate("", (x2, y2), (x1, y1), arrowprops=arrow)
        share = along.get((start, end), 0.47)
        x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1) + 0.1 * (y1 == y2)
        ax.text(x, y, move, ha="center", va="center", bbox={"color": "white", "pad": 1})
    for state, (x, y) in _SPOT.items():
        ax.text(
            x,
            y,
            state,
            ha="center",
            va="center",
            bbox={"boxstyle": "round", "fc": "#d8ebf7"},
        )
    ax.set(xlim=(-0.4, 3.5), ylim=(-0.3, 1.3))
    ax.axis("off")
