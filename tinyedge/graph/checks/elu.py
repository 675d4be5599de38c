"""ELU."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.ops import Elu


def elu(site: Site, op: Elu) -> None:
    """Same shape; TFLM makes int32 of each output in steps before it saturates."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    if max(largest_offset(x) * x.scale, 1.0) / y.scale >= 2**30:
        raise site.error(
            f"the output scale {y.scale:g} is too small for an input scale of {x.scale:g}"
        )
