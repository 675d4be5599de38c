"""DEQUANTIZE: TFLM's reference_ops::Dequantize."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Dequantize
from tinyedge.graph.types import Array, Graph

from .requantize import quant_of


def dequantize(op: Dequantize, graph: Graph, x: Array) -> NDArray[np.float32]:
    """int8 or int16 -> float32, scale * (x - zero point).

    TFLM multiplies in double and rounds once. The product of a float32 and 17 bits is exact in
    double, so a multiplication in float32 gives the same bits.
    """
    quant = quant_of(graph, op.inputs[0])
    exact: NDArray[np.float64] = (x.astype(np.float64) - quant.zero_point) * quant.scale
    return exact.astype(np.float32)
