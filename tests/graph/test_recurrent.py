"""UNIDIRECTIONAL_SEQUENCE_LSTM and SVDF: their states, and what is refused of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.edited import edited
from support.random_recurrent import GATES, lstm, svdf
from support.tflite_builder import Builder

from tinyedge.errors import ModelError
from tinyedge.graph.macs import macs
from tinyedge.graph.ops import Activation, Svdf, UnidirectionalSequenceLstm
from tinyedge.graph.read import read
from tinyedge.graph.types import DType, Graph

AGAIN = "export or download it again"
RECONVERT = "convert the model again with a current converter"
PLAIN = "use a plain LSTM, such as Keras's layer: TFLite Micro runs no other"
QUANT: dict[str, Any] = {"scale": 1 / 128, "zero_point": 3}

# Of an LSTM: x 0, gates 1 to 12 (weights, recurrent weights, bias of each), states 13 and 14, y 15.
WEIGHTS, RECURRENT, BIAS, STATE, CELL, Y = 1, 2, 3, 13, 14, 15


def an_lstm(b: Builder, x: int, units: int = 2, dtype: str = "int8") -> tuple[int, int, int]:
    depth = b.shape(x)[2]
    gates = []
    for _ in range(GATES):
        weights = b.constant(np.ones((units, depth), np.int8), scale=0.01)
        recurrent = b.constant(np.ones((units, units), np.int8), scale=0.01)
        bias = b.constant(np.zeros(units, np.int32 if dtype == "int8" else np.int64))
        gates.append((weights, recurrent, bias))
    quant = QUANT if dtype == "int8" else {"scale": 2.0**-15}
    return lstm(b, x, gates, dtype=dtype, **quant)


def lstm_model(edit: Callable[[Any], None] | None = None) -> bytes:
    b = Builder()
    y, _, _ = an_lstm(b, b.input((2, 5, 3), scale=0.1))
    data = b.build([y])
    return data if edit is None else edited(data, edit)


# Of an SVDF: x 0, features 1, times 2, bias 3, state 4, y 5.
def svdf_model(edit: Callable[[Any], None] | None = None, **options: Any) -> bytes:
    b = Builder()
    x = b.input((2, 3), scale=0.5)
    weights = (
        b.constant(np.ones((4, 3), np.int8), scale=0.5),
        b.constant(np.ones((4, 5), np.int16), scale=0.25),
        b.constant(np.zeros(2, np.int32), scale=0.25),
    )
    state = {"scale": 1.0, "zero_point": 7, "dtype": "int16"}
    y, _ = svdf(b, x, weights, rank=2, state=state, scale=1.0, **options)
    data = b.build([y])
    return data if edit is None else edited(data, edit)


def model(data: bytes) -> Graph:
    return read(data, file="m.tflite")


def error_of(data: bytes) -> str:
    with pytest.raises(ModelError) as caught:
        model(data)
    return str(caught.value)


def test_the_states_of_an_lstm_are_variables() -> None:
    g = model(lstm_model())
    (op,) = g.ops
    assert isinstance(op, UnidirectionalSequenceLstm)
    assert op.outputs == (Y, STATE, CELL)
    assert (op.output_state, op.cell_state, op.time_major) == (STATE, CELL, False)
    assert [(gate.weights, gate.recurrent, gate.bias) for gate in op.gates] == [
        (1 + i, 2 + i, 3 + i) for i in (0, 3, 6, 9)
    ]
    assert [v.tensor for v in g.variables] == [STATE, CELL]
    assert [g.tensor(v.tensor).dtype for v in g.variables] == [DType.INT8, DType.INT16]
    # As TFLM fills them: int8 with the zero point, others with 0.
    assert [v.initial.tolist() for v in g.variables] == [[[3, 3], [3, 3]], [[0, 0], [0, 0]]]
    assert macs(op, g) == 2 * 5 * 4 * 2 * (3 + 2)


def test_the_state_of_an_svdf_is_a_variable() -> None:
    g = model(svdf_model())
    (op,) = g.ops
    assert isinstance(op, Svdf)
    assert (op.inputs, op.outputs) == ((0, 1, 2, 3, 4), (5, 4))
    assert (op.rank, op.activation) == (2, Activation.NONE)
    (v,) = g.variables
    # int16 begins with 0, not with its zero point.
    assert (v.tensor, v.initial.shape, v.initial.max()) == (4, (2, 20), 0)
    assert macs(op, g) == 2 * 4 * (3 + 5)


def test_intermediates_without_a_shape_do_not_matter() -> None:
    """What TensorFlow's converter leaves behind: tensors that only the quantizer used."""

    def leave(loaded: Any) -> None:
        (main,) = loaded.subgraphs
        loose = type(main.tensors[0])()
        loose.name, loose.shape, loose.type = "input_to_input_intermediate", [0], 9
        main.operators[0].intermediates = [len(main.tensors)]
        main.tensors.append(loose)

    assert len(model(lstm_model(leave)).ops) == 1


