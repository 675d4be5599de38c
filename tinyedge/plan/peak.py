"""At which layer a plan's arena is fullest, and with what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tinyedge.graph.types import Graph
from tinyedge.plan.lives import lives
from tinyedge.plan.types import Plan, Slot


@dataclass(frozen=True, slots=True)
class Peak:
    """The fullest moment; of several the first.

    layer: index into ``Plan.layers``; -1: before the first one, when the inputs are written.
    bytes: taken then; at most ``Plan.arena_bytes``, which has gaps at some moments.
    slots: that hold a value then, as indices into ``Plan.slots``, the largest first.
    scratch_bytes: of the layer.
    """

    layer: int
    bytes: int
    slots: tuple[int, ...]
    scratch_bytes: int


def peak(graph: Graph, plan: Plan) -> Peak:
    """The peak of a plan for that graph. A byte that two tensors share, as where a layer writes
    over its input, counts once."""
    spans = lives(graph, plan)
    moments = []
    for at in range(-1, max(len(plan.layers), 1)):
        alive = [
            number
            for number, (slot, span) in enumerate(zip(plan.slots, spans, strict=True))
            if not slot.in_state and span.first <= at <= span.last
        ]
        scratch = plan.layers[at].scratch if 0 <= at < len(plan.layers) else None
        places = [plan.slots[number] for number in alive] + ([scratch] if scratch else [])
        alive.sort(key=lambda number: -plan.slots[number].size_bytes)
        size = scratch.size_bytes if scratch else 0
        moments.append(Peak(at, _covered_bytes(places), tuple(alive), size))
    return max(moments, key=lambda moment: moment.bytes)


def _covered_bytes(places: Iterable[Slot]) -> int:
    covered = end = 0
    for slot in sorted(places, key=lambda slot: slot.offset_bytes):
        covered += max(0, slot.offset_bytes + slot.size_bytes - max(end, slot.offset_bytes))
        end = max(end, slot.offset_bytes + slot.size_bytes)
    return covered
