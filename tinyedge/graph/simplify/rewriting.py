"""What the passes share: who reads a tensor, and operators with other tensors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from tinyedge.graph.ops import Op, TensorId
from tinyedge.graph.types import Graph


def uses(graph: Graph) -> Counter[TensorId]:
    """How often each tensor is read; being an output of the model counts as once."""
    counts: Counter[TensorId] = Counter(graph.outputs)
    for op in graph.ops:
        counts.update(op.inputs)
    return counts


def reading(op: Op, instead: Mapping[TensorId, TensorId]) -> Op:
    """``op`` with other tensors for those of its inputs that are keys of ``instead``."""
    inputs = tuple(instead.get(number, number) for number in op.inputs)
    return op if inputs == op.inputs else replace(op, inputs=inputs)
