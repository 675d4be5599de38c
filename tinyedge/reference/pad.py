"""PAD: TFLM's reference_ops::Pad."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Pad
from tinyedge.graph.types import Array, DType, Graph

from .operands import constant
from .requantize import quant_of


def pad_value(op: Pad, graph: Graph) -> Array:
    """What is put around: of float32 and int32 without a value, and of int16, 0."""
    if len(op.inputs) > 2:
        return constant(graph, op.inputs[2]).reshape(())
    output = graph.tensor(op.outputs[0])
    of_int8 = output.dtype is DType.INT8
    zero_point = quant_of(graph, op.outputs[0]).zero_point if of_int8 else 0
    return np.array(zero_point, output.dtype.numpy)


def pad(op: Pad, graph: Graph, x: Array) -> Array:
    """x with the value, or what stands for 0, around it."""
    fill = pad_value(op, graph)
    return np.pad(x, list(zip(op.before, op.after, strict=True)), constant_values=fill)
