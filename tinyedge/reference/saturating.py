"""LOGISTIC and TANH of int8: a curve between two saturated ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tinyedge.graph.types import Quant

from .fixedpoint import (
    Int64,
    input_radius,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    rounding_divide_by_pot,
)

INPUT_INTEGER_BITS = 4


def saturating_curve(
    x: Int64, quant: Quant, curve: Callable[[Int64], Int64], *, output_bits: int, zero_point: int
) -> Int64:
    """The int8 output of each int8 value in x.

    quant: of x; its scale from 2**-28 up (TFLM shifts by a negative count below).
    curve: from Q4.27 to Q0.31. output_bits: the output's scale is 2**-output_bits.
    Inputs that do not fit Q4.27 give -128 or 127. From a scale of 8 up nothing fits, not even 0,
    and TFLM asks for "below" first: 0 gives -128.
    """
    multiplier, shift = quantize_multiplier(quant.scale * (1 << (31 - INPUT_INTEGER_BITS)))
    radius = input_radius(INPUT_INTEGER_BITS, shift)
    centered = x - quant.zero_point
    below, above = centered <= -radius, centered >= radius
    inside = np.where(below | above, 0, centered)
    q0 = curve(multiply_by_quantized_multiplier(inside, multiplier, shift))
    steps = np.clip(rounding_divide_by_pot(q0, 31 - output_bits) + zero_point, -128, 127)
    return np.where(below, -128, np.where(above, 127, steps))
