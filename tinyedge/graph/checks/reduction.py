"""What operators that reduce axes have in common: the shape that is left."""

from __future__ import annotations

from math import prod

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Mean, ReduceMax, ReduceMin, Sum


def reduces(site: Site, op: Mean | Sum | ReduceMax | ReduceMin) -> int:
    """The reduced axes are gone from the output, or of size 1; how many elements make one."""
    shape = site.tensor(op.inputs[0]).shape
    axes = range(len(shape))
    if not op.axes or list(op.axes) != sorted(set(op.axes) & set(axes)):
        raise site.error(f"the axes {list(op.axes)} of a tensor of {len(shape)} axes")
    kept = [1 if i in op.axes else shape[i] for i in axes]
    if site.tensor(op.outputs[0]).shape != tuple(kept):
        site.output_shape([shape[i] for i in axes if i not in op.axes])
    return prod(shape[i] for i in op.axes)
