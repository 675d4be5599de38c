"""CUMSUM."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site, largest_offset, left_shift
from tinyedge.graph.ops import Cumsum

SUM_BITS = 19  # fractional bits of TFLM's sums, which are int32


def cumsum(site: Site, op: Cumsum) -> None:
    """Same shape. TFLM begins with minus the input zero point instead of 0, and its sums overflow
    of 32 elements and more."""
    shape = site.tensor(op.inputs[0]).shape
    site.output_shape(shape)
    if not 0 <= op.axis < len(shape):
        raise site.error(f"axis {op.axis} of a tensor of {len(shape)} axes")
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    if x.zero_point != 0:
        raise site.error(
            f"the input has the zero point {x.zero_point}, which TFLite Micro's kernel adds to "
            "every sum: its result would be wrong",
            "quantize its input symmetrically, or add with a FULLY_CONNECTED of ones",
        )
    count = shape[op.axis]
    if count * largest_offset(x) << SUM_BITS >= 2**31:
        raise site.error(
            f"sums of {count} elements overflow in TFLite Micro's kernel",
            "add with a FULLY_CONNECTED of ones instead",
        )
    multiplier = 2 * x.scale / (y.scale * 2 ** (SUM_BITS + 1))
    if not multiplier < 1 or left_shift(multiplier) > 0:
        raise site.error(f"the output scale {y.scale:g} is too small for an input of {x.scale:g}")
