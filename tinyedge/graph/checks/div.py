"""DIV."""

from __future__ import annotations

import math

import numpy as np

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.requantization import clamps
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Div

# A dividend of at most 255 steps is shifted left by at least this, one of 0 by 31.
_LEAST_HEADROOM = 23


def div(site: Site, op: Div) -> None:
    """TFLM has no result for a divisor of 0, and shifts by more than 31 bits for some scales.

    Whether a divisor that is computed ever is 0 is not known: see docs/truth.md.
    """
    broadcasts(site, op)
    a, b = (site.int8(number) for number in op.inputs)
    y = site.int8(op.outputs[0])
    clamps(site, op.activation, y)
    divisor = site.tensor(op.inputs[1]).data
    smallest, largest = 1, largest_offset(b)
    if divisor is not None:
        sizes = np.abs(divisor.astype(np.int64) - b.zero_point)
        smallest, largest = int(sizes.min()), int(sizes.max())
    if smallest == 0:
        raise site.error(f"{site.named(op.inputs[1])} holds its zero point, a division by 0")
    multiplier = a.scale / (b.scale * y.scale)
    shift = math.frexp(multiplier)[1] if math.isfinite(multiplier) else 2**31
    if not largest.bit_length() - 1 <= shift < smallest.bit_length() - 1 + _LEAST_HEADROOM:
        raise site.error(
            f"scales of {a.scale:g}, {b.scale:g} and {y.scale:g} lead to a multiplier of "
            f"{multiplier:g}, which TFLite Micro shifts beyond 32 bits"
        )
