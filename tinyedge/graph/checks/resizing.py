"""What RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR have in common: other rows and columns."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site

LARGEST = 2**15  # rows or columns: their positions are computed in int32, 1,024 to a pixel


def resizes(site: Site) -> None:
    """[N,H,W,C] to [N,h,w,C]."""
    batches, height, width, channels = site.shape(site.op.inputs[0], 4)
    size = site.shape(site.op.outputs[0], 4)[1:3]
    site.output_shape((batches, *size, channels))
    largest = max(height, width, *size)
    if largest > LARGEST:
        raise site.error(f"{largest:,} rows or columns, more than {LARGEST:,}")
