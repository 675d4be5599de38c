"""CUMSUM."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.CumsumOptions import CumsumOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.reduction import one_axis
from tinyedge.graph.ops import Cumsum


def cumsum(layer: Layer) -> Cumsum:
    """inputs: the tensor, the axis."""
    options = layer.options(CumsumOptions, BuiltinOptions.CumsumOptions)
    return Cumsum(
        inputs=layer.operands(2),
        outputs=layer.result(),
        axis=one_axis(layer),
        exclusive=bool(options.Exclusive()),
        reverse=bool(options.Reverse()),
    )
