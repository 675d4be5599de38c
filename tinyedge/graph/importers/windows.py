"""What convolutions and pools have in common: a window that slides over rows and columns."""

from __future__ import annotations

from collections.abc import Callable

from tflite.Padding import Padding

from tinyedge.graph import windows
from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Pair

_RULES: dict[int, Callable[[int, int, int, int], tuple[int, int]]] = {
    Padding.SAME: windows.same,
    Padding.VALID: windows.valid,
}


def padding(layer: Layer, kind: int, window: Pair, stride: Pair, dilation: Pair = (1, 1)) -> Pair:
    """(rows above, columns left) as TFLite Micro computes them; the output must have that size.

    kind: a number of TFLite's Padding.
    """
    if kind not in _RULES:
        raise layer.error(f"has padding number {kind}")
    if min(window + stride + dilation) < 1:
        raise layer.error(
            f"has a window of {list(window)}, stride {list(stride)}, dilation {list(dilation)}"
        )
    size = layer.shape(layer.raw.inputs[0], 4)[1:3]
    output = layer.shape(layer.result()[0], 4)[1:3]
    (top, rows), (left, columns) = (
        _RULES[kind](*axis) for axis in zip(size, window, stride, dilation, strict=True)
    )
    if (rows, columns) != output:
        raise layer.error(
            f"has an output of {output[0]} x {output[1]}, where {rows} x {columns} follow"
        )
    return top, left
