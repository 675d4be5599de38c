"""Tensors that lie in the memory of another, so that no code runs to make them."""

from __future__ import annotations

from tinyedge.graph.ops import AssignVariable, ReadVariable, Reshape, TensorId
from tinyedge.graph.types import Graph


def roots(graph: Graph) -> tuple[TensorId, ...]:
    """For each tensor the one whose memory it shows: itself unless it is a view.

    A RESHAPE is a view. So is a READ_VARIABLE, of the variable itself, unless the variable gets
    its next value before the last reader of what was read has run.
    """
    shown = list(range(len(graph.tensors)))
    for op in graph.ops:
        if isinstance(op, Reshape):
            shown[op.outputs[0]] = shown[op.inputs[0]]
    last = _last_readers(graph, shown)
    assigned = {
        op.outputs[0]: at for at, op in enumerate(graph.ops) if isinstance(op, AssignVariable)
    }
    for at, op in enumerate(graph.ops):
        if isinstance(op, ReadVariable):
            (variable,), (value,) = op.inputs, op.outputs
            # At the assignment itself, the variable would be copied to itself.
            if not at < assigned.get(variable, -1) <= last.get(value, -1):
                shown[value] = variable
        elif isinstance(op, Reshape):
            shown[op.outputs[0]] = shown[op.inputs[0]]
    return tuple(shown)


def _last_readers(graph: Graph, shown: list[TensorId]) -> dict[TensorId, int]:
    """By tensor, where in ``graph.ops`` it or a view of it is read for the last time."""
    last: dict[TensorId, int] = {}
    for at, op in enumerate(graph.ops):
        if not isinstance(op, Reshape):
            last.update((shown[number], at) for number in op.inputs if number >= 0)
    last.update((shown[number], len(graph.ops)) for number in graph.outputs)
    return last
