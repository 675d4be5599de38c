"""UNIDIRECTIONAL_SEQUENCE_LSTM: TFLM's lstm_eval.h, with a cell state of int16."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import Gate, UnidirectionalSequenceLstm
from tinyedge.graph.types import Array, DType, Graph, Quant

from .fixedpoint import (
    Int64,
    multiply_by_quantized_multiplier,
    multiply_by_reduced_multiplier,
    quantize_multiplier,
    reduced_multiplier,
)
from .operands import constant
from .requantize import quant_of
from .sigmoid_i16 import scaled_by, sigmoid_i16, tanh_i16

_GATE_STEP = 2.0**-12  # Q3.12, what goes into sigmoid and tanh
_UNIT_STEP = 2.0**-15  # Q0.15, what comes out
_INT16_MIN, _INT16_MAX = -(2**15), 2**15 - 1

# What makes Q3.12 a number of 1/12288.
GATE_SCALING = (3, 0)


@dataclass(frozen=True, slots=True)
class Rescaling:
    """sum * multiplier * 2**(shift - 31), as of ``quantize_multiplier``.

    wide: sum * multiplier * 2**(shift - 15), the multiplier as of ``reduced_multiplier``.
    """

    multiplier: int
    shift: int
    wide: bool = False

    @classmethod
    def by(cls, real: float, *, wide: bool = False) -> Rescaling:
        """That of a real multiplier."""
        multiplier, shift = quantize_multiplier(real)
        return cls(reduced_multiplier(multiplier) if wide else multiplier, shift, wide)

    def apply(self, value: Int64) -> Int64:
        """Rounded twice, or of wide sums once."""
        multiply = multiply_by_reduced_multiplier if self.wide else multiply_by_quantized_multiplier
        return multiply(value, self.multiplier, self.shift)


@dataclass(frozen=True, slots=True)
class LstmParameters:
    """All numbers of an LSTM but weights and biases.

    The sums of gates of int16 are wide.

    input_zero_point, state_zero_point: of the input; of the output state, and the output.
    gates: for each, how sums of the input and of the output state become Q3.12.
    forget, remember: how forget gate * cell state, and input gate * cell gate, become steps of the
        cell state. show: how tanh of the cell state * output gate becomes steps of the output.
    clip: the cell state stays within +- that many steps; None: within int16.
    cell_scaling: multiplier and shift, as of ``scaled_by``, of the cell state on its way to tanh.
    """

    input_zero_point: int
    state_zero_point: int
    gates: tuple[tuple[Rescaling, Rescaling], ...]
    forget: Rescaling
    remember: Rescaling
    show: Rescaling
    clip: int | None
    cell_scaling: tuple[int, int]


def lstm_parameters(op: UnidirectionalSequenceLstm, graph: Graph) -> LstmParameters:
    """PrepareGateParametersInteger in lstm_eval_common.cc, in double."""
    x, state, cell = (quant_of(graph, n) for n in (op.inputs[0], op.output_state, op.cell_state))
    power = round(math.log2(cell.scale))
    return LstmParameters(
        input_zero_point=x.zero_point,
        state_zero_point=state.zero_point,
        gates=tuple(_gate_rescalings(gate, graph, x, state) for gate in op.gates),
        forget=Rescaling.by(_UNIT_STEP * cell.scale / cell.scale),
        remember=Rescaling.by(_UNIT_STEP * _UNIT_STEP / cell.scale),
        show=Rescaling.by(_UNIT_STEP * _UNIT_STEP / state.scale),
        clip=min(int(op.cell_clip / cell.scale), _INT16_MAX) if op.cell_clip > 0 else None,
        cell_scaling=(3, -12 - power) if power < -12 else (3 << (12 + power), 0),
    )


def _gate_rescalings(
    gate: Gate, graph: Graph, x: Quant, state: Quant
) -> tuple[Rescaling, Rescaling]:
    weights, recurrent = quant_of(graph, gate.weights), quant_of(graph, gate.recurrent)
    wide = graph.tensor(gate.bias).dtype is DType.INT64
    return (
        Rescaling.by(x.scale * weights.scale / _GATE_STEP, wide=wide),
        Rescaling.by(state.scale * recurrent.scale / _GATE_STEP, wide=wide),
    )


def unidirectional_sequence_lstm(
    op: UnidirectionalSequenceLstm, graph: Graph, x: Array, state: Array, cell: Array
) -> tuple[Array, Array, Array]:
    """(output, output state, cell state) after all steps of time."""
    lstm = _Lstm(op, graph, state.dtype)
    h = state.astype(np.int64)
    c = cell.astype(np.int64).reshape(h.shape)
    outputs = []
    for step in x if op.time_major else np.swapaxes(x, 0, 1):
        h, c = lstm.step(step.astype(np.int64), h, c)
        outputs.append(h)
    y = np.stack(outputs, axis=0 if op.time_major else 1).astype(x.dtype)
    return y, h.astype(state.dtype), c.astype(np.int16).reshape(cell.shape)


class _Lstm:
    """The steps of one operator; all arrays are int64, [N, elements]."""

    def __init__(
        self, op: UnidirectionalSequenceLstm, graph: Graph, dtype: np.dtype[np.integer]
    ) -> None:
        self._p = lstm_parameters(op, graph)
        self._limits = np.iinfo(dtype)
        self._weights = [
            tuple(
                constant(graph, number).astype(np.int64)
                for number in (gate.weights, gate.recurrent, gate.bias)
            )
            for gate in op.gates
        ]

    def step(self, x: Int64, h: Int64, c: Int64) -> tuple[Int64, Int64]:
        """The output state and the cell state after one step."""
        p = self._p
        total = [self._gate(i, x - p.input_zero_point, h - p.state_zero_point) for i in range(4)]
        admit, forget, show = (_sigmoid(total[i]) for i in (0, 1, 3))
        candidate = tanh_i16(scaled_by(total[2], *GATE_SCALING)).astype(np.int64)
        kept = _saturated(p.forget.apply(forget * c))
        added = _saturated(p.remember.apply(admit * candidate))
        c = _saturated(kept + added)
        if p.clip is not None:
            c = np.clip(c, -p.clip, p.clip)
        shown = tanh_i16(scaled_by(c, *p.cell_scaling)).astype(np.int64)
        h = p.show.apply(shown * show) + p.state_zero_point
        return np.clip(h, self._limits.min, self._limits.max), c

    def _gate(self, i: int, x: Int64, h: Int64) -> Int64:
        """The sum of one gate in Q3.12."""
        weights, recurrent, bias = self._weights[i]
        of_input, of_state = self._p.gates[i]
        first = _saturated(of_input.apply(x @ weights.T + bias))
        second = _saturated(of_state.apply(h @ recurrent.T))
        return _saturated(first + second)


def _sigmoid(total: Int64) -> Int64:
    return sigmoid_i16(scaled_by(total, *GATE_SCALING)).astype(np.int64)


def _saturated(x: Int64) -> Int64:
    result: Int64 = np.clip(x, _INT16_MIN, _INT16_MAX)
    return result
