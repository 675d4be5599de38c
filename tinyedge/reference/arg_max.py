"""ARG_MAX and ARG_MIN: TFLM's reference_ops::ArgMinMax."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import ArgMax, ArgMin
from tinyedge.graph.types import Array, Graph


def arg_max(op: ArgMax | ArgMin, graph: Graph, x: Array) -> NDArray[np.int32]:
    """int8 or float32 -> int32; the first of several that are equal."""
    if x.dtype == np.float32:
        return _of_floats(op, graph, x)
    found = x.argmax(axis=op.axis) if isinstance(op, ArgMax) else x.argmin(axis=op.axis)
    return np.asarray(found, np.int32).reshape(graph.tensor(op.outputs[0]).shape)


def _of_floats(op: ArgMax | ArgMin, graph: Graph, x: Array) -> NDArray[np.int32]:
    """Not-a-number is neither above nor below another, other than in numpy."""
    along = np.moveaxis(x, op.axis, 0)
    best, at = along[0], np.zeros(along[0].shape, np.int32)
    for index, value in enumerate(along):
        better = value > best if isinstance(op, ArgMax) else value < best
        best, at = np.where(better, value, best), np.where(better, np.int32(index), at)
    return np.asarray(at, np.int32).reshape(graph.tensor(op.outputs[0]).shape)
