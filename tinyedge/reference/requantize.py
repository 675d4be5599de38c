"""What operators share on their way back to int8 and int16: the activation clamp, the
requantization."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import Activation, Weighing
from tinyedge.graph.sums import sums_are_wide
from tinyedge.graph.types import Array, DType, Graph, Quant

from .fixedpoint import (
    Int64,
    multiply_by_quantized_multiplier,
    multiply_by_reduced_multiplier,
    quantize_multiplier,
    reduced_multiplier,
    round_half_away,
)

_BOUNDS = {
    Activation.NONE: (None, None),
    Activation.RELU: (0.0, None),
    Activation.RELU_N1_TO_1: (-1.0, 1.0),
    Activation.RELU6: (0.0, 6.0),
}


def activation_range(
    activation: Activation, quant: Quant, dtype: DType = DType.INT8
) -> tuple[int, int]:
    """(min, max) of the fused clamp in steps of the output, within the range of ``dtype``.

    CalculateActivationRangeQuantized in kernel_util.cc; it divides in float32.
    """
    limits = np.iinfo(dtype.numpy)
    low, high = _BOUNDS[activation]
    smallest, largest = int(limits.min), int(limits.max)
    if low is not None:
        smallest = max(smallest, quantize_real(low, quant))
    if high is not None:
        largest = min(largest, quantize_real(high, quant))
    return smallest, largest


def quantize_real(real: float, quant: Quant) -> int:
    """The step nearest to a real number, not clamped; divided in float32 as TFLM does."""
    return int(round_half_away(np.float32(real) / np.float32(quant.scale))) + quant.zero_point


@dataclass(frozen=True, slots=True)
class Requantization:
    """How a sum becomes int8 or int16: clamp(multiply(sum, multiplier, shift) + output_offset).

    input_offset: minus the input zero point, [-127, 128], of int16 0; added to every input.
    output_offset: the output zero point, [-128, 127], of int16 0.
    multipliers, shifts: one for all output channels, or one for each;
        ``fixedpoint.quantize_multiplier`` gives their ranges.
    min, max: the activation clamp, within the range of ``dtype``.
    dtype: of the output.
    wide: sums are int64, and multipliers as from ``fixedpoint.reduced_multiplier``.
    """

    input_offset: int
    output_offset: int
    multipliers: tuple[int, ...]
    shifts: tuple[int, ...]
    min: int
    max: int
    dtype: DType = DType.INT8
    wide: bool = False

    def apply(self, accumulator: Int64) -> Array:
        """The outputs of sums [..., channel]."""
        multiply = multiply_by_reduced_multiplier if self.wide else multiply_by_quantized_multiplier
        scaled = multiply(accumulator, np.array(self.multipliers), np.array(self.shifts))
        clamped = np.clip(scaled + self.output_offset, self.min, self.max)
        return clamped.astype(self.dtype.numpy)


def weighted_parameters(op: Weighing, graph: Graph) -> Requantization:
    """The requantization of an operator with weights, computed in double.

    PopulateConvolutionQuantizationParams in kernel_util.cc for convolutions,
    CalculateOpDataFullyConnected in fully_connected_common.cc for the other. (Some versions of
    TFLM multiply the scales of a per-tensor FULLY_CONNECTED in float32; the wheel that pyproject
    names does not, as tests/reference shows.)
    """
    x, weights, y = (quant_of(graph, n) for n in (op.inputs[0], op.inputs[1], op.outputs[0]))
    reals = [x.scale * scale / y.scale for scale in weights.scales]
    multipliers, shifts = zip(*(quantize_multiplier(real) for real in reals), strict=True)
    dtype, wide = graph.tensor(op.outputs[0]).dtype, sums_are_wide(op, graph)
    if wide:
        multipliers = tuple(reduced_multiplier(multiplier) for multiplier in multipliers)
    low, high = activation_range(op.activation, y, dtype)
    return Requantization(-x.zero_point, y.zero_point, multipliers, shifts, low, high, dtype, wide)


def saturated(values: Int64, graph: Graph, number: int) -> Int64:
    """Cut to the range of a tensor's type."""
    limits = np.iinfo(graph.tensor(number).dtype.numpy)
    result: Int64 = np.clip(values, int(limits.min), int(limits.max))
    return result


def quant_of(graph: Graph, number: int) -> Quant:
    """The quantization of a tensor that graph/check.py has seen to have one."""
    quant = graph.tensor(number).quant
    assert quant is not None, f"tensor {number} ({graph.tensor(number).name}) is not quantized"
    return quant
