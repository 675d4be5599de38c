"""Operators that only move elements, as strided copies; TFLM's kernels of the same names.

One description serves the reference and the generated C: which elements of an input go where in an
output, as loops over axes that each have a step in the one and in the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from tinyedge.graph.ops import (
    BatchToSpace,
    BroadcastTo,
    DepthToSpace,
    MirrorPad,
    Mover,
    Pack,
    Reverse,
    SpaceToBatch,
    SpaceToDepth,
    Split,
    StridedSlice,
    Transpose,
    Unpack,
    ZerosLike,
)
from tinyedge.graph.types import Array, Graph

Steps = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A strided copy: for each index i in ``sizes``, to + i . to_steps = from_ + i . from_steps.

    source, target: positions in the operator's inputs and outputs. All in elements.
    """

    source: int
    target: int
    sizes: Steps
    from_: int
    from_steps: Steps
    to: int
    to_steps: Steps


def moves(op: Mover, graph: Graph) -> tuple[Move, ...]:
    """The copies that make up an operator; what none of them writes is padding."""
    return tuple(_moves(op, graph))


def filling(op: Mover, graph: Graph) -> int | None:
    """What each byte of the output is filled with first; None where every element is moved to."""
    if isinstance(op, SpaceToBatch) and any((*op.before, *op.after)):
        quant = graph.tensor(op.outputs[0]).quant
        return quant.zero_point if quant else 0
    return 0 if isinstance(op, ZerosLike) else None


def move(op: Mover, graph: Graph, *inputs: Array) -> tuple[Array, ...]:
    """Every output of the operator."""
    tensors = [graph.tensor(number) for number in op.outputs]
    outputs = [np.full(t.elements, filling(op, graph) or 0, t.dtype.numpy) for t in tensors]
    for m in moves(op, graph):
        source = inputs[m.source].reshape(-1)
        outputs[m.target][_indices(m.to, m.to_steps, m.sizes)] = source[
            _indices(m.from_, m.from_steps, m.sizes)
        ]
    return tuple(o.reshape(t.shape) for o, t in zip(outputs, tensors, strict=True))


def steps_of(shape: Sequence[int]) -> Steps:
    """The step of each axis of a tensor of that shape, in elements."""
    steps = [1]
    for size in reversed(shape[1:]):
        steps.append(steps[-1] * size)
    return tuple(reversed(steps[: len(shape)]))


def _moves(op: Mover, graph: Graph) -> Iterator[Move]:
    given = graph.tensor(op.inputs[0]).shape
    wanted = graph.tensor(op.outputs[0]).shape
    steps = steps_of(given)
    match op:
        case StridedSlice():
            first = _dot(op.begin, steps)
            taken = tuple(s * by for s, by in zip(steps, op.strides, strict=True))
            yield Move(0, 0, op.sizes, first, taken, 0, steps_of(op.sizes))
        case Transpose():
            taken = tuple(steps[axis] for axis in op.permutation)
            yield Move(0, 0, wanted, 0, taken, 0, steps_of(wanted))
        case Split():
            at = 0
            for target, number in enumerate(op.outputs):
                part = graph.tensor(number).shape
                yield Move(0, target, part, at * steps[op.axis], steps, 0, steps_of(part))
                at += part[op.axis]
        case Pack():
            to = steps_of(wanted)
            others = (*to[: op.axis], *to[op.axis + 1 :])
            for source in range(len(op.inputs)):
                yield Move(source, 0, given, 0, steps, source * to[op.axis], others)
        case Unpack():
            others = (*steps[: op.axis], *steps[op.axis + 1 :])
            for target in range(len(op.outputs)):
                at = target * steps[op.axis]
                yield Move(0, target, wanted, at, others, 0, steps_of(wanted))
        case SpaceToDepth():
            n, h, w, c = wanted
            b, depth = op.block, given[3]
            loops = (n, h, b, w, b, depth)
            row, column = steps[1], steps[2]
            from_steps = (steps[0], b * row, row, b * column, column, 1)
            to = (h * w * c, w * c, b * depth, c, depth, 1)
            yield Move(0, 0, loops, 0, from_steps, 0, to)
        case DepthToSpace():
            n, h, w, c = given
            b, depth = op.block, wanted[3]
            loops = (n, h, b, w, b, depth)
            row, column = w * b * depth, depth
            to = (h * b * row, b * row, row, b * column, column, 1)
            yield Move(0, 0, loops, 0, (h * w * c, w * c, b * depth, c, depth, 1), 0, to)
        case SpaceToBatch():
            yield from _blocks(op, given, wanted, into_batches=True)
        case BatchToSpace():
            yield from _blocks(op, wanted, given, into_batches=False)
        case MirrorPad():
            yield from _mirrored(op, given, wanted)
        case Reverse():
            last = sum((given[axis] - 1) * steps[axis] for axis in op.axes)
            taken = tuple(-s if axis in op.axes else s for axis, s in enumerate(steps))
            yield Move(0, 0, given, last, taken, 0, steps)
        case ZerosLike():
            return
        case BroadcastTo():
            missing = len(wanted) - len(given)
            stays = (False,) * missing + tuple(size > 1 for size in given)
            kept = zip(stays, (0,) * missing + steps, strict=True)
            taken = tuple(step if stay else 0 for stay, step in kept)
            yield Move(0, 0, wanted, 0, taken, 0, steps_of(wanted))


