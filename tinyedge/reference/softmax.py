"""SOFTMAX: TFLM's reference_ops::Softmax of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Softmax
from tinyedge.graph.types import Array, Graph

from .fixedpoint import (
    Int64,
    exp_on_negative_values,
    high_mul,
    input_radius,
    multiply_by_quantized_multiplier,
    one_over_one_plus_x,
    quantize_multiplier,
    rounding_divide_by_pot,
)
from .requantize import quant_of

_DIFF_INTEGER_BITS = 5
_SUM_INTEGER_BITS = 12


@dataclass(frozen=True, slots=True)
class SoftmaxParameters:
    """How a difference to the row's maximum becomes Q5.26.

    multiplier, shift: beta * input scale * 2**26; shift in [1, 31].
    largest_diff: what lies further below the maximum counts as exp = 0.
    """

    multiplier: int
    shift: int
    largest_diff: int


def softmax_parameters(op: Softmax, graph: Graph) -> SoftmaxParameters:
    """PreprocessSoftmaxScaling in quantization_util.cc, in double; beta is a float32."""
    scale = quant_of(graph, op.inputs[0]).scale
    real = float(np.float32(op.beta)) * scale * (1 << (31 - _DIFF_INTEGER_BITS))
    multiplier, shift = quantize_multiplier(min(real, 2.0**31 - 1))
    return SoftmaxParameters(multiplier, shift, input_radius(_DIFF_INTEGER_BITS, shift))


def softmax_exp_table(op: Softmax, graph: Graph) -> NDArray[np.int32]:
    """exp(-beta * scale * d) in Q0.31 for d = 0..255, the distance below the row's maximum.

    0 from beyond ``largest_diff`` on: then both what it adds to the sum and what it gives as an
    output (-128) are what TFLM gets by leaving the element out. So a row needs nothing else:

        sum = sum of rounding_divide_by_pot(table[max - x], 12)
    """
    p = softmax_parameters(op, graph)
    diff = np.arange(256)
    kept = diff <= p.largest_diff
    scaled = multiply_by_quantized_multiplier(np.where(kept, -diff, 0), p.multiplier, p.shift)
    exps = np.where(kept, exp_on_negative_values(scaled, _DIFF_INTEGER_BITS), 0)
    return exps.astype(np.int32)


def reciprocal(total: Int64) -> tuple[Int64, Int64]:
    """(scale, bits): 1 / total = scale * 2**(-31 - bits), of a total in Q12.19, >= 1.

    GetReciprocal in common.h: 1 / (1 + x) of the total brought into [1, 2).
    """
    length = np.array([int(t).bit_length() for t in total.flat], np.int64).reshape(total.shape)
    headroom = 32 - length
    fraction = (total << headroom) - (1 << 31)
    return one_over_one_plus_x(fraction), _SUM_INTEGER_BITS - headroom


def softmax(op: Softmax, graph: Graph, x: Array) -> NDArray[np.int8]:
    """int8 -> int8 over the last axis, of at most 511 elements (TFLM aborts on larger sums)."""
    rows = x.astype(np.int64)
    exps = softmax_exp_table(op, graph)[rows.max(axis=-1, keepdims=True) - rows].astype(np.int64)
    total = rounding_divide_by_pot(exps, _SUM_INTEGER_BITS).sum(axis=-1, keepdims=True)
    scale, bits = reciprocal(total)
    raw = rounding_divide_by_pot(high_mul(scale, exps), bits + 31 - 8)
    return np.clip(raw - 128, -128, 127).astype(np.int8)
