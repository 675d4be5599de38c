"""What convolutions and pools have in common: a window that slides over rows and columns."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Pair
from tinyedge.graph.windows import padding_after, reach

LARGEST = 32767  # rows or columns of a window, a stride or a dilation: the kernels' int16_t


def slides(site: Site, window: Pair, stride: Pair, pad: Pair, dilation: Pair = (1, 1)) -> None:
    """Each window must touch the input, and the output end where the next would pass it.

    This allows SAME, VALID and paddings that were fused; which of them, the file has said.
    """
    for value in (*window, *stride, *dilation):
        if not 1 <= value <= LARGEST:
            raise site.error(f"window, stride or dilation is {value}, not 1 to {LARGEST}")
    sizes = site.shape(site.op.inputs[0], 4)[1:3]
    outputs = site.shape(site.op.outputs[0], 4)[1:3]
    for what, i in (("rows", 0), ("columns", 1)):
        after = padding_after(sizes[i], window[i], stride[i], dilation[i], pad[i], outputs[i])
        covered = reach(window[i], dilation[i])
        if not (0 <= pad[i] < covered and -stride[i] < after < covered):
            raise site.error(
                f"{outputs[i]} {what} of output do not follow from {sizes[i]} of input"
            )
