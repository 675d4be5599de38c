"""What depends on constants alone is a constant.

constant -> RESHAPE -> y        y, a constant

constant -> QUANTIZE -> y       y, a constant       (from float32)
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tinyedge.graph.ops import Op, Quantize, Reshape
from tinyedge.graph.types import Array, Graph, Tensor


def fold_constants(graph: Graph) -> Graph:
    """Give the outputs of such operators their values, and remove the operators.

    Other operators on constants are left to run on the device: converters fold them, and their
    arithmetic is the business of ``reference``. An output of the model is never among them:
    ``check`` refuses one that no input leads to.
    """
    tensors = list(graph.tensors)
    ops: list[Op] = []
    for op in graph.ops:
        value = _value(op, tensors)
        if value is None:
            ops.append(op)
        else:
            tensors[op.outputs[0]] = replace(tensors[op.outputs[0]], data=value)
    return replace(graph, tensors=tuple(tensors), ops=tuple(ops))


def _value(op: Op, tensors: list[Tensor]) -> Array | None:
    data, output = tensors[op.inputs[0]].data, tensors[op.outputs[0]]
    if data is None:
        return None
    match op:
        case Reshape():
            return data.reshape(output.shape)
        case Quantize() if data.dtype == np.float32 and np.isfinite(data).all():
            return _quantized(data, output)
        case _:
            return None


def _quantized(data: Array, output: Tensor) -> Array:
    """As TFLM's AffineQuantize: divided in float32, halves away from zero, saturated."""
    assert output.quant is not None
    limits = np.iinfo(output.dtype.numpy)
    with np.errstate(over="ignore"):  # to infinity, which saturates
        steps = (data / np.float32(output.quant.scale)).astype(np.float64)
    rounded = np.trunc(steps + np.copysign(0.5, steps)) + output.quant.zero_point
    value: Array = np.clip(rounded, limits.min, limits.max).astype(output.dtype.numpy)
    return value
