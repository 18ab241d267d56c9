"""A student's own plan of a network: a size of image and the layers that follow, to count with."""

from dataclasses import dataclass, fields

from lepton_kit.coursework.personal.draw import Draw

__all__ = ["Plan", "network_plan"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Image, convolution, pooling, convolution, pooling, dense; every pooling is 2 x 2 and drops what is left over.

    Attributes
    ----------
    height, width, channels : int
        Of an image.
    filters1, kernel1, stride1, padding1, filters2, kernel2 : int, int, int, str, int, int
        Of the two convolutions: number of kernels, side of a kernel, stride, and "valid" or "same". The second has
        stride 1 and no padding.
    classes : int
        Units of the dense layer.
    """

    height: int
    width: int
    channels: int
    filters1: int
    kernel1: int
    stride1: int
    padding1: str
    filters2: int
    kernel2: int
    classes: int

    def _repr_markdown_(self):
        shown = [f"| {each.name} | {getattr(self, each.name)} |" for each in fields(self)]
        return "\n".join(["| `plan.` | |", "|---|---|", *shown])


def network_plan(student):
    """A student's own plan.

    Parameters
    ----------
    student : str
        The id.

    Returns
    -------
    Plan

    Examples
    --------
    >>> network_plan("s001") == network_plan(" S001 ") != network_plan("s002")
    True
    """
    draw = Draw(student, "network plan")
    return Plan(
        height=draw.whole(30, 60),
        width=draw.whole(61, 90),
        channels=draw.one((1, 3)),
        filters1=draw.whole(6, 40),
        kernel1=draw.one((3, 5, 7)),
        stride1=draw.one((1, 2)),
        padding1=draw.one(("valid", "same")),
        filters2=draw.whole(41, 70),
        kernel2=draw.one((3, 5)),
        classes=draw.whole(3, 9),
    )
