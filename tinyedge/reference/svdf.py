"""SVDF: TFLM's EvalIntegerSvdfReference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import Svdf
from tinyedge.graph.types import Array, Graph

from .fixedpoint import multiply_by_quantized_multiplier, quantize_multiplier, wrap_int32
from .operands import constant
from .requantize import quant_of


@dataclass(frozen=True, slots=True)
class SvdfParameters:
    """feature: multiplier and shift from products of features to the state; time: from the state
    to the output."""

    input_zero_point: int
    state_zero_point: int
    output_zero_point: int
    feature: tuple[int, int]
    time: tuple[int, int]


def svdf_parameters(op: Svdf, graph: Graph) -> SvdfParameters:
    """PrepareSvdf in svdf_common.cc; both multipliers in double in the wheel that pyproject names,
    as tests/reference shows (other versions of TFLM compute them in float32)."""
    x, features, times, state, y = (
        quant_of(graph, number)
        for number in (op.inputs[0], op.inputs[1], op.inputs[2], op.state, op.outputs[0])
    )
    return SvdfParameters(
        input_zero_point=x.zero_point,
        state_zero_point=state.zero_point,
        output_zero_point=y.zero_point,
        feature=quantize_multiplier(x.scale * features.scale / state.scale),
        time=quantize_multiplier(state.scale * times.scale / y.scale),
    )


def svdf(op: Svdf, graph: Graph, x: Array, state: Array) -> tuple[Array, Array]:
    """(output, state): the state moves on by one, and the newest products are its last.

    These are clamped before the zero point is added, which can carry them out of the state's type;
    they wrap around then. So do sums over time that int32 does not hold.
    """
    p = svdf_parameters(op, graph)
    features = constant(graph, op.inputs[1]).astype(np.int64)
    times = constant(graph, op.inputs[2]).astype(np.int64)
    batch, (filters, memory) = x.shape[0], times.shape
    products = (x.astype(np.int64) - p.input_zero_point) @ features.T
    limits = np.iinfo(state.dtype)
    newest = np.clip(multiply_by_quantized_multiplier(products, *p.feature), limits.min, limits.max)
    after = np.roll(state.reshape(batch, filters, memory), -1, axis=2)
    after[:, :, -1] = (newest + p.state_zero_point).astype(state.dtype)
    in_time = ((after.astype(np.int64) - p.state_zero_point) * times).sum(axis=2)
    sums = in_time.reshape(batch, filters // op.rank, op.rank).sum(axis=2)
    total = wrap_int32(sums + constant(graph, op.inputs[3]).astype(np.int64))
    scaled = multiply_by_quantized_multiplier(total, *p.time) + p.output_zero_point
    return np.clip(scaled, -128, 127).astype(np.int8), after.reshape(state.shape)
