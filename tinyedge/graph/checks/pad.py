"""PAD and PADV2."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Pad

LARGEST_RANK = 5  # of TFLM's kernel


def pad(site: Site, op: Pad) -> None:
    """The shape grows by the paddings; the quantization stays."""
    shape = site.tensor(op.inputs[0]).shape
    if not len(op.before) == len(op.after) == len(shape) <= LARGEST_RANK:
        raise site.error(f"{len(op.before)} paddings for {len(shape)} axes (of {LARGEST_RANK})")
    if min((*op.before, *op.after), default=0) < 0:
        raise site.error(f"negative paddings {list(op.before)}, {list(op.after)}")
    padded = zip(op.before, shape, op.after, strict=True)
    site.output_shape([before + size + after for before, size, after in padded])
    site.same_quantization(op.inputs[0])
    if len(op.inputs) > 2:
        if site.constant(op.inputs[2]).size != 1:
            raise site.error("pads with more than one value")
        site.same_quantization(op.inputs[2])
