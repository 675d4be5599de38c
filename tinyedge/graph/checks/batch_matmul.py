"""BATCH_MATMUL."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.checks.wide import requantizes_wide
from tinyedge.graph.ops import BatchMatmul
from tinyedge.graph.types import DType

LARGEST_RANK = 5


def batch_matmul(site: Site, op: BatchMatmul) -> None:
    """[..., rows, depth] with [..., depth, columns] gives [..., rows, columns], each side as it is
    or with its last two axes swapped; the axes before are broadcast."""
    shapes = [site.tensor(number).shape for number in op.inputs]
    if not all(2 <= len(shape) <= LARGEST_RANK for shape in shapes):
        raise site.error(f"{len(shapes[0])} and {len(shapes[1])} axes, not 2 to {LARGEST_RANK}")
    (rows, depth), (also_depth, columns) = (
        shape[:-3:-1] if swapped else shape[-2:]
        for shape, swapped in zip(shapes, op.transposed, strict=True)
    )
    try:
        batches = np.broadcast_shapes(shapes[0][:-2], shapes[1][:-2])
    except ValueError:
        batches = None
    if batches is None or depth != also_depth:
        raise site.error(f"{list(shapes[0])} and {list(shapes[1])} cannot be multiplied")
    site.output_shape((*batches, rows, columns))
    dtype = site.dtype(op.inputs[0], DType.INT8, DType.INT16)
    a, b, y = (site.quantized(number, dtype) for number in (*op.inputs, op.outputs[0]))
    centered(site)
    largest = depth * largest_offset(a, dtype) * largest_offset(b, dtype)
    fits = requantizes_wide if dtype is DType.INT16 else requantizes
    fits(site, largest, a.scale * b.scale / y.scale)
