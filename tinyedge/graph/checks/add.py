"""ADD."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.requantization import clamps
from tinyedge.graph.checks.site import Site, left_shift
from tinyedge.graph.ops import Add, Sub
from tinyedge.graph.types import DType

INPUT_BITS = 20  # both inputs are shifted left by them, which int32 holds for any scale
_INPUT_BITS_OF_INT16 = 15


def add(site: Site, op: Add) -> None:
    """See ``adds``."""
    adds(site, op)


def adds(site: Site, op: Add | Sub) -> None:
    """TFLM aborts where the larger input scale is 2**19 output scales or more; 2**14 of int16."""
    broadcasts(site, op)
    dtype = site.alike(DType.INT8, DType.INT16)
    a, b = (site.quantized(number, dtype) for number in op.inputs)
    y = site.quantized(op.outputs[0], dtype)
    clamps(site, op.activation, y)
    bits = _INPUT_BITS_OF_INT16 if dtype is DType.INT16 else INPUT_BITS
    multiplier = 2 * max(a.scale, b.scale) / (y.scale * 2**bits)
    if not multiplier < 1 or left_shift(multiplier) > 0:
        raise site.error(
            f"the output scale {y.scale:g} is too small for inputs of {a.scale:g} and {b.scale:g}"
        )
