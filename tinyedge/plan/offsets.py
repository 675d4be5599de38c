"""Offsets of memory blocks in one arena, so that blocks which live at once never overlap.

Finding the smallest arena is NP-hard (dynamic storage allocation), but small graphs are easy: most
chains meet the lower bound on the first try.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

# Of every offset: float32 tensors need 4; int8 kernels that read words need no more.
ALIGNMENT_BYTES = 4

# Work limit of the search, in comparisons of two blocks: about a second of Python.
_SEARCH_COMPARISONS = 3_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """Memory that holds a value from step ``first`` to step ``last``, both included.

    size_bytes: > 0. first <= last; steps are layers, -1 is before the first one.
    """

    size_bytes: int
    first: int
    last: int

    def meets(self, other: Block) -> bool:
        """True if there is a step at which both live."""
        return self.first <= other.last and other.first <= self.last

    @property
    def room_bytes(self) -> int:
        """Its size, rounded up to the alignment."""
        return -(-self.size_bytes // ALIGNMENT_BYTES) * ALIGNMENT_BYTES


def lower_bound_bytes(blocks: Sequence[Block]) -> int:
    """The largest sum of blocks that live at once: no arena can be smaller."""
    # The sum can only be at its largest where some block begins.
    return max(
        (sum(b.room_bytes for b in blocks if b.first <= at <= b.last) for at in _starts(blocks)),
        default=0,
    )


def peak_bytes(blocks: Sequence[Block], offsets: Sequence[int]) -> int:
    """The size of the arena that holds the blocks at these offsets."""
    return max((o + b.room_bytes for b, o in zip(blocks, offsets, strict=True)), default=0)


def place(blocks: Sequence[Block]) -> tuple[int, ...]:
    """An offset in bytes for each block, aligned; the peak is the smallest that was found.

    First fit in several orders, then the best order is improved by moving one block at a time, from
    a fixed seed, for a bounded amount of work; ends early where the lower bound is met. There
    always is an order whose first fit is optimal (that of the offsets of an optimal solution).
    """
    if not blocks:
        return ()
    goal = lower_bound_bytes(blocks)
    neighbours = [
        tuple(j for j, b in enumerate(blocks) if j != i and a.meets(b))
        for i, a in enumerate(blocks)
    ]
    best: list[int] = []
    best_peak = -1
    best_order: list[int] = []
    for order in _orders(blocks):
        offsets = _first_fit(blocks, neighbours, order)
        peak = peak_bytes(blocks, offsets)
        if best_peak < 0 or peak < best_peak:
            best, best_peak, best_order = offsets, peak, order
        if best_peak == goal:
            return tuple(best)

    cost = sum(len(row) for row in neighbours) + len(blocks)
    chance = random.Random(0)
    for _ in range(_SEARCH_COMPARISONS // cost):
        order = best_order.copy()
        order.insert(chance.randrange(len(order)), order.pop(chance.randrange(len(order))))
        offsets = _first_fit(blocks, neighbours, order)
        peak = peak_bytes(blocks, offsets)
        if peak <= best_peak:  # equal too: a walk along a plateau finds the way down
            best, best_peak, best_order = offsets, peak, order
        if best_peak == goal:
            break
    return tuple(best)


def _starts(blocks: Sequence[Block]) -> list[int]:
    return sorted({b.first for b in blocks})


def _orders(blocks: Sequence[Block]) -> list[list[int]]:
    """Orders worth a try: large first, long-lived first, both, busiest step first, as they come."""
    numbers = range(len(blocks))
    load = {
        at: sum(b.room_bytes for b in blocks if b.first <= at <= b.last) for at in _starts(blocks)
    }

    def busiest(i: int) -> int:
        return max(bytes_ for at, bytes_ in load.items() if blocks[i].first <= at <= blocks[i].last)

    def life(i: int) -> int:
        return blocks[i].last - blocks[i].first + 1

    def size(i: int) -> int:
        return blocks[i].size_bytes

    return [
        sorted(numbers, key=lambda i: (-size(i), blocks[i].first, i)),
        sorted(numbers, key=lambda i: (-life(i), -size(i), i)),
        sorted(numbers, key=lambda i: (-size(i) * life(i), i)),
        sorted(numbers, key=lambda i: (-busiest(i), -size(i), i)),
        sorted(numbers, key=lambda i: (blocks[i].first, -size(i), i)),
    ]


def _first_fit(
    blocks: Sequence[Block], neighbours: Sequence[Sequence[int]], order: Sequence[int]
) -> list[int]:
    """The lowest free offset for each block, taken in this order."""
    offsets = [-1] * len(blocks)
    for i in order:
        taken = sorted(
            (offsets[j], offsets[j] + blocks[j].room_bytes)
            for j in neighbours[i]
            if offsets[j] >= 0
        )
        at = 0
        for begin, end in taken:
            if begin - at >= blocks[i].room_bytes:
                break
            at = max(at, end)
        offsets[i] = at
    return offsets
