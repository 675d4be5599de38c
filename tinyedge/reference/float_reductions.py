"""MEAN, SUM, REDUCE_MAX, REDUCE_MIN, CUMSUM and ADD_N of float32: sums one after the other, in the
order of memory, each rounded, as TFLM's reference_ops has them."""

from __future__ import annotations

from math import prod

import numpy as np

from tinyedge.graph.ops import AddN, Cumsum, Mean, ReduceMax, ReduceMin, Sum
from tinyedge.graph.types import Array, Graph

from .floating import LARGEST
from .functions import one_nan


def mean_float32(op: Mean | Sum, graph: Graph, x: Array) -> Array:
    """float32 -> float32 with the axes gone, or of size 1, as the output's shape says."""
    with np.errstate(all="ignore"):
        total = _summed(_reduced_last(x, op.axes))
    return one_nan(total / np.float32(count_of(op, graph))).reshape(
        graph.tensor(op.outputs[0]).shape
    )


def count_of(op: Mean | Sum, graph: Graph) -> float:
    """By what the sum is divided, a float32."""
    shape = graph.tensor(op.inputs[0]).shape
    return float(np.float32(prod(shape[i] for i in op.axes) if isinstance(op, Mean) else 1))


def reduce_max_float32(op: ReduceMax | ReduceMin, graph: Graph, x: Array) -> Array:
    """float32 -> float32; of equals (0.0 and -0.0 are), the first in the order of memory."""
    rows = _reduced_last(x, op.axes)
    least = isinstance(op, ReduceMin)
    result = np.full(rows.shape[:-1], LARGEST if least else -LARGEST, np.float32)
    for at in range(rows.shape[-1]):
        value = rows[..., at]
        result = np.where(value < result if least else value > result, value, result)
    return result.reshape(graph.tensor(op.outputs[0]).shape)


def cumsum_float32(op: Cumsum, graph: Graph, x: Array) -> Array:
    """float32 -> float32."""
    ordered = np.flip(x, op.axis) if op.reverse else x
    ordered = np.moveaxis(ordered, op.axis, -1)
    zeros = np.zeros((*ordered.shape[:-1], 1), np.float32)
    with np.errstate(all="ignore"):
        total = one_nan(np.add.accumulate(np.concatenate([zeros, ordered], axis=-1), axis=-1))
    made = np.moveaxis(total[..., :-1] if op.exclusive else total[..., 1:], -1, op.axis)
    return np.flip(made, op.axis) if op.reverse else made


def add_n_float32(op: AddN, graph: Graph, *inputs: Array) -> Array:
    """float32 -> float32; the sum begins with 0."""
    total = np.zeros(inputs[0].shape, np.float32)
    with np.errstate(all="ignore"):
        for each in inputs:
            total = total + each
    return one_nan(total)


def _reduced_last(x: Array, axes: tuple[int, ...]) -> Array:
    """[kept axes, one of all that are reduced], both in the order of memory."""
    kept = [i for i in range(x.ndim) if i not in axes]
    rows: Array = x.transpose(*kept, *axes).reshape(*(x.shape[i] for i in kept), -1)
    return rows


def _summed(rows: Array) -> Array:
    """0 and each row, summed in order: accumulate has no order of its own, unlike sum."""
    # Of -0.0 alone, the sum is 0.
    return np.asarray(np.add.accumulate(rows, axis=-1)[..., -1] + np.float32(0))
