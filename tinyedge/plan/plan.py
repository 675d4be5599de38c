"""Plan a graph: the order of its layers, and a place in the arena for each tensor."""

from __future__ import annotations

from tinyedge.graph.macs import macs
from tinyedge.graph.ops import Op, Reshape, TensorId
from tinyedge.graph.types import Graph
from tinyedge.plan.offsets import Block, lower_bound_bytes, peak_bytes, place
from tinyedge.plan.scratch import scratch_bytes
from tinyedge.plan.types import Layer, Plan, Slot

# The step before the first layer: model inputs are written then.
_BEFORE = -1


def plan(graph: Graph) -> Plan:
    """Lay the tensors of ``graph`` out in one arena; layers run in the order of the file.

    A view (RESHAPE) runs no code and shares the memory of what it views. Model inputs live from
    the start to their last reader, model outputs to the end, everything else from its writer to
    its last reader. Offsets are multiples of ``offsets.ALIGNMENT_BYTES``.
    """
    roots = view_roots(graph)
    steps = tuple(op for op in graph.ops if not isinstance(op, Reshape))
    inputs = tuple(dict.fromkeys(graph.inputs))
    held = inputs + tuple(number for op in steps for number in op.outputs)
    lives = _lives(graph, steps, held, roots)

    scratch = {at: size for at, op in enumerate(steps) if (size := scratch_bytes(op, graph)) > 0}
    blocks = [Block(max(1, graph.tensor(n).size_bytes), *lives[n]) for n in held]
    blocks += [Block(size, at, at) for at, size in scratch.items()]
    offsets = place(blocks)

    slots = tuple(
        Slot(number, offset, graph.tensor(number).size_bytes)
        for number, offset in zip(held, offsets[: len(held)], strict=True)
    )
    index = {slot.tensor: i for i, slot in enumerate(slots)}
    scratch_slots = {
        at: Slot(-1, offset, size)
        for (at, size), offset in zip(scratch.items(), offsets[len(held) :], strict=True)
    }
    return Plan(
        layers=tuple(
            Layer(
                name=graph.tensor(op.outputs[0]).name,
                op=op,
                outputs=tuple(index[number] for number in op.outputs),
                macs=macs(op, graph),
                scratch=scratch_slots.get(at),
            )
            for at, op in enumerate(steps)
        ),
        slots=slots,
        slot_of=tuple(index.get(root, -1) for root in roots),
        inputs=tuple(index[number] for number in graph.inputs),
        outputs=tuple(index[roots[number]] for number in graph.outputs),
        arena_bytes=peak_bytes(blocks, offsets),
        lower_bound_bytes=lower_bound_bytes(blocks),
    )


def view_roots(graph: Graph) -> tuple[TensorId, ...]:
    """For each tensor the one whose memory it shows: itself unless it is a view."""
    roots = list(range(len(graph.tensors)))
    for op in graph.ops:
        if isinstance(op, Reshape):
            roots[op.outputs[0]] = roots[op.inputs[0]]
    return tuple(roots)


def _lives(
    graph: Graph, steps: tuple[Op, ...], held: tuple[TensorId, ...], roots: tuple[TensorId, ...]
) -> dict[TensorId, tuple[int, int]]:
    """First and last step of each tensor that is held in the arena."""
    first = {number: _BEFORE for number in graph.inputs}
    for at, op in enumerate(steps):
        first.update((number, at) for number in op.outputs)
    last = dict(first)
    for at, op in enumerate(steps):
        for number in op.inputs:
            if number >= 0 and roots[number] in last:
                last[roots[number]] = at
    # All inputs are there before the first layer runs, and the outputs are read after the last one.
    last.update((roots[number], len(steps)) for number in graph.outputs)
    return {number: (first[number], last[number]) for number in held}
