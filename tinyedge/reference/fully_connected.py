"""FULLY_CONNECTED: TFLM's reference_integer_ops::FullyConnected and FullyConnectedPerChannel."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import FullyConnected
from tinyedge.graph.types import Array, Graph

from .operands import constant, optional_constant
from .requantize import weighted_parameters


def fully_connected(op: FullyConnected, graph: Graph, x: Array) -> Array:
    """[..., in] -> [..., out], int8 or int16. The product in float64 is exact, see conv_2d."""
    parameters = weighted_parameters(op, graph)
    weights = constant(graph, op.inputs[1]).astype(np.float64)  # [out, in]
    rows = x.reshape(-1, weights.shape[1]).astype(np.float64) + parameters.input_offset
    total = (rows @ weights.T).astype(np.int64) + optional_constant(graph, op.inputs, 2)
    return parameters.apply(total).reshape(graph.tensor(op.outputs[0]).shape)
