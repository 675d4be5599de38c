"""ADD_N: TFLM's reference_ops::AddN of int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import AddN
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of

LEFT_SHIFT = 20


@dataclass(frozen=True, slots=True)
class AddNParameters:
    """clamp(multiply((sum of q + offset) << (LEFT_SHIFT - 1)) + output_offset).

    offset: minus the zero point for each input, and once more, for TFLM begins with that.
    """

    offset: int
    multiplier: int
    shift: int
    output_offset: int


def add_n_parameters(op: AddN, graph: Graph) -> AddNParameters:
    """CalculateOpData in add_n.cc, in double; its multiplier of the inputs always is a half."""
    x, y = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    multiplier, shift = quantize_multiplier(2 * x.scale / ((1 << LEFT_SHIFT) * y.scale))
    return AddNParameters(
        offset=-x.zero_point * (len(op.inputs) + 1),
        multiplier=multiplier,
        shift=shift,
        output_offset=y.zero_point,
    )


def add_n(op: AddN, graph: Graph, *inputs: Array) -> NDArray[np.int8]:
    """int8 + int8 + ... -> int8."""
    p = add_n_parameters(op, graph)
    total = np.sum([x.astype(np.int64) for x in inputs], axis=0) + p.offset
    scaled = multiply_by_quantized_multiplier(total << (LEFT_SHIFT - 1), p.multiplier, p.shift)
    return np.clip(scaled + p.output_offset, -128, 127).astype(np.int8)
