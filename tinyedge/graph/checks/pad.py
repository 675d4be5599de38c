"""PAD and PADV2."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moved_quantization, of_one_type
from tinyedge.graph.checks.site import FEWER_AXES, Site
from tinyedge.graph.ops import Pad

LARGEST_RANK = 5  # of TFLM's kernel


def pad(site: Site, op: Pad) -> None:
    """The shape grows by the paddings; type and quantization stay."""
    values = op.inputs[2:]
    of_one_type(site, op.inputs[0], *op.outputs, *values)
    shape = site.tensor(op.inputs[0]).shape
    if not len(op.before) == len(op.after) == len(shape):
        raise site.error(f"{len(op.before)} paddings for {len(shape)} axes")
    if len(shape) > LARGEST_RANK:
        raise site.error(f"{len(shape)} axes, where TFLite Micro takes {LARGEST_RANK}", FEWER_AXES)
    if min((*op.before, *op.after), default=0) < 0:
        raise site.error(f"negative paddings {list(op.before)}, {list(op.after)}")
    padded = zip(op.before, shape, op.after, strict=True)
    site.output_shape([before + size + after for before, size, after in padded])
    for number in (op.inputs[0], *values):
        moved_quantization(site, number, op.outputs[0])
    for value in values:
        if site.constant(value).size != 1:
            raise site.error("pads with more than one value")
