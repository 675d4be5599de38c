"""DEPTHWISE_CONV_2D."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.DepthwiseConv2DOptions import DepthwiseConv2DOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.windows import padding
from tinyedge.graph.ops import DepthwiseConv2D


def depthwise_conv_2d(layer: Layer) -> DepthwiseConv2D:
    """inputs: the tensor, the weights, the bias or -1."""
    options = layer.options(DepthwiseConv2DOptions, BuiltinOptions.DepthwiseConv2DOptions)
    inputs = layer.operands(2, optional=1)
    _, height, width, _ = layer.shape(inputs[1], 4)
    stride = options.StrideH(), options.StrideW()
    dilation = options.DilationHFactor(), options.DilationWFactor()
    return DepthwiseConv2D(
        inputs=inputs,
        outputs=layer.result(),
        stride=stride,
        dilation=dilation,
        pad=padding(layer, options.Padding(), (height, width), stride, dilation),
        multiplier=options.DepthMultiplier(),
        activation=layer.activation(options.FusedActivationFunction()),
    )
