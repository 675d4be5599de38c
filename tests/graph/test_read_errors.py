"""What is said about a file that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.edited import edited
from support.tflite_builder import Builder, schema

from tinyedge.errors import ModelError, UnsupportedOperators
from tinyedge.graph.read import read
from tinyedge.graph.ways_out import way_out

AGAIN = "export or download it again"
RECONVERT = "convert the model again with a current converter"
QUANTIZE = (
    "quantize it to int8: run `tinyedge convert` on the Keras model with --samples, or export it "
    "with full-integer quantization and a representative dataset"
)


def error_of(data: bytes) -> str:
    with pytest.raises(ModelError) as caught:
        read(data, file="m.tflite")
    return str(caught.value)


def dense_model(*, activations: str = "int8", weights: str = "int8") -> bytes:
    """A fully connected layer in any types, quantized or not."""
    b = Builder()
    scale = None if activations == "float32" else 1.0
    x = b.input((1, 4), scale=scale, dtype=activations)
    w = b.constant(np.ones((2, 4), weights), scale=None if weights == "float32" else 1.0)
    y = b.tensor((1, 2), scale=scale, dtype=activations, name="y")
    b.operator("FULLY_CONNECTED", [x, w], [y], schema.FullyConnectedOptionsT())
    return b.build([y])


@pytest.mark.parametrize("data", [b"", b"TFL3", b"\x7fELF" + bytes(100), bytes(8)])
def test_not_a_model(data: bytes) -> None:
    assert error_of(data) == (
        "m.tflite: is not a .tflite file (no TFL3 at byte 4); give a .tflite flatbuffer"
    )


def test_truncated() -> None:
    data = dense_model()
    assert error_of(data[: len(data) // 2]) == f"m.tflite: is damaged or truncated; {AGAIN}"


def test_float32() -> None:
    data = dense_model(activations="float32", weights="float32")
    assert error_of(data) == (f"m.tflite: is a float32 model (layer 0 FULLY_CONNECTED); {QUANTIZE}")


def test_dynamic_range() -> None:
    assert error_of(dense_model(activations="float32")) == (
        "m.tflite: has int8 weights but computes in float32 (layer 0 FULLY_CONNECTED): "
        f"dynamic-range quantization; {QUANTIZE}"
    )


def test_float16_weights() -> None:
    b = Builder()
    x = b.input((1, 4), dtype="float32")
    half, w = b.constant(np.ones((2, 4), np.int16)), b.tensor((2, 4), dtype="float32")
    b.operator("DEQUANTIZE", [half], [w])
    y = b.tensor((1, 2), dtype="float32")
    b.operator("FULLY_CONNECTED", [x, w], [y], schema.FullyConnectedOptionsT())

    def as_float16(model: Any) -> None:
        model.subgraphs[0].tensors[half].type = schema.TensorType.FLOAT16

    assert error_of(edited(b.build([y]), as_float16)) == (
        f"m.tflite: is a float model with float16 weights (layer 1 FULLY_CONNECTED); {QUANTIZE}"
    )


def test_a_float_island_of_what_has_no_float32_form() -> None:
    b = Builder()
    x = b.dequantize(b.tanh(b.input((4, 4), scale=0.1)))
    y = b.tensor((4, 4), dtype="float32")
    b.operator("BATCH_MATMUL", [x, x], [y], schema.BatchMatMulOptionsT())
    assert error_of(b.build([b.quantize(y, scale=0.1)])) == (
        f"m.tflite: computes in float32 in the midst of int8 (layer 2 BATCH_MATMUL); {QUANTIZE}"
    )


def test_weights_of_float32_without_anything_quantized() -> None:
    b = Builder()
    x = b.dequantize(b.input((1, 4), scale=0.1))
    y = b.fully_connected(x, b.constant(np.ones((2, 4), np.float32)), scale=None)
    assert error_of(b.build([b.quantize(y, scale=0.1)])) == (
        f"m.tflite: is a float32 model (layer 1 FULLY_CONNECTED); {QUANTIZE}"
    )


def test_int8_weights_in_a_float_island() -> None:
    b = Builder()
    x = b.dequantize(b.tanh(b.input((1, 4), scale=0.1)))
    weights = b.constant(np.ones((2, 4), np.int8), scale=0.1, name="w")
    y = b.fully_connected(x, weights, scale=None, name="y")
    assert error_of(b.build([y])) == (
        "m.tflite: FULLY_CONNECTED (y): tensor 3 (w) is int8, not float32; "
        "convert the model again with a current converter"
    )


def test_uint8() -> None:
    assert error_of(dense_model(activations="uint8", weights="uint8")) == (
        "m.tflite: is quantized to uint8, as converters did before 2020 (layer 0 FULLY_CONNECTED)"
        "; convert it again with a current converter, to int8"
    )


def test_int64_at_the_border() -> None:
    b = Builder()
    x = b.input((1, 4), scale=0.1, dtype="int64", name="x")
    assert error_of(b.build([b.tanh(b.quantize(x, scale=0.1, zero_point=-128))])) == (
        "m.tflite: tensor 0 (x), an input or output, is int64; "
        "convert the model with int8 inputs and outputs"
    )


def test_int16() -> None:
    b = Builder()
    x = b.input((1, 4), scale=0.1, dtype="int16")
    y = b.tensor((1, 4), scale=0.1, dtype="int16")
    b.operator("HARD_SWISH", [x], [y])
    assert error_of(b.build([y])) == (
        "m.tflite: computes in int16 (layer 0 HARD_SWISH); "
        "quantize the activations to int8: this operator has no int16 form here"
    )


def test_unsupported_operators_are_all_named() -> None:
    b = Builder()
    y = x = b.input((1, 4), scale=0.1)
    for i, kind in enumerate(["TANH", "CUSTOM", "RFFT2D", "RFFT2D", "TOPK_V2"]):
        y = b.tensor((1, 4), scale=1 / 128, name=f"y{i}")
        b.operator(kind, [x], [y])
        x = y

    def name_it(model: Any) -> None:
        model.operatorCodes[1].customCode = "Mine"

    with pytest.raises(UnsupportedOperators) as caught:
        read(edited(b.build([y]), name_it), file="m.tflite")
    assert [(e.layer, e.kind, e.name) for e in caught.value.layers] == [
        (1, "CUSTOM (Mine)", "y1"),
        (2, "RFFT2D", "y2"),
        (3, "RFFT2D", "y3"),
        (4, "TOPK_V2", "y4"),
    ]
    assert str(caught.value) == (
        f"m.tflite: unsupported operator: layer 1 CUSTOM (Mine) (y1): {way_out('CUSTOM (Mine)')}; "
        f"layer 2 RFFT2D (y2): {way_out('RFFT2D')}; layer 4 TOPK_V2 (y4): {way_out('TOPK_V2')}; "
        "and 1 more layer; `tinyedge check m.tflite` shows every layer"
    )


def test_an_unsupported_operator_goes_before_its_odd_tensors() -> None:
    b = Builder()
    x, state = b.input((1, 4), scale=0.1), b.tensor((1, 4), scale=0.1)
    y = b.tensor((1, 4), scale=0.1, dtype="int16", name="y")
    b.operator("UNIDIRECTIONAL_SEQUENCE_RNN", [x, state], [y])

    def keep_state(model: Any) -> None:
        model.subgraphs[0].tensors[state].isVariable = True

    with pytest.raises(UnsupportedOperators):
        read(edited(b.build([y]), keep_state), file="m.tflite")


def _no_operators(model: Any) -> None:
    model.subgraphs[0].operators = []


def _version(model: Any) -> None:
    model.version = 2


def _dynamic(model: Any) -> None:
    model.subgraphs[0].tensors[0].shape = [-1, 4]


def _many_axes(model: Any) -> None:
    model.subgraphs[0].tensors[0].shape = [1] * 7


def _huge(model: Any) -> None:
    model.subgraphs[0].tensors[0].shape = [65536, 65536]


def _short_data(model: Any) -> None:
    model.buffers[1].data = model.buffers[1].data[:-1]


def _no_such_buffer(model: Any) -> None:
    model.subgraphs[0].tensors[1].buffer = 9


def _external(model: Any) -> None:
    model.buffers[1].data = None
    model.buffers[1].offset, model.buffers[1].size = 4096, 8


def _no_such_tensor(model: Any) -> None:
    model.subgraphs[0].operators[0].inputs = [0, 77]


def _no_such_code(model: Any) -> None:
    model.subgraphs[0].operators[0].opcodeIndex = 5


def _sparse(model: Any) -> None:
    model.subgraphs[0].tensors[1].sparsity = schema.SparsityParametersT()


def _variable(model: Any) -> None:
    model.subgraphs[0].tensors[0].isVariable = True


def _zero_points(model: Any) -> None:
    model.subgraphs[0].tensors[1].quantization.zeroPoint = [0, 0]


def _no_options(model: Any) -> None:
    model.subgraphs[0].operators[0].builtinOptionsType = 0
    model.subgraphs[0].operators[0].builtinOptions = None


def _shuffled(model: Any) -> None:
    model.subgraphs[0].operators[0].builtinOptions.weightsFormat = 1


def _activation(model: Any) -> None:
    model.subgraphs[0].operators[0].builtinOptions.fusedActivationFunction = 4


def _no_inputs(model: Any) -> None:
    model.subgraphs[0].operators[0].inputs = []


def _two_outputs(model: Any) -> None:
    model.subgraphs[0].operators[0].outputs = [2, 2]


def _string(model: Any) -> None:
    model.subgraphs[0].tensors[0].type = schema.TensorType.STRING


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_no_operators, f"computes nothing: no operator leads to an output; {AGAIN}"),
        (_version, f"has schema version 2, not 3; {AGAIN}"),
        (
            _dynamic,
            "tensor 0 (t0) has the shape [-1, 4], not known before it runs; "
            "export it with fixed shapes and batch size 1",
        ),
        (_many_axes, f"tensor 0 (t0) has 7 axes, more than 6; {AGAIN}"),
        (_huge, "tensor 0 (t0) takes 4,294,967,296 B; use a smaller model"),
        (
            _short_data,
            f"tensor 1 (t1) has 7 B of data for the shape [2, 4] of int8; {AGAIN}",
        ),
        (_no_such_buffer, f"tensor 1 (t1) refers to buffer 9 of 2; {AGAIN}"),
        (
            _external,
            "keeps buffer 1 outside the flatbuffer, as models over 2 GB do; "
            "export it without external buffers",
        ),
        (_no_such_tensor, f"is damaged: it refers to tensor 77 of 3; {AGAIN}"),
        (_no_such_code, f"layer 0 refers to operator code 5 of 1; {AGAIN}"),
        (_sparse, "tensor 1 (t1) is sparse; export it with dense weights"),
        (_variable, f"its input 0 is not a tensor to be filled; {RECONVERT}"),
        (_zero_points, f"tensor 1 (t1) has 1 scales but 2 zero points; {AGAIN}"),
        (_no_options, f"layer 0 FULLY_CONNECTED (y) has no FullyConnectedOptions; {AGAIN}"),
        (
            _shuffled,
            "layer 0 FULLY_CONNECTED (y) has shuffled weights; "
            "export it with weights in the default format",
        ),
        (
            _activation,
            "layer 0 FULLY_CONNECTED (y) has the fused activation number 4; "
            "supported are NONE, RELU, RELU_N1_TO_1, RELU6",
        ),
        (_no_inputs, f"layer 0 FULLY_CONNECTED (y) has the inputs []; {AGAIN}"),
        (_two_outputs, f"layer 0 FULLY_CONNECTED (y) has the outputs [2, 2]; {AGAIN}"),
        (_string, f"tensor 0 (t0) has the unsupported type number 5; {AGAIN}"),
    ],
)
def test_an_odd_file(edit: Callable[[Any], None], expected: str) -> None:
    assert error_of(edited(dense_model(), edit)) == f"m.tflite: {expected}"


def test_an_output_size_that_does_not_follow() -> None:
    b = Builder()
    x = b.input((1, 8, 8, 1), scale=1.0)
    y = b.conv_2d(x, b.constant(np.ones((1, 3, 3, 1), np.int8), scale=1.0), scale=1.0, name="y")

    def one_row_more(model: Any) -> None:
        model.subgraphs[0].tensors[y].shape = [1, 9, 8, 1]

    assert error_of(edited(b.build([y]), one_row_more)) == (
        f"m.tflite: layer 0 CONV_2D (y) has an output of 9 x 8, where 8 x 8 follow; {AGAIN}"
    )


def test_a_stride_of_zero() -> None:
    b = Builder()
    y = b.max_pool_2d(b.input((1, 8, 8, 1), scale=1.0), window=(2, 2), name="y")

    def no_stride(model: Any) -> None:
        model.subgraphs[0].operators[0].builtinOptions.strideH = 0

    assert error_of(edited(b.build([y]), no_stride)) == (
        "m.tflite: layer 0 MAX_POOL_2D (y) has a window of [2, 2], stride [0, 1], "
        f"dilation [1, 1]; {AGAIN}"
    )


def test_paddings_that_are_computed() -> None:
    b = Builder()
    x, paddings = b.input((1, 4), scale=1.0), b.input((2, 2), dtype="int32")
    y = b.tensor((1, 6), scale=1.0, name="y")
    b.operator("PAD", [x, paddings], [y], schema.PadOptionsT())
    assert error_of(b.build([y])) == (
        "m.tflite: layer 0 PAD (y) computes its paddings at run time; "
        "export it with constant paddings"
    )


def test_axes_out_of_range() -> None:
    b = Builder()
    x, y = b.input((1, 4), scale=1.0), b.tensor((1,), scale=1.0, name="y")
    b.operator("MEAN", [x, b.constant(np.array([2], np.int32))], [y], schema.ReducerOptionsT())
    assert error_of(b.build([y])) == (
        f"m.tflite: layer 0 MEAN (y) has the axes [2] for a tensor of 2 axes; {AGAIN}"
    )


def test_a_bool_that_is_neither() -> None:
    b = Builder()
    x = b.input((4,), scale=0.1)
    least, y = b.tensor((4,), dtype="bool"), b.tensor((4,), dtype="bool", name="y")
    b.operator("LESS", [x, x], [least])
    odd = b.constant(np.array([True, False, True, True]), name="odd")
    b.operator("LOGICAL_AND", [least, odd], [y])

    def two(model: Any) -> None:
        model.buffers[1].data = np.array([1, 0, 2, 1], np.uint8)

    assert error_of(edited(b.build([y]), two)) == (
        f"m.tflite: tensor 3 (odd) is bool and holds bytes other than 0 and 1; {AGAIN}"
    )


def test_axes_apart_to_reverse() -> None:
    b = Builder()
    x, y = b.input((2, 3, 4), scale=0.1), b.tensor((2, 3, 4), scale=0.1, name="y")
    b.operator("REVERSE_V2", [x, b.constant(np.array([0, 2], np.int32))], [y])
    assert error_of(b.build([y])) == (
        "m.tflite: layer 0 REVERSE_V2 (y) reverses the axes [0, 2], where TFLite Micro takes "
        "neighbours; reverse them one after the other"
    )


def test_a_shape_to_fill_that_the_output_does_not_have() -> None:
    b = Builder()
    value, y = b.input((), scale=0.1), b.tensor((2, 3), scale=0.1, name="y")
    b.operator("FILL", [b.constant(np.array([3, 2], np.int32)), value], [y])
    assert error_of(b.build([y])) == (
        f"m.tflite: layer 0 FILL (y) has the shape [3, 2] for another output; {AGAIN}"
    )


def test_nothing_to_add() -> None:
    b = Builder()
    x, y = b.input((2,), scale=0.1), b.tensor((2,), scale=0.1, name="y")
    b.operator("ADD_N", [x], [y])
    assert error_of(b.build([y])) == f"m.tflite: layer 0 ADD_N (y) has the inputs [0]; {AGAIN}"
