"""How the course's pictures look: the colours of all of them, and one call at the head of a lesson for its charts."""

from pathlib import Path

__all__ = ["COLOURS", "GREY", "INK", "PALE", "use"]

# Okabe & Ito (2008), in the order in which the kit uses them: safe for the common kinds of colour blindness.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a6d00")
LINES = ("-", "--", "-.", ":", (0, (8, 2)), (0, (5, 2, 1, 2, 1, 2)), (0, (1, 3)))  # needs no eye for colours
INK, GREY, PALE = "#222222", "#767676", "#e8e8e8"


def use() -> None:
    """Set matplotlib's defaults for the course: colours safe for colour-blind readers, few lines, room to read.

    Lines differ by their dashes as well, so that a chart is read without its colours too, and one line under another.
    """
    from cycler import cycler
    from matplotlib import rcParams, style

    style.use(Path(__file__).with_name("lepton.mplstyle"))
    rcParams["axes.prop_cycle"] = cycler(color=COLOURS, linestyle=LINES)
