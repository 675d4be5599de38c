"""Offsets of memory blocks in one arena, so that blocks which live at once never overlap.

Finding the smallest arena is NP-hard (dynamic storage allocation), but small graphs are easy: most
chains meet the lower bound on the first try.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
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


Pair = tuple[int, int]


def lower_bound_bytes(blocks: Sequence[Block], shared: Collection[Pair] = ()) -> int:
    """The largest sum of blocks that live at once: no arena can be smaller.

    shared: as for ``place``; where such a pair meets, the smaller of the two is not counted.
    """
    # The sum can only be at its largest where some block begins.
    return max((_load(blocks, shared, at) for at in {b.first for b in blocks}), default=0)


def _load(blocks: Sequence[Block], shared: Collection[Pair], at: int) -> int:
    saved = [
        min(blocks[i].room_bytes, blocks[j].room_bytes)
        for i, j in shared
        if blocks[i].last == at == blocks[j].first
    ]
    return sum(b.room_bytes for b in blocks if b.first <= at <= b.last) - max(saved, default=0)


def peak_bytes(blocks: Sequence[Block], offsets: Sequence[int]) -> int:
    """The size of the arena that holds the blocks at these offsets."""
    return max((o + b.room_bytes for b, o in zip(blocks, offsets, strict=True)), default=0)


def place(blocks: Sequence[Block], shared: Collection[Pair] = ()) -> tuple[int, ...]:
    """An offset in bytes for each block, aligned; the peak is the smallest that was found.

    shared: pairs of blocks (one ends where the other begins to live) that may overlap if both have
        the same offset; of those that begin at one step, at most one is made use of.

    First fit in several orders, then the best order is improved by moving one block at a time, from
    a fixed seed, for a bounded amount of work; ends early where the lower bound is met. There
    always is an order whose first fit is optimal (that of the offsets of an optimal solution).
    """
    goal = lower_bound_bytes(blocks, shared)
    problem = _Problem.of(blocks, shared)
    best: list[int] = []
    best_peak = -1
    best_order: list[int] = []
    for order in _orders(blocks):
        offsets = problem.first_fit(order)
        peak = peak_bytes(blocks, offsets)
        if best_peak < 0 or peak < best_peak:
            best, best_peak, best_order = offsets, peak, order
        if best_peak == goal:
            return tuple(best)

    chance = random.Random(0)
    for _ in range(_SEARCH_COMPARISONS // problem.comparisons):
        order = best_order.copy()
        order.insert(chance.randrange(len(order)), order.pop(chance.randrange(len(order))))
        offsets = problem.first_fit(order)
        peak = peak_bytes(blocks, offsets)
        if peak <= best_peak:  # equal too: a walk along a plateau finds the way down
            best, best_peak, best_order = offsets, peak, order
        if best_peak == goal:
            break
    return tuple(best)


def _orders(blocks: Sequence[Block]) -> list[list[int]]:
    """Orders worth a try: large first, long-lived first, both, busiest step first, as they come."""
    numbers = range(len(blocks))
    load = {at: _load(blocks, (), at) for at in {b.first for b in blocks}}

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


@dataclass(frozen=True, slots=True)
class _Problem:
    """rooms: bytes of each block. neighbours: the blocks that live at the same time.

    partners: of these, the ones it may share an offset with.
    """

    rooms: tuple[int, ...]
    neighbours: tuple[tuple[int, ...], ...]
    partners: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, blocks: Sequence[Block], shared: Collection[Pair]) -> _Problem:
        numbers = range(len(blocks))
        both = {*shared, *((j, i) for i, j in shared)}
        return cls(
            tuple(block.room_bytes for block in blocks),
            tuple(
                tuple(j for j in numbers if j != i and blocks[i].meets(blocks[j])) for i in numbers
            ),
            tuple(tuple(j for j in numbers if (i, j) in both) for i in numbers),
        )

    @property
    def comparisons(self) -> int:
        """What one first fit costs."""
        return sum(map(len, self.neighbours)) + len(self.rooms) + 1

    def first_fit(self, order: Sequence[int]) -> list[int]:
        """The lowest free offset for each block, taken in this order."""
        offsets = [-1] * len(self.rooms)
        for i in order:
            placed = [j for j in self.neighbours[i] if offsets[j] >= 0]
            lowest = self._lowest(i, placed, offsets)
            for partner in self.partners[i]:
                at = offsets[partner]
                others = [j for j in placed if j != partner]
                if 0 <= at < lowest and self._is_free(i, at, others, offsets):
                    lowest = at
            offsets[i] = lowest
        return offsets

    def _lowest(self, i: int, placed: Sequence[int], offsets: Sequence[int]) -> int:
        at = 0
        for begin, end in sorted((offsets[j], offsets[j] + self.rooms[j]) for j in placed):
            if begin - at >= self.rooms[i]:
                break
            at = max(at, end)
        return at

    def _is_free(self, i: int, at: int, others: Sequence[int], offsets: Sequence[int]) -> bool:
        return all(
            at + self.rooms[i] <= offsets[j] or offsets[j] + self.rooms[j] <= at for j in others
        )
