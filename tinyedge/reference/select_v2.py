"""SELECT_V2 and IF."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Select
from tinyedge.graph.types import Array, Graph


def select_v2(op: Select, graph: Graph, condition: Array, yes: Array, no: Array) -> Array:
    """bool, then two of one type and quantization -> the same, broadcast."""
    return np.where(condition, yes, no)
