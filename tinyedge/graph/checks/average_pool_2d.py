"""AVERAGE_POOL_2D."""

from __future__ import annotations

from tinyedge.graph.checks.pool import pools
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import AveragePool2D
from tinyedge.graph.types import DType

# Elements: 128 or 32768 of each, and half their number, fit int32.
LARGEST_WINDOW = 2**24 - 1
_LARGEST_WINDOW_OF_INT16 = 2**16 - 2


def average_pool_2d(site: Site, op: AveragePool2D) -> None:
    """As ``pools``; the sum over a window must fit int32."""
    pools(site, op)
    wide = site.tensor(op.inputs[0]).dtype is DType.INT16
    if op.window[0] * op.window[1] > (_LARGEST_WINDOW_OF_INT16 if wide else LARGEST_WINDOW):
        raise site.error(f"a window of {op.window[0]} x {op.window[1]} elements is too large")
