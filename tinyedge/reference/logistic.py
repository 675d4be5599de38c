"""LOGISTIC: TFLM's reference_integer_ops::Logistic of int8."""

from __future__ import annotations

from tinyedge.graph.ops import Logistic
from tinyedge.graph.types import Graph

from . import fixedpoint
from .fixedpoint import Int64
from .requantize import quant_of
from .saturating import INPUT_INTEGER_BITS, saturating_curve


def logistic(op: Logistic, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x; scale 1/256, zero point -128."""

    def curve(q4: Int64) -> Int64:
        return fixedpoint.logistic(q4, INPUT_INTEGER_BITS)

    quant = quant_of(graph, op.inputs[0])
    return saturating_curve(x, quant, curve, output_bits=8, zero_point=-128)
