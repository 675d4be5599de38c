"""What no output depends on, nor a later run, is not computed.

x -> ADD -> y                    x -> ADD -> y
x -> MUL -> (nobody)
"""

from __future__ import annotations

from dataclasses import replace

from tinyedge.graph.ops import AssignVariable, Op
from tinyedge.graph.types import Graph


def drop_unused(graph: Graph) -> Graph:
    """Remove the operators that no output of the model and no variable depends on."""
    wanted = set(graph.outputs)
    kept: list[Op] = []
    for op in reversed(graph.ops):
        if isinstance(op, AssignVariable) or not wanted.isdisjoint(op.outputs):
            kept.append(op)
            wanted.update(op.inputs)
    return replace(graph, ops=tuple(reversed(kept)))
