"""CONV_2D."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.Conv2DOptions import Conv2DOptions
from tflite.TensorType import TensorType

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.windows import padding
from tinyedge.graph.ops import Conv2D


def conv_2d(layer: Layer) -> Conv2D:
    """inputs: the tensor, the weights, the bias or -1."""
    options = layer.options(Conv2DOptions, BuiltinOptions.Conv2DOptions)
    inputs = layer.operands(2, optional=1)
    _, height, width, _ = layer.shape(inputs[1], 4)
    stride = options.StrideH(), options.StrideW()
    dilation = options.DilationHFactor(), options.DilationWFactor()
    return Conv2D(
        inputs=inputs,
        outputs=layer.result(),
        stride=stride,
        dilation=dilation,
        pad=padding(layer, options.Padding(), (height, width), stride, dilation),
        activation=layer.activation(options.FusedActivationFunction()),
        wide_sums=options.QuantizedBiasType() != TensorType.INT32,
    )
