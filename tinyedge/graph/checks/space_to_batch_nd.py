"""SPACE_TO_BATCH_ND."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import SpaceToBatch


def space_to_batch_nd(site: Site, op: SpaceToBatch) -> None:
    """[N, space, C] with one or two axes of space, which with their padding are whole blocks."""
    moves_as_is(site, 4)
    shape = site.shape(op.inputs[0], 2 + len(op.block))
    if not 1 <= len(op.block) <= 2:
        raise site.error(f"{len(op.block)} axes of space, where TFLite Micro takes 1 or 2")
    padded = [
        before + size + after
        for before, size, after in zip(op.before, shape[1:-1], op.after, strict=True)
    ]
    batches = shape[0]
    for size, block in zip(padded, op.block, strict=True):
        batches *= block
        if size % block:
            raise site.error(f"the block {list(op.block)} does not divide {padded}")
    sizes = (size // block for size, block in zip(padded, op.block, strict=True))
    site.output_shape((batches, *sizes, shape[-1]))
