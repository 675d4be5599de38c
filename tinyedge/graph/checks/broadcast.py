"""What operators of two operands have in common: they are broadcast against each other."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Op


def broadcasts(site: Site, op: Op) -> None:
    """The output must have the shape that both operands are stretched to."""
    a, b = (site.tensor(number).shape for number in op.inputs)
    try:
        expected = np.broadcast_shapes(a, b)
    except ValueError as error:
        raise site.error(f"{list(a)} and {list(b)} do not broadcast") from error
    site.output_shape(expected)
