"""Variables: how they become tensors, and what is said about files where they cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.edited import edited
from support.tflite_builder import Builder

from tinyedge.errors import ModelError
from tinyedge.graph.check import check
from tinyedge.graph.ops import Add, AssignVariable, ReadVariable, Reshape
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import DType, Graph, Quant

AGAIN = "export or download it again"
RECONVERT = "convert the model again with a current converter"
QUANT: dict[str, Any] = {"scale": 0.5, "zero_point": 3}
CALL_ONCE, SUM_HANDLE, READ, ADD, ASSIGN = range(5)  # of running_sum(), in its order


def running_sum(initial: Any = (1, 2, 3)) -> bytes:
    """y = sum of all x so far. Tensors: 0 handle, 1 like it, 2 x, 3 read, 4 y."""
    b = Builder()
    v = b.variable((1, 3), initial=initial, name="sum", **QUANT)
    x = b.input((1, 3), **QUANT)
    y = b.add(b.read_variable(v), x, **QUANT)
    b.assign_variable(v, y)
    return b.build([y])


def model(data: bytes) -> Graph:
    return read(data, file="m.tflite")


def error_of(data: bytes) -> str:
    with pytest.raises(ModelError) as caught:
        read(data, file="m.tflite")
    return str(caught.value)


def test_a_variable_is_a_tensor_behind_those_of_the_file() -> None:
    g = model(running_sum())
    kinds = [type(op) for op in g.ops]
    assert kinds == [ReadVariable, Add, AssignVariable]
    (v,) = g.variables
    assert v.tensor == 5
    assert (g.ops[0].inputs, g.ops[2].outputs) == ((5,), (5,))
    tensor = g.tensor(5)
    assert (tensor.name, tensor.shape, tensor.dtype) == ("sum", (1, 3), DType.INT8)
    assert tensor.quant == Quant((0.5,), (3,))
    assert v.initial.tolist() == [[1, 2, 3]]
    assert v.initial.dtype == np.int8
    with pytest.raises(ValueError, match="read-only"):
        v.initial[0, 0] = 9


def test_a_variable_that_nothing_initializes_begins_with_its_zero_point() -> None:
    (v,) = model(running_sum(initial=None)).variables
    assert v.initial.tolist() == [[3, 3, 3]]


def test_every_byte_of_a_wide_variable_begins_with_its_zero_point() -> None:
    """TFLM fills the memory byte by byte, whatever the elements are."""
    b = Builder()
    v = b.variable((2,), scale=0.5, zero_point=-2, dtype="int32")
    b.assign_variable(v, b.constant(np.array([7, 8], np.int32), scale=0.5, zero_point=-2))
    (found,) = model(b.build([b.tanh(b.input((1,), scale=0.1))])).variables
    assert found.initial.view(np.uint8).tolist() == [0xFE] * 8


def test_handles_of_one_name_are_one_variable() -> None:
    b = Builder()
    v = b.variable((1, 3), name="sum", **QUANT)
    y = b.add(b.read_variable(v), b.input((1, 3), **QUANT), **QUANT)
    b.assign_variable(b.handle("sum"), y)
    g = model(b.build([y]))
    assert len(g.variables) == 1
    assert g.ops[0].inputs == g.ops[-1].outputs


def test_containers_tell_variables_of_one_name_apart() -> None:
    b = Builder()
    x = b.input((1, 3), **QUANT)
    for container in ("a", "b"):
        b.assign_variable(b.handle("sum", container), x)
    g = model(b.build([b.relu(x, scale=1.0)]))
    assert [g.tensor(v.tensor).name for v in g.variables] == ["a/sum", "b/sum"]


def test_an_assignment_is_kept_although_no_output_needs_it() -> None:
    b = Builder()
    x = b.input((1, 4), **QUANT)
    b.assign_variable(b.variable((1, 4), **QUANT), b.relu(x, **QUANT))
    g = simplify(model(b.build([b.tanh(x)])))
    assert [op.kind for op in g.ops] == ["RELU", "ASSIGN_VARIABLE", "TANH"]


def test_an_output_of_the_state_alone_varies() -> None:
    b = Builder()
    v = b.variable((1, 3), **QUANT)
    x = b.input((1, 3), **QUANT)
    y = b.relu(b.read_variable(v), **QUANT)
    b.assign_variable(v, x)
    assert model(b.build([y])).outputs == (y,)


def test_an_output_of_a_variable_that_is_never_assigned_does_not() -> None:
    b = Builder()
    v = b.variable((1, 3), initial=(1, 2, 3), **QUANT)
    x = b.input((1, 3), **QUANT)
    y = b.relu(b.read_variable(v), **QUANT, name="y")
    assert error_of(b.build([y, b.relu(x, **QUANT)])) == (
        f"m.tflite: its output tensor {y} (y) depends on no input: it is always the same; "
        "remove that output"
    )


def test_identities_around_variables_are_passed_over() -> None:
    b = Builder()
    v = b.variable((1, 3), **QUANT)
    x = b.input((1, 3), **QUANT)
    before = b.reshape(b.read_variable(v), (1, 3))
    b.assign_variable(v, b.quantize(x, **QUANT))
    g = simplify(model(b.build([b.relu(before, **QUANT)])))
    assert [op.kind for op in g.ops] == ["READ_VARIABLE", "ASSIGN_VARIABLE", "RELU"]
    assert g.ops[1].inputs == (x,)


def test_a_second_assignment() -> None:
    b = Builder()
    v = b.variable((1, 3), name="sum", **QUANT)
    x = b.input((1, 3), **QUANT)
    b.assign_variable(v, x)
    b.assign_variable(v, b.relu(x, **QUANT))
    assert error_of(b.build([b.tanh(x)])) == (
        "m.tflite: ASSIGN_VARIABLE (sum): tensor 5 (sum) is assigned twice in a run; "
        "assign each variable once"
    )


@pytest.mark.parametrize(
    ("given", "quant"),
    [((1, 4), QUANT), ((3, 1), QUANT), ((1, 3), {"scale": 0.5}), ((1, 3), {"scale": 0.25})],
)
def test_uses_that_contradict_each_other(given: tuple[int, ...], quant: dict[str, Any]) -> None:
    b = Builder()
    v = b.variable((1, 3), name="sum", **QUANT)
    y = b.relu(b.read_variable(v), **QUANT)
    b.assign_variable(v, b.input(given, **quant))
    assert error_of(b.build([y])) == (
        "m.tflite: layer 3 ASSIGN_VARIABLE takes sum for something else than layer 1 READ_VARIABLE "
        "does; a variable has one shape, type and quantization"
    )


def test_an_initial_value_of_another_shape() -> None:
    def stretch(loaded: Any) -> None:
        loaded.subgraphs[1].tensors[0].shape = [3, 1]

    assert error_of(edited(running_sum(), stretch)) == (
        "m.tflite: layer 2 READ_VARIABLE takes sum for something else than layer 1 ASSIGN_VARIABLE "
        "in subgraph 1 does; a variable has one shape, type and quantization"
    )


def test_an_initial_value_without_a_scale_takes_that_of_the_others() -> None:
    def forget(loaded: Any) -> None:
        loaded.subgraphs[1].tensors[0].quantization = None

    g = model(edited(running_sum(), forget))
    assert g.tensor(g.variables[0].tensor).quant == Quant((0.5,), (3,))


def test_an_initial_value_of_the_wrong_length() -> None:
    def cut(loaded: Any) -> None:
        loaded.buffers[-1].data = loaded.buffers[-1].data[:2]

    assert error_of(edited(running_sum(), cut)) == (
        f"m.tflite: the variable sum has 2 B of data for the shape [1, 3] of int8; {AGAIN}"
    )


def test_a_variable_that_is_read_but_never_given_a_value() -> None:
    b = Builder()
    v = b.variable((1, 3), name="sum", **QUANT)
    y = b.add(b.read_variable(v), b.input((1, 3), **QUANT), **QUANT)
    assert error_of(b.build([y])) == (
        f"m.tflite: reads the variable sum, which nothing ever assigns; {AGAIN}"
    )


def test_a_variable_larger_than_any_microcontroller_costs_no_memory() -> None:
    b = Builder()
    v = b.variable((1 << 15, 1 << 15), name="sum", **QUANT)
    b.assign_variable(v, b.relu(b.input((1 << 15, 1 << 15), **QUANT), **QUANT))
    assert error_of(b.build([b.tanh(b.read_variable(v))])) == (
        "m.tflite: the variable sum takes 1,073,741,824 B; use a smaller model"
    )


# Damaged by hand


def _ops(loaded: Any, subgraph: int = 0) -> Any:
    return loaded.subgraphs[subgraph].operators


def _no_such_subgraph(loaded: Any) -> None:
    _ops(loaded)[CALL_ONCE].builtinOptions.initSubgraphIndex = 2


def _negative_subgraph(loaded: Any) -> None:
    _ops(loaded)[CALL_ONCE].builtinOptions.initSubgraphIndex = -1


def _main_calls_itself(loaded: Any) -> None:
    _ops(loaded)[CALL_ONCE].builtinOptions.initSubgraphIndex = 0


def _subgraph_calls_itself(loaded: Any) -> None:
    _ops(loaded, 1).append(_ops(loaded)[CALL_ONCE])


def _called_twice(loaded: Any) -> None:
    _ops(loaded).insert(0, _ops(loaded)[CALL_ONCE])


def _called_late(loaded: Any) -> None:
    _ops(loaded).append(_ops(loaded).pop(CALL_ONCE))


def _no_options(loaded: Any) -> None:
    _ops(loaded)[CALL_ONCE].builtinOptions = None
    _ops(loaded)[CALL_ONCE].builtinOptionsType = 0


def _handle_without_options(loaded: Any) -> None:
    _ops(loaded)[SUM_HANDLE].builtinOptions = None
    _ops(loaded)[SUM_HANDLE].builtinOptionsType = 0


def _handle_of_nothing(loaded: Any) -> None:
    _ops(loaded)[SUM_HANDLE].outputs = []


def _no_handle(loaded: Any) -> None:
    del _ops(loaded)[SUM_HANDLE]


def _handle_comes_late(loaded: Any) -> None:
    _ops(loaded).append(_ops(loaded).pop(SUM_HANDLE))


def _handle_as_a_value(loaded: Any) -> None:
    _ops(loaded)[ADD].inputs = [0, 2]


def _handle_assigned(loaded: Any) -> None:
    _ops(loaded)[ASSIGN].inputs = [0, 0]


def _handle_read_into_a_handle(loaded: Any) -> None:
    _ops(loaded)[READ].outputs = [0]


def _handle_as_an_output(loaded: Any) -> None:
    loaded.subgraphs[0].outputs = [4, 0]


def _assigns_nothing(loaded: Any) -> None:
    _ops(loaded)[ASSIGN].inputs = [0, -1]


def _reads_twice(loaded: Any) -> None:
    _ops(loaded)[READ].outputs = [3, 4]


def _initial_value_is_no_constant(loaded: Any) -> None:
    loaded.subgraphs[1].tensors[0].buffer = 0


def _another_operator_inside(loaded: Any) -> None:
    add = _ops(loaded)[ADD]
    add.inputs, add.outputs = [0, 0], [0]
    _ops(loaded, 1).append(add)


def _no_subgraph(loaded: Any) -> None:
    loaded.subgraphs = []


DAMAGES: dict[Callable[[Any], None], str] = {
    _no_such_subgraph: f"layer 0 CALL_ONCE calls subgraph 2 of 2; {AGAIN}",
    _negative_subgraph: f"layer 0 CALL_ONCE calls subgraph -1 of 2; {AGAIN}",
    _main_calls_itself: f"layer 0 CALL_ONCE calls subgraph 0 of 2; {AGAIN}",
    _subgraph_calls_itself: (
        "layer 2 CALL_ONCE is in subgraph 1, which CALL_ONCE runs; "
        "only constants can be assigned to variables there"
    ),
    _called_twice: f"layer 1 CALL_ONCE calls subgraph 1 a second time; {AGAIN}",
    _called_late: (
        "layer 4 CALL_ONCE comes after a variable is read or assigned; "
        "export it so that CALL_ONCE comes first"
    ),
    _no_options: f"layer 0 CALL_ONCE has no CallOnceOptions; {AGAIN}",
    _handle_without_options: f"layer 1 VAR_HANDLE has no VarHandleOptions; {AGAIN}",
    _handle_of_nothing: f"layer 1 VAR_HANDLE has the outputs []; {AGAIN}",
    _no_handle: (
        f"layer 1 READ_VARIABLE is not given a variable by a VAR_HANDLE before it; {AGAIN}"
    ),
    _handle_comes_late: (
        f"layer 1 READ_VARIABLE is not given a variable by a VAR_HANDLE before it; {AGAIN}"
    ),
    _handle_as_a_value: (
        f"layer 3 ADD takes or gives a variable itself instead of its value; {AGAIN}"
    ),
    _handle_assigned: (
        f"layer 4 ASSIGN_VARIABLE takes or gives a variable itself instead of its value; {AGAIN}"
    ),
    _handle_read_into_a_handle: (
        f"layer 2 READ_VARIABLE takes or gives a variable itself instead of its value; {AGAIN}"
    ),
    _handle_as_an_output: f"takes or gives a variable itself; {AGAIN}",
    _assigns_nothing: f"layer 4 ASSIGN_VARIABLE has [0, -1] -> []; {AGAIN}",
    _reads_twice: f"layer 2 READ_VARIABLE has [0] -> [3, 4]; {AGAIN}",
    _initial_value_is_no_constant: (
        f"layer 1 ASSIGN_VARIABLE assigns what is no constant in subgraph 1; {AGAIN}"
    ),
    _another_operator_inside: (
        "layer 2 ADD is in subgraph 1, which CALL_ONCE runs; "
        "only constants can be assigned to variables there"
    ),
    _no_subgraph: f"has no subgraph; {AGAIN}",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_wrong_with_a_file(damage: Callable[[Any], None]) -> None:
    assert error_of(edited(running_sum(), damage)) == f"m.tflite: {DAMAGES[damage]}"


def test_initial_values_that_nothing_calls() -> None:
    """A subgraph that nothing runs is no fault: the variable begins with its zero point."""

    def never_call(loaded: Any) -> None:
        del _ops(loaded)[CALL_ONCE]

    graph = read(edited(running_sum(), never_call), file="m.tflite")
    (variable,) = graph.variables
    quant = graph.tensor(variable.tensor).quant
    assert quant is not None
    assert set(variable.initial.flat) == {quant.zero_point}


def test_a_long_name_that_many_handles_share_is_not_copied_for_each() -> None:
    def share(loaded: Any) -> None:
        handle = _ops(loaded)[SUM_HANDLE]
        handle.builtinOptions.sharedName = "x" * (1 << 20)
        _ops(loaded)[SUM_HANDLE:SUM_HANDLE] = [handle] * 2

    assert error_of(edited(running_sum(), share)) == (
        f"m.tflite: has names of variables beyond all measure; {AGAIN}"
    )


@pytest.mark.parametrize(
    ("quant", "has"),
    [
        ({"scale": 0.5, "zero_point": 128}, "1 scales and the zero point 128"),
        ({"scale": [0.5, 0.25]}, "2 scales and the zero point 0"),
    ],
)
def test_an_input_that_is_only_remembered_is_quantized_as_any(quant: Any, has: str) -> None:
    b = Builder()
    v = b.variable((1, 2), **quant)
    b.assign_variable(v, b.input((1, 2), name="x", **quant))
    assert error_of(b.build([b.tanh(b.input((1, 4), scale=0.1))])) == (
        f"m.tflite: tensor 2 (x), an input or output, has {has}; {RECONVERT}"
    )


@pytest.mark.parametrize(
    ("op", "expected"),
    [
        (
            Reshape((2,), (5,)),
            f"RESHAPE (sum) (after swap): tensor 5 (sum) has a value already; {RECONVERT}",
        ),
        (
            AssignVariable((2,), (3,)),
            f"ASSIGN_VARIABLE (t3) (after swap): tensor 3 (t3) has a value already; {RECONVERT}",
        ),
        (
            ReadVariable((2,), (1,)),
            f"READ_VARIABLE (t1) (after swap): tensor 2 (t2) is no variable; {RECONVERT}",
        ),
    ],
)
def test_a_pass_that_mistreats_a_variable_is_named(op: Any, expected: str) -> None:
    g = model(running_sum())
    with pytest.raises(ModelError) as caught:
        check(replace(g, ops=(*g.ops[:2], op)), file="m.tflite", after="swap")
    assert str(caught.value) == f"m.tflite: {expected}"
