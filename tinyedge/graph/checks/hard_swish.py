"""HARD_SWISH."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import HardSwish


def hard_swish(site: Site, op: HardSwish) -> None:
    """Same shape; TFLM takes no output scale below 1/128 of the input's."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    if x.scale / 128 / y.scale >= 1 - 2.0**-24:
        raise site.error(
            f"the output scale {y.scale:g} is too small for an input scale of {x.scale:g}"
        )
