"""Operators that compute in several types, and are another matter in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tinyedge.graph.ops import Op
from tinyedge.graph.types import Array, DType, Graph

Executor = Callable[..., Array | tuple[Array, ...]]


def by_type(executors: Mapping[DType, Executor]) -> Executor:
    """The executor of an operator that computes in any of these types; its first input says
    which."""

    def run(op: Op, graph: Graph, *inputs: Any) -> Array | tuple[Array, ...]:
        return executors[graph.tensor(op.inputs[0]).dtype](op, graph, *inputs)

    return run
