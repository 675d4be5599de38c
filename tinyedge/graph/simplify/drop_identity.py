"""Operators that change nothing are passed over.

x -> QUANTIZE -> y -> CONV_2D      x -> CONV_2D         same scale and zero point

x -> RESHAPE -> y -> ADD           x -> ADD             same shape

ADD -> x -> RESHAPE -> y           ADD -> y             y is an output of the model, x is not
"""

from __future__ import annotations

from dataclasses import replace

from tinyedge.graph.ops import Concatenation, Op, Pad, Quantize, Reshape, TensorId
from tinyedge.graph.simplify.rewriting import reading
from tinyedge.graph.types import Graph


def drop_identity(graph: Graph) -> Graph:
    """Remove RESHAPE to the same shape, QUANTIZE to the same scale, PAD by nothing, and
    CONCATENATION of one.

    Kept where their output is an output of the model and their input is one too, or is not
    computed at all.
    """
    instead: dict[TensorId, TensorId] = {}
    ops: list[Op] = []
    for original in graph.ops:
        op = reading(original, instead)
        if not _is_identity(op, graph):
            ops.append(op)
            continue
        x, y = op.inputs[0], op.outputs[0]
        if y not in graph.outputs:
            instead[y] = x
        elif _computed(x, ops) and x not in graph.outputs:
            ops = [_renamed(other, x, y) for other in ops]
            instead = {old: y if new == x else new for old, new in instead.items()} | {x: y}
        else:
            ops.append(op)
    return replace(graph, ops=tuple(ops))


def _is_identity(op: Op, graph: Graph) -> bool:
    x, y = graph.tensor(op.inputs[0]), graph.tensor(op.outputs[0])
    if (x.shape, x.dtype, x.quant) != (y.shape, y.dtype, y.quant):
        return False
    match op:
        case Reshape() | Quantize():
            return True
        case Pad():
            return True  # the shape would differ otherwise
        case Concatenation():
            return len(op.inputs) == 1
        case _:
            return False


def _computed(number: TensorId, ops: list[Op]) -> bool:
    return any(number in op.outputs for op in ops)


def _renamed(op: Op, old: TensorId, new: TensorId) -> Op:
    """``op`` with another tensor in the place of ``old``, read or written."""
    outputs = tuple(new if number == old else number for number in op.outputs)
    return replace(reading(op, {old: new}), outputs=outputs)
