"""UNIDIRECTIONAL_SEQUENCE_LSTM."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Gate, TensorId, UnidirectionalSequenceLstm
from tinyedge.graph.types import DType
from tinyedge.reference.fixedpoint import Int64
from tinyedge.reference.operands import constant
from tinyedge.reference.unidirectional_sequence_lstm import (
    LstmParameters,
    Rescaling,
    lstm_parameters,
)

Field = tuple[str, str]

_GATES = ("input", "forget", "cell", "output")


def unidirectional_sequence_lstm(site: Site, op: UnidirectionalSequenceLstm) -> Call:
    """Zero points are folded into the biases, that of the output state into one of its own; int16,
    for which there is another kernel, has none."""
    wide = site.tensor(op.inputs[0]).dtype is DType.INT16
    kernel = "unidirectional_sequence_lstm_i16" if wide else "unidirectional_sequence_lstm"
    constants: list[Constant] = []
    source = site.input(0, constants)
    p = lstm_parameters(op, site.graph)
    gates: list[Field] = []
    for i, gate in enumerate(op.gates):
        made = _wide_constants(site, i, gate) if wide else _gate_constants(site, p, i, gate)
        constants += made.values()
        gates += [(f"gates[{i}].{name}", array.name) for name, array in made.items()]
        of_input, of_state = p.gates[i]
        gates += _rescaling(f"gates[{i}].", of_input)
        gates += _rescaling(f"gates[{i}].recurrent_", of_state)
    params = site.params(
        f"te_{kernel}_params",
        *_sizes(site, op),
        *gates,
        *_unit(p),
        *(() if wide else [("output_zero_point", c.integer(p.state_zero_point))]),
    )
    arguments = (f"&{params.name}", source, *_places(site, op))
    return Call(kernel, arguments, tuple(constants), params)


def _places(site: Site, op: UnidirectionalSequenceLstm) -> tuple[str, ...]:
    """The states and the output."""
    states = (site.pointer(n, const=False) for n in (op.output_state, op.cell_state))
    return (*states, site.output())


def _sizes(site: Site, op: UnidirectionalSequenceLstm) -> tuple[Field, ...]:
    first, second, inputs = site.tensor(op.inputs[0]).shape
    batches, steps = (second, first) if op.time_major else (first, second)
    return (
        ("batches", c.integer(batches)),
        ("steps", c.integer(steps)),
        ("inputs", c.integer(inputs)),
        ("units", c.integer(site.tensor(op.outputs[0]).shape[2])),
        ("batch_rows", c.integer(1 if op.time_major else steps)),
        ("step_rows", c.integer(batches if op.time_major else 1)),
    )


def _unit(p: LstmParameters) -> tuple[Field, ...]:
    """The members of te_lstm_unit_params."""
    multiplier, shift = p.cell_scaling
    return (
        *_rescaling("unit.forget.", p.forget),
        *_rescaling("unit.remember.", p.remember),
        *_rescaling("unit.show.", p.show),
        ("unit.cell_clip", c.integer(-1 if p.clip is None else p.clip)),
        ("unit.cell_multiplier", c.integer(multiplier)),
        ("unit.cell_shift", c.integer(shift)),
    )


def _rescaling(prefix: str, rescaling: Rescaling) -> tuple[Field, Field]:
    return (
        (f"{prefix}multiplier", c.integer(rescaling.multiplier)),
        (f"{prefix}shift", c.integer(rescaling.shift)),
    )


def _gate_constants(site: Site, p: LstmParameters, i: int, gate: Gate) -> dict[str, Constant]:
    """By the member of the gate's structure."""
    bias = constant(site.graph, gate.bias).astype(np.int64)
    bias = bias - p.input_zero_point * _row_sums(site, gate.weights)
    recurrent_bias = -p.state_zero_point * _row_sums(site, gate.recurrent)
    name = c.text(site.tensor(gate.bias).name)
    folded = "zero point of the output state, folded"
    return {
        "weights": _weights(site, f"{_GATES[i]}_weights", gate.weights),
        "recurrent": _weights(site, f"{_GATES[i]}_recurrent", gate.recurrent),
        "bias": _bias(site, f"{_GATES[i]}_bias", bias, f"{name}, input zero point folded in"),
        "recurrent_bias": _bias(site, f"{_GATES[i]}_recurrent_bias", recurrent_bias, folded),
    }


def _wide_constants(site: Site, i: int, gate: Gate) -> dict[str, Constant]:
    """The same of int16."""
    bias, note = constant(site.graph, gate.bias), c.text(site.tensor(gate.bias).name)
    return {
        "weights": _weights(site, f"{_GATES[i]}_weights", gate.weights),
        "recurrent": _weights(site, f"{_GATES[i]}_recurrent", gate.recurrent),
        "bias": site.constant(f"{_GATES[i]}_bias", "int64_t", bias, note),
    }


def _weights(site: Site, what: str, number: TensorId) -> Constant:
    tensor = site.tensor(number)
    note = f"{c.text(tensor.name)} {c.shape(tensor.shape)}"
    return site.constant(what, "int8_t", constant(site.graph, number), note)


def _row_sums(site: Site, number: TensorId) -> Int64:
    sums: Int64 = constant(site.graph, number).astype(np.int64).sum(axis=1)
    return sums


def _bias(site: Site, what: str, values: Int64, note: str) -> Constant:
    narrow = values.astype(np.int32)
    assert np.array_equal(narrow, values), "graph/check.py lets no bias leave int32"
    return site.constant(what, "int32_t", narrow, note)
