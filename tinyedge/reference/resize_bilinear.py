"""RESIZE_BILINEAR: TFLM's reference_ops::ResizeBilinearInteger."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import ResizeBilinear
from tinyedge.graph.resizing import STEPS, position, step
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64, rounding_divide_by_pot

_FRACTIONAL_BITS = 20  # of a sum: ten of rows, ten of columns


def resize_bilinear(op: ResizeBilinear, graph: Graph, x: Array) -> NDArray[np.int8]:
    """[N,H,W,C] int8 -> [N,h,w,C] int8, the mean of four pixels, weighted by their distance."""
    rows, columns = graph.tensor(op.outputs[0]).shape[1:3]
    top, bottom, down = _taps(op, x.shape[1], rows)
    left, right, across = _taps(op, x.shape[2], columns)
    wide = x.astype(np.int64)
    down = down.reshape(-1, 1, 1)
    across = across.reshape(-1, 1)
    upper = wide[:, top][:, :, left] * (STEPS - across) + wide[:, top][:, :, right] * across
    lower = wide[:, bottom][:, :, left] * (STEPS - across) + wide[:, bottom][:, :, right] * across
    total = upper * (STEPS - down) + lower * down
    return rounding_divide_by_pot(total, _FRACTIONAL_BITS).astype(np.int8)


def _taps(op: ResizeBilinear, before: int, after: int) -> tuple[Int64, Int64, Int64]:
    """For each row or column: the one before, the one behind, and the latter's weight."""
    pixels = step(before, after, op.align_corners)
    at = np.array([position(i, pixels, op.half_pixel_centers) for i in range(after)], np.int64)
    # C divides towards zero, and only a position before the first pixel is negative.
    lower = np.maximum(at, 0) // STEPS
    upper = np.minimum(np.maximum(at + STEPS - 1, 0) // STEPS, before - 1)
    return lower, upper, at - STEPS * lower
