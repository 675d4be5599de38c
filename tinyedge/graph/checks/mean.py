"""MEAN."""

from __future__ import annotations

from math import prod

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Mean


def mean(site: Site, op: Mean) -> None:
    """The reduced axes are gone from the output, or of size 1."""
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    shape = site.tensor(op.inputs[0]).shape
    axes = range(len(shape))
    if not op.axes or list(op.axes) != sorted(set(op.axes) & set(axes)):
        raise site.error(f"the axes {list(op.axes)} of a tensor of {len(shape)} axes")
    kept = [1 if i in op.axes else shape[i] for i in axes]
    if site.tensor(op.outputs[0]).shape != tuple(kept):
        site.output_shape([shape[i] for i in axes if i not in op.axes])
    count = prod(shape[i] for i in op.axes)
    # TFLM divides by a multiplier of about 1/count, but shifts left by the scales' ratio first.
    requantizes(site, count * largest_offset(x), x.scale / y.scale)
