"""BATCH_MATMUL: TFLM's reference_ops::BatchMatMul of int8 and int16."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import BatchMatmul
from tinyedge.graph.types import Array, DType, Graph

from .fixedpoint import (
    multiply_by_quantized_multiplier,
    multiply_by_reduced_multiplier,
    quantize_multiplier,
    reduced_multiplier,
)
from .requantize import quant_of


@dataclass(frozen=True, slots=True)
class BatchMatmulParameters:
    """clamp(multiply(sum of (a - zero point) * (b - zero point)) + output_zero_point).

    multiplier: of int16 as from ``fixedpoint.reduced_multiplier``; all zero points are 0 then.
    """

    zero_points: tuple[int, int]
    multiplier: int
    shift: int
    output_zero_point: int


def batch_matmul_parameters(op: BatchMatmul, graph: Graph) -> BatchMatmulParameters:
    """BatchMatMulPrepare in batch_matmul.cc, in double."""
    a, b, y = (quant_of(graph, number) for number in (*op.inputs, op.outputs[0]))
    multiplier, shift = quantize_multiplier(a.scale * b.scale / y.scale)
    if graph.tensor(op.outputs[0]).dtype is DType.INT16:
        multiplier = reduced_multiplier(multiplier)
    return BatchMatmulParameters(
        zero_points=(a.zero_point, b.zero_point),
        multiplier=multiplier,
        shift=shift,
        output_zero_point=y.zero_point,
    )


def batch_matmul(op: BatchMatmul, graph: Graph, a: Array, b: Array) -> Array:
    """int8 or int16; the sums run in float64, exact below 2**47 as graph/check.py proves."""
    p = batch_matmul_parameters(op, graph)
    first, second = (
        (matrix.swapaxes(-1, -2) if swapped else matrix).astype(np.float64) - zero_point
        for matrix, swapped, zero_point in zip((a, b), op.transposed, p.zero_points, strict=True)
    )
    total = (first @ second).astype(np.int64)
    wide = a.dtype == np.int16
    multiply = multiply_by_reduced_multiplier if wide else multiply_by_quantized_multiplier
    scaled = multiply(total, p.multiplier, p.shift) + p.output_zero_point
    limits = np.iinfo(a.dtype)
    return np.clip(scaled, limits.min, limits.max).astype(a.dtype)
