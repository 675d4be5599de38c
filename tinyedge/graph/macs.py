"""How much multiplying an operator does."""

from __future__ import annotations

from math import prod

from tinyedge.graph.ops import (
    BatchMatmul,
    Conv2D,
    DepthwiseConv2D,
    FullyConnected,
    Op,
    TransposeConv,
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
        case _:
            return 0
