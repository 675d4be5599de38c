"""How much a layer multiplies."""

from __future__ import annotations

from tinyedge.graph.ops import Conv2D, DepthwiseConv2D, FullyConnected, Op
from tinyedge.graph.types import Graph


def macs(op: Op, graph: Graph) -> int:
    """Multiply-accumulates of one run of ``op``; taps that fall on padding are counted.

    Operators without weights count 0: their work is not multiplication.
    """
    match op:
        case Conv2D() | FullyConnected():
            # Each output element is one dot product with one row of the weights.
            weights = graph.tensor(op.inputs[1])
            return graph.tensor(op.outputs[0]).elements * (weights.elements // weights.shape[0])
        case DepthwiseConv2D():
            _, height, width, _ = graph.tensor(op.inputs[1]).shape
            return graph.tensor(op.outputs[0]).elements * height * width
        case _:
            return 0
