"""TRANSPOSE_CONV."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.Padding import Padding
from tflite.TransposeConvOptions import TransposeConvOptions

from tinyedge.graph import windows
from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import TransposeConv


def transpose_conv(layer: Layer) -> TransposeConv:
    """inputs: the shape of the output, the weights, the tensor, the bias or -1.

    The first is not looked at, here as in TFLM: the output has a shape of its own. The padding is
    that of the convolution which would lead from the output back to the input.
    """
    options = layer.options(TransposeConvOptions, BuiltinOptions.TransposeConvOptions)
    _, weights, x, bias = layer.operands(3, optional=1)
    kernel = layer.shape(weights, 4)[1:3]
    output = layer.shape(layer.result()[0], 4)[1:3]
    stride = options.StrideH(), options.StrideW()
    if min(stride) < 1 or options.Padding() not in (Padding.SAME, Padding.VALID):
        raise layer.error(f"has the stride {list(stride)} and padding number {options.Padding()}")
    top = left = 0
    if options.Padding() == Padding.SAME:
        top, left = (windows.same(output[i], kernel[i], stride[i], dilation=1)[0] for i in range(2))
    return TransposeConv(
        inputs=(x, weights, bias),
        outputs=layer.result(),
        stride=stride,
        pad=(top, left),
        activation=layer.activation(options.FusedActivationFunction()),
    )
