"""ADD."""

from __future__ import annotations

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.requantization import clamps
from tinyedge.graph.checks.site import Site, left_shift
from tinyedge.graph.ops import Add, Sub

INPUT_BITS = 20  # both inputs are shifted left by them, which int32 holds for any scale


def add(site: Site, op: Add) -> None:
    """See ``adds``."""
    adds(site, op)


def adds(site: Site, op: Add | Sub) -> None:
    """TFLM aborts where the larger input scale is 2**19 output scales or more."""
    broadcasts(site, op)
    a, b = (site.int8(number) for number in op.inputs)
    y = site.int8(op.outputs[0])
    clamps(site, op.activation, y)
    multiplier = 2 * max(a.scale, b.scale) / (y.scale * 2**INPUT_BITS)
    if not multiplier < 1 or left_shift(multiplier) > 0:
        raise site.error(
            f"the output scale {y.scale:g} is too small for inputs of {a.scale:g} and {b.scale:g}"
        )
