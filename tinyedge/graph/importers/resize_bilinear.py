"""RESIZE_BILINEAR."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.ResizeBilinearOptions import ResizeBilinearOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.resizing import require_size
from tinyedge.graph.ops import ResizeBilinear


def resize_bilinear(layer: Layer) -> ResizeBilinear:
    """inputs: the tensor, the size."""
    options = layer.options(ResizeBilinearOptions, BuiltinOptions.ResizeBilinearOptions)
    require_size(layer)
    return ResizeBilinear(
        inputs=layer.operands(2)[:1],
        outputs=layer.result(),
        align_corners=bool(options.AlignCorners()),
        half_pixel_centers=bool(options.HalfPixelCenters()),
    )
