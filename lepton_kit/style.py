"""How the course's charts look: one call at the head of a lesson."""

__all__ = ["use"]


def use():
    """Set matplotlib's defaults for the course: colours safe for colour-blind readers, few lines, room to read."""
    from cycler import cycler
    from matplotlib import rcParams

    from lepton_kit.widgets.svg import COLOURS

    rcParams.update(
        {
            "axes.grid": True,
            "axes.prop_cycle": cycler(color=COLOURS),
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "figure.constrained_layout.use": True,
            "figure.dpi": 90,
            "figure.figsize": (7.2, 3.6),
            "font.size": 10.5,
            "grid.alpha": 0.3,
            "image.cmap": "gray",
            "legend.frameon": False,
            "lines.linewidth": 2,
        }
    )
