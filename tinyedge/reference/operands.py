"""How an operator gets at its constants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64


def constant(graph: Graph, number: TensorId) -> Array:
    """The data of a constant tensor; graph/check.py has seen that it is one."""
    data = graph.tensor(number).data
    assert data is not None, f"tensor {number} ({graph.tensor(number).name}) is not a constant"
    return data


def optional_constant(graph: Graph, inputs: Sequence[TensorId], index: int) -> Int64:
    """The data of a bias as int64; 0 where it is left out (-1, or fewer inputs)."""
    if index >= len(inputs) or inputs[index] < 0:
        return np.zeros((), np.int64)
    return constant(graph, inputs[index]).astype(np.int64)