def _blocks(
    op: SpaceToBatch | BatchToSpace,
    space: Sequence[int],
    batches: Sequence[int],
    *,
    into_batches: bool,
) -> Iterator[Move]:
    """One move for each position in a block: it is a run of batches on one side, a strided image
    on the other; positions in the padding, or cropped, are on the one side alone."""
    axes = range(len(op.block))
    space_steps, batch_steps = steps_of(space), steps_of(batches)
    per_block = space[0] * batch_steps[0]
    for number, place in enumerate(product(*(range(b) for b in op.block))):
        # Along each axis: index i of the batch's image is at i * block + place - before.
        first = [max(0, -((place[a] - op.before[a]) // op.block[a])) for a in axes]
        last = [
            min(
                batches[1 + a] - 1,
                (space[1 + a] - 1 + op.before[a] - place[a]) // op.block[a],
            )
            for a in axes
        ]
        counts = tuple(last[a] - first[a] + 1 for a in axes)
        if min(counts) < 1:
            continue
        in_space = sum(
            (first[a] * op.block[a] + place[a] - op.before[a]) * space_steps[1 + a] for a in axes
        )
        in_batches = number * per_block + sum(first[a] * batch_steps[1 + a] for a in axes)
        sizes = (space[0], *counts, *space[1 + len(op.block) :])
        strided = (
            space_steps[0],
            *(op.block[a] * space_steps[1 + a] for a in axes),
            *space_steps[1 + len(op.block) :],
        )
        if into_batches:
            yield Move(0, 0, sizes, in_space, strided, in_batches, batch_steps)
        else:
            yield Move(0, 0, sizes, in_batches, batch_steps, in_space, strided)


def _mirrored(op: MirrorPad, given: Sequence[int], wanted: Sequence[int]) -> Iterator[Move]:
    """Along each axis: the mirrored front, the middle, the mirrored end; all combinations."""
    inner = 1 if op.reflect else 0
    pieces = []
    for before, size, after in zip(op.before, given, op.after, strict=True):
        # (count, first index in the input, step there, first index in the output)
        axis = [
            (before, before - 1 + inner, -1, 0),
            (size, 0, 1, before),
            (after, size - 1 - inner, -1, before + size),
        ]
        pieces.append([piece for piece in axis if piece[0] > 0])
    from_steps, to_steps = steps_of(given), steps_of(wanted)
    for chosen in product(*pieces):
        yield Move(
            0,
            0,
            tuple(piece[0] for piece in chosen),
            _dot([piece[1] for piece in chosen], from_steps),
            tuple(piece[2] * step for piece, step in zip(chosen, from_steps, strict=True)),
            _dot([piece[3] for piece in chosen], to_steps),
            to_steps,
        )


def _dot(indices: Sequence[int], steps: Sequence[int]) -> int:
    return sum(i * step for i, step in zip(indices, steps, strict=True))


def _indices(first: int, steps: Steps, sizes: Steps) -> Array:
    """The index of each element that a move visits, in the order of its loops."""
    index = np.array(first, np.int64)
    for size, step in zip(sizes, steps, strict=True):
        index = index[..., np.newaxis] + np.arange(size, dtype=np.int64) * step
    return index.reshape(-1)
