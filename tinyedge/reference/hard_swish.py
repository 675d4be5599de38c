"""HARD_SWISH: TFLM's reference_ops::HardSwish of int8, in 16-bit fixed point."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import HardSwish
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, quantize_multiplier, rounding_divide_by_pot
from .requantize import quant_of

_INT16_MIN, _INT16_MAX = -(2**15), 2**15 - 1
_HIRES_BITS = 7


def hard_swish(op: HardSwish, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x.

    Scales are divided in double. (Some versions of TFLM divide in float32; the wheel that pyproject
    names does not, as tests/reference shows.)
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    hires_scale = before.scale / 128
    output, output_shift = _int16_multiplier(hires_scale / after.scale)
    relu, relu_shift = _int16_multiplier(hires_scale / (3.0 / 32768.0))
    # int16 in TFLM: what leaves it there wraps.
    hires = _wrap(_wrap(x - before.zero_point) << _HIRES_BITS)
    preshift = _high_mul(hires, output)
    ramp = hires
    if relu_shift > 0:
        ramp = _saturated(ramp << (relu_shift - 1))
    ramp = _high_mul(ramp, relu)
    if relu_shift > 0:
        ramp = _saturated(ramp << 1)
    if relu_shift < 0:
        ramp = rounding_divide_by_pot(ramp, -relu_shift)
    ramp = _wrap((ramp + (1 << 15)) >> 1)
    product = ramp * preshift
    truncated = np.sign(product) * (np.abs(product) >> 15)
    both_least = (ramp == _INT16_MIN) & (preshift == _INT16_MIN)
    raw = np.where(both_least, _INT16_MAX, truncated)
    return np.clip(rounding_divide_by_pot(raw, -output_shift) + after.zero_point, -128, 127)


def _int16_multiplier(real: float) -> tuple[int, int]:
    """As ``quantize_multiplier``, in Q0.15: DownScaleInt32ToInt16Multiplier in common.h."""
    multiplier, shift = quantize_multiplier(real)
    rounding = 1 << 15
    if multiplier >= 2**31 - 1 - rounding:
        return _INT16_MAX, shift
    return (multiplier + rounding) >> 16, shift


def _high_mul(a: Int64, b: int) -> Int64:
    """gemmlowp's SaturatingRoundingDoublingHighMul of int16."""
    product = a * b
    nudged = product + np.where(product >= 0, 1 << 14, 1 - (1 << 14))
    result: Int64 = np.minimum(np.sign(nudged) * (np.abs(nudged) >> 15), _INT16_MAX)
    return result


def _saturated(x: Int64) -> Int64:
    return np.clip(x, _INT16_MIN, _INT16_MAX)


def _wrap(x: Int64) -> Int64:
    return x.astype(np.int16).astype(np.int64)
