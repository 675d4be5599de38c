"""A clamp that follows an operator becomes the operator's own.

    CONV_2D -> x -> RELU -> y        CONV_2D with RELU -> y

Exact where x and y have one quantization: RELU's multiplier is then 1, and a clamp to [-128, 127]
followed by one to [zero point, ...] is the latter.
"""

from __future__ import annotations

from dataclasses import replace

from tinyedge.graph.ops import (
    Activation,
    Add,
    AveragePool2D,
    Conv2D,
    DepthwiseConv2D,
    FullyConnected,
    MaxPool2D,
    Mul,
    Op,
    Relu,
    Relu6,
    TensorId,
)
from tinyedge.graph.simplify.rewriting import uses
from tinyedge.graph.types import Graph

Clamping = Conv2D | DepthwiseConv2D | FullyConnected | Add | Mul | AveragePool2D | MaxPool2D

# What two clamps come to. RELU_N1_TO_1 and RELU make [0, 1], which has no name.
_COMBINED = {
    (Activation.NONE, Relu): Activation.RELU,
    (Activation.RELU, Relu): Activation.RELU,
    (Activation.RELU6, Relu): Activation.RELU6,
    (Activation.NONE, Relu6): Activation.RELU6,
    (Activation.RELU, Relu6): Activation.RELU6,
    (Activation.RELU6, Relu6): Activation.RELU6,
}


def fuse_activation(graph: Graph) -> Graph:
    """Fuse RELU and RELU6 into the operator whose result only they read."""
    counts = uses(graph)
    writers: dict[TensorId, int] = {}  # position in ops of those that can take a clamp
    ops: list[Op] = []
    for op in graph.ops:
        position = writers.get(op.inputs[0]) if isinstance(op, Relu | Relu6) else None
        if position is not None and counts[op.inputs[0]] == 1:
            combined = _fused(ops[position], op, graph)
            if combined is not None:
                ops[position] = combined
                writers[op.outputs[0]] = position
                continue
        if isinstance(op, Clamping):
            writers[op.outputs[0]] = len(ops)
        ops.append(op)
    return replace(graph, ops=tuple(ops))


def _fused(before: Op, clamp: Op, graph: Graph) -> Op | None:
    """The two as one, or None where that would not be exact."""
    assert isinstance(before, Clamping)
    x, y = graph.tensor(clamp.inputs[0]), graph.tensor(clamp.outputs[0])
    activation = _COMBINED.get((before.activation, type(clamp)))
    if activation is None or x.quant != y.quant:
        return None
    return replace(before, outputs=clamp.outputs, activation=activation)
