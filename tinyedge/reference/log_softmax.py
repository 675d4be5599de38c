"""LOG_SOFTMAX: TFLM's reference_ops::LogSoftmaxQuantized of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import LogSoftmax, Softmax
from tinyedge.graph.types import Array, Graph

from .fixedpoint import (
    INT32_MIN,
    log,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    rounding_divide_by_pot,
)
from .softmax import SoftmaxParameters, softmax_exp_table, softmax_parameters

_SUM_INTEGER_BITS = 12
_OUTPUT_SHIFT = 22  # from 26 fractional bits to the output's 4


@dataclass(frozen=True, slots=True, eq=False)
class LogSoftmaxParameters:
    """How a difference to the row's maximum becomes Q5.26, and Q5.26 such a difference.

    exp: as of SOFTMAX, by the distance below the maximum.
    divisor, divisor_shift: of the second; shift in [-31, 0].
    """

    scaling: SoftmaxParameters
    exp: NDArray[np.int32]
    divisor: int
    divisor_shift: int


def log_softmax_parameters(op: LogSoftmax, graph: Graph) -> LogSoftmaxParameters:
    """PreprocessLogSoftmaxScalingExp in quantization_util.cc, in double."""
    like = Softmax(op.inputs, op.outputs, beta=1.0)
    scaling = softmax_parameters(like, graph)
    divisor, shift = quantize_multiplier((1 << (31 - scaling.shift)) / scaling.multiplier)
    return LogSoftmaxParameters(scaling, softmax_exp_table(like, graph), divisor, shift)


def log_softmax(op: LogSoftmax, graph: Graph, x: Array) -> NDArray[np.int8]:
    """int8 -> int8 over the last axis."""
    p = log_softmax_parameters(op, graph)
    rows = x.astype(np.int64)
    below = rows.max(axis=-1, keepdims=True) - rows
    exps = rounding_divide_by_pot(p.exp[below], _SUM_INTEGER_BITS)
    log_sum = log(exps.sum(axis=-1, keepdims=True), _SUM_INTEGER_BITS)
    # What lies further below the maximum than Q5.26 reaches, is the least output.
    least = multiply_by_quantized_multiplier(log_sum + INT32_MIN, p.divisor, p.divisor_shift)
    kept = -below > np.maximum(least, -p.scaling.largest_diff - 1)
    scaled = multiply_by_quantized_multiplier(
        np.where(kept, -below, 0), p.scaling.multiplier, p.scaling.shift
    )
    steps = np.clip(rounding_divide_by_pot(scaled - log_sum, _OUTPUT_SHIFT) + 127, -128, 127)
    result: NDArray[np.int8] = np.where(kept, steps, -128).astype(np.int8)
    return result
