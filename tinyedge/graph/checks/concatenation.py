"""CONCATENATION."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moved_quantization, of_one_type
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Concatenation

MOST_INPUTS = 10  # of TFLM's kernel


def concatenation(site: Site, op: Concatenation) -> None:
    """The sizes along the axis add up, the others agree; one type and quantization for all."""
    if len(op.inputs) > MOST_INPUTS:
        raise site.error(f"{len(op.inputs)} inputs, where TFLite Micro takes {MOST_INPUTS}")
    of_one_type(site, *op.inputs, *op.outputs)
    shapes = [site.tensor(number).shape for number in op.inputs]
    if not 0 <= op.axis < len(shapes[0]):
        raise site.error(f"axis {op.axis} of tensors of {len(shapes[0])} axes")
    first, last = shapes[0][: op.axis], shapes[0][op.axis + 1 :]
    rank = len(shapes[0])
    if any((len(s), s[: op.axis], s[op.axis + 1 :]) != (rank, first, last) for s in shapes):
        raise site.error(f"the inputs are {', '.join(str(list(s)) for s in shapes)}")
    site.output_shape((*first, sum(s[op.axis] for s in shapes), *last))
    for number in op.inputs:
        moved_quantization(site, number, op.outputs[0])
