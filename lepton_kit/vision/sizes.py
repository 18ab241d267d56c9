"""What a convolution or a pooling makes of a size, and what it costs."""

from dataclasses import dataclass
from math import ceil

from lepton_kit.validate import one_of, whole

__all__ = ["LayerSize", "convolution_size"]


@dataclass(frozen=True, slots=True)
class LayerSize:
    """The size and the price of a convolution.

    Attributes
    ----------
    output : int
        Side of each map that comes out, in pixels.
    border : (int, int)
        Rows of zeros laid around what comes in: above and left, below and right.
    parameters : int
        Weights, biases included.
    multiplications : int
        For one picture.
    """

    output: int
    border: tuple[int, int]
    parameters: int
    multiplications: int


def convolution_size(
    size: int, kernel: int = 3, *, stride: int = 1, padding: str = "valid", channels: int = 1, kernels: int = 1
) -> LayerSize:
    """Output size, parameters and multiplications of a convolution on square maps.

    Without a border the kernel must fit inside, o = floor((s - k) / stride) + 1. With padding "same", zeros are laid
    around the maps so that o = ceil(s / stride).

    Parameters
    ----------
    size : int
        Side of the maps that come in, s.
    kernel : int
        Side of the kernels, k.
    stride : int
        Pixels from one place of the kernel to the next.
    padding : {"valid", "same"}
    channels : int
        Maps that come in.
    kernels : int
        Maps that come out.

    Returns
    -------
    LayerSize

    Raises
    ------
    ValueError
        If a number is not whole or below 1, or the kernel does not fit.

    Examples
    --------
    >>> convolution_size(28, 3, kernels=32)
    LayerSize(output=26, border=(0, 0), parameters=320, multiplications=194688)
    >>> convolution_size(28, 3, stride=2, padding="same").output
    14
    """
    size, kernel, stride = whole("size", size, low=1), whole("kernel", kernel, low=1), whole("stride", stride, low=1)
    channels, kernels = whole("channels", channels, low=1), whole("kernels", kernels, low=1)
    if one_of("padding", padding, ("valid", "same")) == "same":
        output = ceil(size / stride)
        zeros = max((output - 1) * stride + kernel - size, 0)
    elif kernel > size:
        fault = f"A kernel of {kernel} x {kernel} does not fit inside {size} x {size}"
        raise ValueError(f'{fault}; take padding="same" or a smaller one')
    else:
        output, zeros = (size - kernel) // stride + 1, 0
    products = kernel * kernel * channels * kernels
    return LayerSize(output, (zeros // 2, zeros - zeros // 2), products + kernels, products * output * output)