def _inputs(places: dict[int, int]) -> Callable[[Any], None]:
    def edit(loaded: Any) -> None:
        operator = loaded.subgraphs[0].operators[0]
        operator.inputs = [places.get(i, n) for i, n in enumerate(operator.inputs)]

    return edit


def _drop_inputs(loaded: Any) -> None:
    operator = loaded.subgraphs[0].operators[0]
    operator.inputs = list(operator.inputs)[:20]


def _option(name: str, value: Any) -> Callable[[Any], None]:
    def edit(loaded: Any) -> None:
        setattr(loaded.subgraphs[0].operators[0].builtinOptions, name, value)

    return edit


def _tensor(number: int, name: str, value: Any) -> Callable[[Any], None]:
    def edit(loaded: Any) -> None:
        setattr(loaded.subgraphs[0].tensors[number], name, value)

    return edit


def _quant(number: int, name: str, value: Any) -> Callable[[Any], None]:
    def edit(loaded: Any) -> None:
        setattr(loaded.subgraphs[0].tensors[number].quantization, name, value)

    return edit


LAYER = "m.tflite: layer 0 UNIDIRECTIONAL_SEQUENCE_LSTM (t15)"
OP = "m.tflite: UNIDIRECTIONAL_SEQUENCE_LSTM (t15):"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_drop_inputs, f"{LAYER} has 20 inputs, not 24; {AGAIN}"),
        (_inputs({9: BIAS}), f"{LAYER} has peephole connections; {PLAIN}"),
        (_inputs({16: WEIGHTS}), f"{LAYER} has a projection; {PLAIN}"),
        (_inputs({20: BIAS}), f"{LAYER} has layer normalization; {PLAIN}"),
        (_inputs({1: -1, 5: -1, 12: -1}), f"{LAYER} lacks a gate, a bias or a state; {PLAIN}"),
        (
            _option("fusedActivationFunction", 1),
            f"{LAYER} has the activation number 1 where TANH is due; {PLAIN}",
        ),
        (
            _option("cellClip", float("inf")),
            f"{OP} the cell state is clipped at inf; {RECONVERT}",
        ),
        (
            _tensor(STATE, "isVariable", False),
            f"{OP} tensor 13 (t13) is read before it is computed; {RECONVERT}",
        ),
        (
            _tensor(CELL, "shape", [2, 3]),
            f"{OP} the state tensor 14 (t14) is [2, 3], not [2, 2]; {RECONVERT}",
        ),
        (
            _quant(CELL, "scale", [0.001]),
            f"{OP} the cell state has scale 0.001, not a power of two from 2^-28 to 1; {RECONVERT}",
        ),
        (
            _quant(CELL, "zeroPoint", [1]),
            f"{OP} the cell state has the zero point 1, not 0; {RECONVERT}",
        ),
        (
            _quant(Y, "scale", [0.25]),
            f"{OP} the output state has scale 0.0078125 and zero point 3, the output 0.25 and 3, "
            f"and TFLite Micro does not rescale here; {RECONVERT}",
        ),
        (
            _quant(RECURRENT, "zeroPoint", [1]),
            f"{OP} input gate: the weights have the zero point 1, not 0; {RECONVERT}",
        ),
        (
            _tensor(WEIGHTS, "shape", [3, 2]),
            f"{OP} input gate: the weights are [3, 2], not [2, 3]; {RECONVERT}",
        ),
        (
            _quant(WEIGHTS, "scale", [2.0**40]),
            f"{OP} input gate: a sum of up to 384, times 4.5036e+14 from its scales, does not fit "
            "int32; reduce the weights' range or the layer's inputs, and convert again",
        ),
        (
            _inputs({19: STATE}),
            f"{OP} tensor 13 (t13) is a state and another input too; {RECONVERT}",
        ),
        (
            _inputs({13: WEIGHTS}),
            f"{OP} tensor 1 (t1) is int8, not int32; {RECONVERT}",
        ),
    ],
)
def test_what_is_refused_of_an_lstm(edit: Callable[[Any], None], expected: str) -> None:
    assert error_of(lstm_model(edit)) == expected


