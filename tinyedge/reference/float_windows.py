"""AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D and RESIZE_BILINEAR of float32: TFLM's reference_ops,
every operation rounded by itself and sums in order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import AveragePool2D, L2Pool2D, MaxPool2D, ResizeBilinear
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64
from .floating import BOUNDS, LARGEST, clamped
from .functions import one_nan
from .windows import padded_input, tap

Pool = AveragePool2D | MaxPool2D | L2Pool2D


def pool_float32(op: Pool, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] float32 -> [N,h,w,C] float32."""
    size = graph.tensor(op.outputs[0]).shape[1:3]
    inside = padded_input(
        np.ones((1, *x.shape[1:3], 1), np.float32),
        *(op.pad, op.window, op.stride, (1, 1), size),
        fill=0,
    )
    # A sum begins with 0, and is never -0.0: 0 outside the image changes nothing.
    padded = padded_input(x, op.pad, op.window, op.stride, (1, 1), size, fill=0)
    total = np.zeros((x.shape[0], *size, x.shape[3]), np.float32)
    largest = np.full(total.shape, -LARGEST, np.float32)
    count = np.zeros((1, *size, 1), np.float32)
    with np.errstate(all="ignore"):
        for row in range(op.window[0]):
            for column in range(op.window[1]):
                value = tap(padded, row, column, op.stride, (1, 1), size)
                is_inside = tap(inside, row, column, op.stride, (1, 1), size)
                count = count + is_inside
                total = total + (value * value if isinstance(op, L2Pool2D) else value)
                largest = np.where((is_inside == 1) & (largest < value), value, largest)
        mean = total / count
        result = one_nan(np.sqrt(mean) if isinstance(op, L2Pool2D) else mean)
    return clamped(largest if isinstance(op, MaxPool2D) else result, *BOUNDS[op.activation])


def resize_scale(op: ResizeBilinear, before: int, after: int) -> float:
    """How many rows or columns of the input there are to one of the output."""
    if op.align_corners and after > 1:
        return float(np.float32(before - 1) / np.float32(after - 1))
    return float(np.float32(before) / np.float32(after))


def resize_offset(op: ResizeBilinear) -> float:
    """From a pixel's edge to what stands for it."""
    return 0.5 if op.half_pixel_centers else 0.0


def resize_bilinear_float32(op: ResizeBilinear, graph: Graph, x: Array) -> Array:
    """[N,H,W,C] float32 -> [N,h,w,C] float32, the mean of four pixels, weighted by distance."""
    rows, columns = graph.tensor(op.outputs[0]).shape[1:3]
    top, bottom, down = _taps(op, x.shape[1], rows)
    left, right, across = _taps(op, x.shape[2], columns)
    one = np.float32(1)
    down = down.reshape(-1, 1, 1)
    across = across.reshape(-1, 1)
    with np.errstate(all="ignore"):
        total = x[:, top][:, :, left] * (one - down) * (one - across)
        total = total + x[:, bottom][:, :, left] * down * (one - across)
        total = total + x[:, top][:, :, right] * (one - down) * across
        total = total + x[:, bottom][:, :, right] * down * across
        return one_nan(total + np.float32(0))


def _taps(op: ResizeBilinear, before: int, after: int) -> tuple[Int64, Int64, NDArray[np.float32]]:
    """For each row or column: the one before, the one behind, and the latter's weight."""
    offset, scale = np.float32(resize_offset(op)), np.float32(resize_scale(op, before, after))
    at = (np.arange(after).astype(np.float32) + offset) * scale - offset
    lower = np.maximum(np.floor(at), 0).astype(np.int64)
    upper = np.minimum(np.ceil(at), before - 1).astype(np.int64)
    return lower, upper, at - lower.astype(np.float32)
