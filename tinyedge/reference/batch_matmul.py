"""BATCH_MATMUL: TFLM's reference_ops::BatchMatMul of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import BatchMatmul
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of


@dataclass(frozen=True, slots=True)
class BatchMatmulParameters:
    """clamp(multiply(sum of (a - zero point) * (b - zero point)) + output_zero_point)."""

    zero_points: tuple[int, int]
    multiplier: int
    shift: int
    output_zero_point: int


def batch_matmul_parameters(op: BatchMatmul, graph: Graph) -> BatchMatmulParameters:
    """BatchMatMulPrepare in batch_matmul.cc, in double."""
    a, b, y = (quant_of(graph, number) for number in (*op.inputs, op.outputs[0]))
    multiplier, shift = quantize_multiplier(a.scale * b.scale / y.scale)
    return BatchMatmulParameters(
        zero_points=(a.zero_point, b.zero_point),
        multiplier=multiplier,
        shift=shift,
        output_zero_point=y.zero_point,
    )


def batch_matmul(op: BatchMatmul, graph: Graph, a: Array, b: Array) -> NDArray[np.int8]:
    """int8 x int8 -> int8; the sums run in float64, exact below 2**31 as graph/check.py proves."""
    p = batch_matmul_parameters(op, graph)
    first, second = (
        (matrix.swapaxes(-1, -2) if swapped else matrix).astype(np.float64) - zero_point
        for matrix, swapped, zero_point in zip((a, b), op.transposed, p.zero_points, strict=True)
    )
    total = (first @ second).astype(np.int64)
    scaled = multiply_by_quantized_multiplier(total, p.multiplier, p.shift) + p.output_zero_point
    result: NDArray[np.int8] = np.clip(scaled, -128, 127).astype(np.int8)
    return result
