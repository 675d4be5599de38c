"""Sliding windows over [N, H, W, C], for convolutions and pools."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinyedge.graph.ops import Pair
from tinyedge.graph.types import Array


def padded_input(
    x: Array,
    pad: Pair,
    kernel: Sequence[int],
    stride: Pair,
    dilation: Pair,
    output_size: Sequence[int],
    *,
    fill: float,
) -> Array:
    """x with ``pad`` rows above and columns left, and as many below and right as windows reach."""
    widths = [(0, 0)]
    for axis in (0, 1):
        reach = (output_size[axis] - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1
        widths.append((pad[axis], max(0, reach - pad[axis] - x.shape[1 + axis])))
    return np.pad(x, [*widths, (0, 0)], constant_values=fill)


def tap(
    padded: Array,
    row: int,
    column: int,
    stride: Pair,
    dilation: Pair,
    output_size: Sequence[int],
) -> Array:
    """What every window sees at one place of its kernel, [N, output rows, output columns, C]."""
    top, left = row * dilation[0], column * dilation[1]
    rows = slice(top, top + (output_size[0] - 1) * stride[0] + 1, stride[0])
    columns = slice(left, left + (output_size[1] - 1) * stride[1] + 1, stride[1])
    view: Array = padded[:, rows, columns, :]
    return view
