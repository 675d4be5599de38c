"""SUB: TFLM's reference_ops::Sub of int8."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Sub
from tinyedge.graph.types import Array, Graph

from .add import add_parameters


def sub(op: Sub, graph: Graph, a: Array, b: Array) -> NDArray[np.int8]:
    """int8 - int8 -> int8, broadcast; as ADD, but for the sign."""
    return add_parameters(op, graph).apply(a, b, sign=-1)
