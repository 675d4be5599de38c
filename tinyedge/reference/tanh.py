"""TANH: TFLM's reference_integer_ops::Tanh of int8."""

from __future__ import annotations

from tinyedge.graph.ops import Tanh
from tinyedge.graph.types import Graph

from . import fixedpoint
from .fixedpoint import Int64
from .requantize import quant_of
from .saturating import INPUT_INTEGER_BITS, saturating_curve


def tanh(op: Tanh, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x; scale 1/128, zero point 0."""

    def curve(q4: Int64) -> Int64:
        return fixedpoint.tanh(q4, INPUT_INTEGER_BITS)

    return saturating_curve(x, quant_of(graph, op.inputs[0]), curve, output_bits=7, zero_point=0)
