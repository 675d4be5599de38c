"""Between which layers each tensor on the device must keep its value."""

from __future__ import annotations

from dataclasses import dataclass

from tinyedge.graph.types import Graph
from tinyedge.plan.types import Plan

# The step before the first layer: model inputs are written then.
BEFORE = -1


@dataclass(frozen=True, slots=True)
class Life:
    """From layer ``first`` to layer ``last``, both included.

    BEFORE as ``first``: written before the first layer; the count of layers as ``last``: read after
    the last one.
    """

    first: int
    last: int

    def text(self, layers: int) -> str:
        """``in-3``, ``2-3``, ``3-out``: for a table."""
        first = "in" if self.first == BEFORE else str(self.first)
        last = "out" if self.last == layers else str(self.last)
        return first if first == last else f"{first}-{last}"


def lives(graph: Graph, plan: Plan) -> tuple[Life, ...]:
    """The life of each of ``plan.slots``. Readers of a view count; variables live for ever.

    ``plan`` need not be complete: layers, slots' numbers, slot_of, inputs, outputs and
    variables are read.
    """
    first = dict.fromkeys((*plan.inputs, *plan.variables), BEFORE)
    for at, layer in enumerate(plan.layers):
        first.update((slot, at) for slot in layer.outputs)
    last = dict(first)
    for at, layer in enumerate(plan.layers):
        for number in layer.op.inputs:
            if number >= 0 and plan.slot_of[number] >= 0:
                last[plan.slot_of[number]] = at
    last.update((slot, len(plan.layers)) for slot in (*plan.outputs, *plan.variables))
    first.update(dict.fromkeys(plan.variables, BEFORE))
    return tuple(Life(first[slot], last[slot]) for slot in range(len(plan.slots)))
