"""BATCH_TO_SPACE_ND."""

from __future__ import annotations

from math import prod

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import BatchToSpace


def batch_to_space_nd(site: Site, op: BatchToSpace) -> None:
    """[N, space, C] with one or two axes of space; what is cropped is no more than there is."""
    moves_as_is(site, 4)
    shape = site.shape(op.inputs[0], 2 + len(op.block))
    if not 1 <= len(op.block) <= 2:
        raise site.error(f"{len(op.block)} axes of space, where TFLite Micro takes 1 or 2")
    if shape[0] % prod(op.block):
        raise site.error(f"the block {list(op.block)} does not divide {shape[0]} batches")
    sizes = [
        size * block - before - after
        for size, block, before, after in zip(
            shape[1:-1], op.block, op.before, op.after, strict=True
        )
    ]
    site.output_shape((shape[0] // prod(op.block), *sizes, shape[-1]))
