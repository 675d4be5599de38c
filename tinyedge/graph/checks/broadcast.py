"""What operators of two or three operands have in common: they are broadcast to one shape."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Op


def broadcasts(site: Site, op: Op) -> None:
    """The output must have the shape that all operands are stretched to."""
    shapes = [site.tensor(number).shape for number in op.inputs]
    try:
        expected = np.broadcast_shapes(*shapes)
    except ValueError as error:
        listed = " and ".join(str(list(shape)) for shape in shapes)
        raise site.error(f"{listed} do not broadcast") from error
    site.output_shape(expected)
