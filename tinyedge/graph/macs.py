"""How much multiplying an operator does."""

from __future__ import annotations

from math import prod

from tinyedge.graph.ops import Conv2D, DepthwiseConv2D, FullyConnected, Op
from tinyedge.graph.types import Graph


def macs(op: Op, graph: Graph) -> int:
    """Multiply-accumulates of one run of ``op``, those on padding included; 0 without weights."""
    match op:
        case Conv2D() | FullyConnected():
            # Each output element takes all weights of its channel.
            output = graph.tensor(op.outputs[0])
            return output.elements * prod(graph.tensor(op.inputs[1]).shape[1:])
        case DepthwiseConv2D():
            output = graph.tensor(op.outputs[0])
            return output.elements * prod(graph.tensor(op.inputs[1]).shape[1:3])
        case _:
            return 0
