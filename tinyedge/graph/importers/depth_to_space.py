"""DEPTH_TO_SPACE."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.DepthToSpaceOptions import DepthToSpaceOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import DepthToSpace


def depth_to_space(layer: Layer) -> DepthToSpace:
    """inputs: [N,H,W,C]."""
    options = layer.options(DepthToSpaceOptions, BuiltinOptions.DepthToSpaceOptions)
    inputs = layer.operands(1)
    if options.BlockSize() < 1:
        raise layer.error(f"has blocks of {options.BlockSize()}")
    return DepthToSpace(inputs=inputs, outputs=layer.result(), block=options.BlockSize())
