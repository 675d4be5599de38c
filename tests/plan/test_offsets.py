"""The search for offsets."""

from __future__ import annotations

import random

import pytest

from tinyedge.plan.offsets import Block, lower_bound_bytes, peak_bytes, place


def overlaps(blocks: list[Block], offsets: tuple[int, ...]) -> bool:
    return any(
        a.meets(b)
        and offsets[i] < offsets[j] + b.room_bytes
        and offsets[j] < offsets[i] + a.room_bytes
        for i, a in enumerate(blocks)
        for j, b in enumerate(blocks[:i])
    )


@pytest.mark.parametrize("seed", range(40))
def test_blocks_that_meet_are_apart(seed: int) -> None:
    chance = random.Random(seed)
    blocks = []
    for _ in range(chance.randrange(1, 25)):
        first = chance.randrange(12)
        blocks.append(Block(chance.randrange(1, 300), first, first + chance.randrange(5)))
    offsets = place(blocks)
    assert not overlaps(blocks, offsets)
    assert all(offset % 4 == 0 for offset in offsets)
    # First fit is never far off on graphs of this size; what it finds is recorded, not proved.
    assert (
        lower_bound_bytes(blocks) <= peak_bytes(blocks, offsets) <= 1.3 * lower_bound_bytes(blocks)
    )
    assert place(blocks) == offsets


def test_the_search_finds_what_first_fit_misses() -> None:
    """In each order that is tried first, these take 72 bytes."""
    blocks = [
        Block(20, 0, 2),
        Block(4, 4, 6),
        Block(16, 2, 4),
        Block(16, 0, 2),
        Block(16, 2, 4),
        Block(16, 3, 3),
        Block(4, 0, 1),
        Block(20, 0, 1),
    ]
    assert peak_bytes(blocks, place(blocks)) == lower_bound_bytes(blocks) == 68


def test_a_pair_that_may_share_an_offset_does() -> None:
    blocks = [Block(100, 0, 1), Block(40, 1, 2), Block(60, 2, 3)]
    assert peak_bytes(blocks, place(blocks)) == lower_bound_bytes(blocks) == 140
    assert place(blocks, {(0, 1)}) == (0, 0, 40)
    assert lower_bound_bytes(blocks, {(0, 1)}) == 100


def test_nothing_needs_nothing() -> None:
    assert place([]) == ()
    assert lower_bound_bytes([]) == peak_bytes([], ()) == 0
