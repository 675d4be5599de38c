"""SPACE_TO_DEPTH."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.SpaceToDepthOptions import SpaceToDepthOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import SpaceToDepth


def space_to_depth(layer: Layer) -> SpaceToDepth:
    """inputs: [N,H,W,C]."""
    options = layer.options(SpaceToDepthOptions, BuiltinOptions.SpaceToDepthOptions)
    inputs = layer.operands(1)
    if options.BlockSize() < 1:
        raise layer.error(f"has blocks of {options.BlockSize()}")
    return SpaceToDepth(inputs=inputs, outputs=layer.result(), block=options.BlockSize())