SVDF = "m.tflite: SVDF (t5):"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            _inputs({3: -1}),
            "m.tflite: layer 0 SVDF (t5) has no bias, without which TFLite Micro ends; "
            "export it with a bias",
        ),
        (_option("rank", 3), f"{SVDF} 4 filters of rank 3; {RECONVERT}"),
        (_option("rank", 0), f"{SVDF} 4 filters of rank 0; {RECONVERT}"),
        (_tensor(4, "type", 9), f"{SVDF} tensor 4 (t4) is int8, not int16; {RECONVERT}"),
        (
            _quant(2, "zeroPoint", [1]),
            f"{SVDF} tensor 2 (t2), weights, has the zero point 1; {RECONVERT}",
        ),
        (
            _tensor(1, "shape", [4, 2]),
            "m.tflite: tensor 1 (t1) has 12 B of data for the shape [4, 2] of int8; " + AGAIN,
        ),
        (
            _quant(3, "scale", [0.5]),
            f"{SVDF} the bias has scale 0.5, far from 0.25, state times weights; {RECONVERT}",
        ),
        (
            _quant(5, "scale", [2.0**-40]),
            f"{SVDF} in time: a sum of up to 327,750, times 2.74878e+11 from its scales, does not "
            "fit int32; reduce the weights' range or the layer's inputs, and convert again",
        ),
    ],
)
def test_what_is_refused_of_an_svdf(edit: Callable[[Any], None], expected: str) -> None:
    assert error_of(svdf_model(edit)) == expected


def test_an_activation_that_tflm_leaves_out_is_refused() -> None:
    """Its output's range has to do what the activation would; RELU with -128 does."""
    assert model(svdf_model(activation="RELU", zero_point=-128)).ops
    for activation in ("RELU", "RELU6"):
        zero_point = -127 if activation == "RELU" else -128
        assert error_of(svdf_model(activation=activation, zero_point=zero_point)) == (
            f"{SVDF} its output has values that {activation} cuts off, and TFLite Micro does not "
            "apply it here; put a RELU layer of its own behind it, and convert again"
        )


def test_a_state_belongs_to_one_operator() -> None:
    b = Builder()
    x = b.input((1, 2, 3), scale=0.1)
    y, state, _ = an_lstm(b, x)
    taken = b.build([y, b.relu(state, **QUANT)])
    assert error_of(taken) == (
        "m.tflite: RELU (t16): tensor 13 (t13) keeps a state, which is another operator's; "
        + RECONVERT
    )
    b = Builder()
    y, state, _ = an_lstm(b, b.input((1, 2, 3), scale=0.1))
    again = b.tensor((1, 2), **QUANT)
    b.operator("RELU", [state], [again])

    def give(loaded: Any) -> None:
        loaded.subgraphs[0].operators[1].inputs = [y]
        loaded.subgraphs[0].operators[1].outputs = [state]
        loaded.subgraphs[0].outputs = [y, state]

    assert error_of(edited(b.build([y, again]), give)) == (
        f"m.tflite: RELU (t13): tensor 13 (t13) has a value already; {RECONVERT}"
    )


def test_a_state_is_no_input_of_the_model() -> None:
    def take(loaded: Any) -> None:
        loaded.subgraphs[0].inputs = [0, STATE]

    assert error_of(lstm_model(take)) == (
        f"m.tflite: its input 13 is not a tensor to be filled; {RECONVERT}"
    )


def test_a_state_can_be_an_output() -> None:
    def give(loaded: Any) -> None:
        loaded.subgraphs[0].outputs = [Y, STATE]

    assert model(lstm_model(give)).outputs == (Y, STATE)


def test_a_constant_is_no_state() -> None:
    assert error_of(lstm_model(_tensor(WEIGHTS, "isVariable", True))) == (
        f"m.tflite: tensor 1 (t1) is a constant that keeps a state; {AGAIN}"
    )


def test_int16_has_zero_points_of_0_and_biases_of_64_bits() -> None:
    b = Builder()
    x = b.input((1, 2, 3), scale=2.0**-12, dtype="int16", zero_point=1)
    y, _, _ = an_lstm(b, x, dtype="int16")
    assert error_of(b.build([y])) == (
        f"{OP} tensor 0 (t0) has the zero point 1, where TFLite Micro takes int16 with 0 alone; "
        + RECONVERT
    )
    b = Builder()
    x = b.input((1, 2, 3), scale=2.0**-12, dtype="int16")
    y, _, _ = an_lstm(b, x, dtype="int16")
    data = b.build([y])
    assert model(data).ops
    narrow = error_of(edited(data, _tensor(BIAS, "type", 2)))
    assert narrow == (
        f"m.tflite: tensor 3 (t3) has 16 B of data for the shape [2] of int32; {AGAIN}"
    )
