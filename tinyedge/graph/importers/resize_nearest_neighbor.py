"""RESIZE_NEAREST_NEIGHBOR."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.ResizeNearestNeighborOptions import ResizeNearestNeighborOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.resizing import require_size
from tinyedge.graph.ops import ResizeNearestNeighbor


def resize_nearest_neighbor(layer: Layer) -> ResizeNearestNeighbor:
    """inputs: the tensor, the size."""
    options = layer.options(
        ResizeNearestNeighborOptions, BuiltinOptions.ResizeNearestNeighborOptions
    )
    require_size(layer)
    return ResizeNearestNeighbor(
        inputs=layer.operands(2)[:1],
        outputs=layer.result(),
        align_corners=bool(options.AlignCorners()),
        half_pixel_centers=bool(options.HalfPixelCenters()),
    )
