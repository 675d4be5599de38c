"""UNIDIRECTIONAL_SEQUENCE_LSTM."""

from __future__ import annotations

import math

import numpy as np

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.checks.states import keeps
from tinyedge.graph.checks.wide import requantizes_wide
from tinyedge.graph.ops import Gate, TensorId, UnidirectionalSequenceLstm
from tinyedge.graph.types import Array, DType, Quant

_GATE_STEP = 2.0**-12  # of what goes into sigmoid and tanh
_UNIT_STEP = 2.0**-15  # of what comes out
_LARGEST_PRODUCT = 2**30  # of two int16
_NAMES = ("input", "forget", "cell", "output")
_LARGEST_CELL_SCALE = 1.0  # te_scaled_i16 shifts by 12 then, and the product fits int32
_SMALLEST_CELL_SCALE = 2.0**-28


def unidirectional_sequence_lstm(site: Site, op: UnidirectionalSequenceLstm) -> None:
    """Shapes as the class says; int8 or int16 with weights of int8; every sum fits."""
    dtype = site.dtype(op.inputs[0], DType.INT8, DType.INT16)
    first, second, depth = site.shape(op.inputs[0], 3)
    batch = second if op.time_major else first
    _, units = site.shape(op.output_state, 2)
    site.output_shape((first, second, units))
    keeps(site, op.output_state, (batch, units), dtype)
    keeps(site, op.cell_state, (batch, units), DType.INT16)
    x, state = (site.quantized(number, dtype) for number in (op.inputs[0], op.output_state))
    centered(site, op.inputs[0], op.output_state)
    _same_as_output(site, state, dtype)
    for name, gate in zip(_NAMES, op.gates, strict=True):
        _gate(site, gate, (units, depth), x, state, dtype, f"{name} gate: ")
    _products(site, op, state, dtype)


def _same_as_output(site: Site, state: Quant, dtype: DType) -> None:
    y = site.quantized(site.op.outputs[0], dtype)
    if (y.scale, y.zero_point) != (state.scale, state.zero_point):
        raise site.error(
            f"the output state has scale {state.scale:g} and zero point {state.zero_point}, the "
            f"output {y.scale:g} and {y.zero_point}, and TFLite Micro does not rescale here"
        )


def _gate(
    site: Site,
    gate: Gate,
    shape: tuple[int, int],
    x: Quant,
    state: Quant,
    dtype: DType,
    where: str,
) -> None:
    """Its weights and bias, and that their sums fit. shape: units, elements of an input."""
    units, depth = shape
    bias = site.constant(gate.bias)
    site.dtype(gate.bias, DType.INT32 if dtype is DType.INT8 else DType.INT64)
    if bias.shape != (units,):
        raise site.error(f"{where}the bias is {list(bias.shape)}, not [{units}]")
    biases = [abs(int(b)) for b in bias]
    nothing = [0] * units
    for number, columns, quant, added in (
        (gate.weights, depth, x, biases),
        (gate.recurrent, units, state, nothing),
    ):
        weights = _weights(site, number, (units, columns), where)
        magnitudes = np.abs(weights.astype(np.int64)).sum(axis=1) * largest_offset(quant, dtype)
        largest = max(int(m) + b for m, b in zip(magnitudes, added, strict=True))
        scale = site.quantized(number, DType.INT8).scale
        multiplier = quant.scale * scale / _GATE_STEP
        fits = requantizes if dtype is DType.INT8 else requantizes_wide
        fits(site, largest, multiplier, where)


def _weights(site: Site, number: TensorId, shape: tuple[int, int], where: str) -> Array:
    quant = site.quantized(number, DType.INT8)
    if quant.zero_point != 0:
        raise site.error(f"{where}the weights have the zero point {quant.zero_point}, not 0")
    if site.shape(number, 2) != shape:
        given = list(site.tensor(number).shape)
        raise site.error(f"{where}the weights are {given}, not {list(shape)}")
    return site.constant(number)


def _products(site: Site, op: UnidirectionalSequenceLstm, state: Quant, dtype: DType) -> None:
    """The scale of the cell state is a power of two, and what is multiplied with it fits."""
    cell = site.quantized(op.cell_state, DType.INT16)
    is_power = math.frexp(cell.scale)[0] == 0.5
    if not is_power or not _SMALLEST_CELL_SCALE <= cell.scale <= _LARGEST_CELL_SCALE:
        raise site.error(
            f"the cell state has scale {cell.scale:g}, not a power of two from 2^-28 to 1"
        )
    if cell.zero_point != 0:
        raise site.error(f"the cell state has the zero point {cell.zero_point}, not 0")
    if not math.isfinite(op.cell_clip):
        raise site.error(f"the cell state is clipped at {op.cell_clip:g}")
    for scale in (cell.scale, state.scale):
        requantizes(site, _LARGEST_PRODUCT, _UNIT_STEP**2 / scale, "a product of gates: ", dtype)
