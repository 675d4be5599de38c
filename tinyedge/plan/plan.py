"""Plan a graph: the order of its layers, and a place in memory for each tensor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tinyedge.graph.macs import macs
from tinyedge.graph.types import Graph
from tinyedge.plan.inplace import overwrites
from tinyedge.plan.lives import lives
from tinyedge.plan.offsets import Block, lower_bound_bytes, peak_bytes, place
from tinyedge.plan.scratch import scratch_bytes
from tinyedge.plan.types import Layer, Plan, Slot
from tinyedge.plan.views import roots


def plan(graph: Graph) -> Plan:
    """Lay the tensors of ``graph`` out in one arena; layers run in the order of the file.

    A view runs no code and shares the memory of what it views. Model inputs live from the start to
    their last reader, model outputs to the end, everything else from its writer to its last
    reader; an output may take the place of an input that is not needed any more, where the kernel
    allows it. Variables live for ever, one behind the other in a block of their own. Offsets are
    multiples of ``offsets.ALIGNMENT_BYTES``.
    """
    scheduled = _schedule(graph)
    scratch = {
        at: size
        for at, layer in enumerate(scheduled.layers)
        if (size := scratch_bytes(layer.op, graph)) > 0
    }
    blocks = [
        Block(slot.size_bytes, life.first, life.last)
        for slot, life in zip(scheduled.slots, lives(graph, scheduled), strict=True)
        if not slot.in_state
    ]
    in_arena = len(blocks)  # the variables are the last
    blocks += [Block(size, at, at) for at, size in scratch.items()]
    shared = overwrites(graph, scheduled)
    offsets = place(blocks, shared)
    of_slots, of_scratch = offsets[:in_arena], offsets[in_arena:]
    variables = scheduled.slots[in_arena:]
    of_variables = _one_after_another([slot.size_bytes for slot in variables])
    scratch_at = dict(zip(scratch, of_scratch, strict=True))
    return replace(
        scheduled,
        layers=tuple(
            replace(layer, scratch=Slot(-1, scratch_at[at], scratch[at]))
            if at in scratch
            else layer
            for at, layer in enumerate(scheduled.layers)
        ),
        slots=tuple(
            replace(slot, offset_bytes=offset)
            for slot, offset in zip(scheduled.slots, (*of_slots, *of_variables), strict=True)
        ),
        arena_bytes=peak_bytes(blocks, offsets),
        lower_bound_bytes=lower_bound_bytes(blocks, shared),
        state_bytes=sum(map(_room, (slot.size_bytes for slot in variables))),
    )


def unplaced(graph: Graph) -> Plan:
    """The layers, slots and working memory that ``plan`` gives, all at offset 0: enough to know
    which kernels are called, in time that grows with the model and no faster."""
    scheduled = _schedule(graph)
    layers = []
    for layer in scheduled.layers:
        size = scratch_bytes(layer.op, graph)
        layers.append(replace(layer, scratch=Slot(-1, 0, size)) if size > 0 else layer)
    return replace(scheduled, layers=tuple(layers))


def _one_after_another(sizes: Sequence[int]) -> tuple[int, ...]:
    """An offset for each, without gaps but for the alignment."""
    return tuple(sum(map(_room, sizes[:i])) for i in range(len(sizes)))


def _room(size_bytes: int) -> int:
    return Block(size_bytes, 0, 0).room_bytes


def _schedule(graph: Graph) -> Plan:
    """The layers and the slots, numbered, but all at offset 0."""
    shown = roots(graph)
    variables = tuple(variable.tensor for variable in graph.variables)
    steps = [op for op in graph.ops if any(shown[number] == number for number in op.outputs)]
    computed = [number for op in steps for number in op.outputs if number not in variables]
    held = [*graph.inputs, *computed, *variables]
    index = {number: i for i, number in enumerate(held)}
    return Plan(
        layers=tuple(
            Layer(
                name=graph.tensor(op.outputs[0]).name,
                op=op,
                outputs=tuple(index[number] for number in op.outputs),
                macs=macs(op, graph),
            )
            for op in steps
        ),
        slots=tuple(
            Slot(number, 0, graph.tensor(number).size_bytes, number in variables) for number in held
        ),
        slot_of=tuple(index.get(root, -1) for root in shown),
        inputs=tuple(index[number] for number in graph.inputs),
        outputs=tuple(index[shown[number]] for number in graph.outputs),
        arena_bytes=0,
        lower_bound_bytes=0,
        variables=tuple(index[number] for number in variables),
    )
