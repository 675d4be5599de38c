"""L2_POOL_2D."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.Pool2DOptions import Pool2DOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.windows import padding
from tinyedge.graph.ops import L2Pool2D


def l2_pool_2d(layer: Layer) -> L2Pool2D:
    """inputs: the tensor."""
    options = layer.options(Pool2DOptions, BuiltinOptions.Pool2DOptions)
    window = options.FilterHeight(), options.FilterWidth()
    stride = options.StrideH(), options.StrideW()
    return L2Pool2D(
        inputs=layer.operands(1),
        outputs=layer.result(),
        window=window,
        stride=stride,
        pad=padding(layer, options.Padding(), window, stride),
        activation=layer.activation(options.FusedActivationFunction()),
    )
