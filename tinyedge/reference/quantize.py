"""QUANTIZE: TFLM's reference_ops::AffineQuantize (from float32) and Requantize (from integers)."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Quantize
from tinyedge.graph.types import Array, Graph

from .fixedpoint import (
    Int64,
    multiply_by_quantized_multiplier,
    quantize_multiplier,
    round_half_away,
)
from .requantize import quant_of


def quantize_float(op: Quantize, graph: Graph, x: Array) -> Array:
    """float32 -> int8 or int16: x / scale in float32, rounded with halves away from zero.

    Saturates; so does TFLM within the range of int32 (beyond it and for NaN, its cast to int32
    is undefined in C, and a NaN becomes the zero point here).
    """
    quant = quant_of(graph, op.outputs[0])
    dtype = graph.tensor(op.outputs[0]).dtype.numpy
    with np.errstate(over="ignore"):  # to infinity, which saturates
        steps = round_half_away(x.astype(np.float32) / np.float32(quant.scale))
    saturated = np.clip(np.nan_to_num(steps, nan=0.0), -(2**17), 2**17) + quant.zero_point
    limits = np.iinfo(dtype)
    return np.clip(saturated, limits.min, limits.max).astype(dtype)


def quantize_integer(op: Quantize, graph: Graph, x: Array) -> Array:
    """int8, uint8, int16 or int32 -> another of them, or another scale."""
    result = requantize(op, graph, x.astype(np.int64))
    return result.astype(graph.tensor(op.outputs[0]).dtype.numpy)


def requantize(op: Quantize, graph: Graph, x: Int64) -> Int64:
    """The output of each value in x, in another scale or type."""
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    multiplier = quantize_multiplier(before.scale / after.scale)
    scaled = multiply_by_quantized_multiplier(x - before.zero_point, *multiplier)
    limits = np.iinfo(graph.tensor(op.outputs[0]).dtype.numpy)
    return np.clip(scaled + after.zero_point, limits.min, limits.max)
