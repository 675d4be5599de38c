"""L2_NORMALIZATION: TFLM's reference_integer_ops::L2Normalization."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import L2Normalization
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier
from .requantize import quant_of
from .rsqrt import inverse_sqrt_multiplier

_OUTPUT_BITS = 7  # the output's scale is 1/128


def l2_normalization(op: L2Normalization, graph: Graph, x: Array) -> NDArray[np.int8]:
    """int8 -> int8, each row of the last axis divided by the root of the sum of its squares."""
    rows = x.reshape(-1, x.shape[-1]).astype(np.int64) - quant_of(graph, op.inputs[0]).zero_point
    scaled = np.zeros_like(rows)
    for row, squares in enumerate((rows**2).sum(axis=1)):
        multiplier, shift = inverse_sqrt_multiplier(int(squares))
        scaled[row] = multiply_by_quantized_multiplier(rows[row], multiplier, shift + _OUTPUT_BITS)
    return np.clip(scaled, -128, 127).astype(np.int8).reshape(x.shape)
