"""ARG_MAX and ARG_MIN: TFLM's reference_ops::ArgMinMax."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import ArgMax, ArgMin
from tinyedge.graph.types import Array, Graph


def arg_max(op: ArgMax | ArgMin, graph: Graph, x: Array) -> NDArray[np.int32]:
    """int8 -> int32; the first of several that are equal."""
    found = x.argmax(axis=op.axis) if isinstance(op, ArgMax) else x.argmin(axis=op.axis)
    return np.asarray(found, np.int32).reshape(graph.tensor(op.outputs[0]).shape)
