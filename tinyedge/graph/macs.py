"""How much multiplying an operator does."""

from __future__ import annotations

from math import prod

import numpy as np

from tinyedge.graph.ops import (
    BatchMatmul,
    Conv2D,
    DepthwiseConv2D,
    FullyConnected,
    Op,
    SignalFilterBank,
    SignalWindow,
    Svdf,
    TransposeConv,
    UnidirectionalSequenceLstm,
)
from tinyedge.graph.types import Graph


def macs(op: Op, graph: Graph) -> int:
    """Multiply-accumulates of one run of ``op``, those on padding included; 0 of others."""
    match op:
        case Conv2D() | FullyConnected():
            # Each output element takes all weights of its channel.
            output = graph.tensor(op.outputs[0])
            return output.elements * prod(graph.tensor(op.inputs[1]).shape[1:])
        case DepthwiseConv2D():
            output = graph.tensor(op.outputs[0])
            return output.elements * prod(graph.tensor(op.inputs[1]).shape[1:3])
        case TransposeConv():
            # Each pixel meets all weights.
            x, weights = (graph.tensor(number) for number in op.inputs[:2])
            return prod(x.shape[:3]) * weights.elements
        case BatchMatmul():
            first = graph.tensor(op.inputs[0]).shape
            depth = first[-2 if op.transposed[0] else -1]
            return graph.tensor(op.outputs[0]).elements * depth
        case UnidirectionalSequenceLstm():
            # Each step of each output meets the weights of all gates.
            units = graph.tensor(op.outputs[0]).shape[2]
            per_unit = graph.tensor(op.inputs[0]).shape[2] + units
            return graph.tensor(op.outputs[0]).elements * len(op.gates) * per_unit
        case Svdf():
            batch = graph.tensor(op.inputs[0]).shape[0]
            return batch * sum(graph.tensor(number).elements for number in op.inputs[1:3])
        case SignalFilterBank():
            # Each energy in a band has a weight for the channel before it and one for that behind.
            widths = graph.tensor(op.inputs[5]).data
            return 0 if widths is None else 2 * int(widths.sum(dtype=np.int64))
        case SignalWindow():
            return graph.tensor(op.outputs[0]).elements
        case _:
            return 0
