"""MIRROR_PAD."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import MirrorPad


def mirror_pad(site: Site, op: MirrorPad) -> None:
    """No more is mirrored than there is."""
    moves_as_is(site, 6)
    shape = site.tensor(op.inputs[0]).shape
    if not len(op.before) == len(op.after) == len(shape):
        raise site.error(f"{len(op.before)} paddings for {len(shape)} axes")
    most = [size - 1 if op.reflect else size for size in shape]
    for before, after, room in zip(op.before, op.after, most, strict=True):
        if not (0 <= before <= room and 0 <= after <= room):
            raise site.error(f"mirrors {list(op.before)} and {list(op.after)} of {list(shape)}")
    padded = zip(op.before, shape, op.after, strict=True)
    site.output_shape([before + size + after for before, size, after in padded])
