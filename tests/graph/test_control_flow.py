"""IF and WHILE are taken apart at import; what cannot be is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from support.damaged import mutated
from support.edited import edited
from support.random_control import random_if, random_while
from support.subgraphs import add_if, add_while, joined
from support.tflite_builder import Builder, schema
from support.tflm import first_difference, needs_tflm

from tinyedge.codegen.codegen import codegen
from tinyedge.errors import ModelError, TinyEdgeError
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.plan.plan import plan
from tinyedge.reference.execute import execute

AGAIN = "export or download it again"
MUTATIONS = 1000


def counting(limit: int, kind: str = "LESS") -> bytes:
    """The condition of a loop: counter < limit."""
    b = Builder()
    counter, _ = b.input((), dtype="int32"), b.input((1, 4), scale=0.05)
    goes_on = b.tensor((), dtype="bool")
    b.operator(kind, [counter, b.constant(np.int32(limit))], [goes_on])
    return b.build([goes_on])


def dense(step: int = 1) -> bytes:
    """The body of a loop: counter + step, weights * x."""
    b = Builder()
    counter, x = b.input((), dtype="int32"), b.input((1, 4), scale=0.05)
    following = b.tensor((), dtype="int32")
    b.operator("ADD", [counter, b.constant(np.int32(step))], [following], schema.AddOptionsT())
    weights = np.array([[90, 40, 0, 0], [-70, 60, 0, 9], [0, 8, 70, 3], [0, 0, -9, 80]], np.int8)
    return b.build([following, b.fully_connected(x, b.constant(weights, scale=0.01), scale=0.05)])


def loop(condition: bytes, body: bytes) -> bytes:
    b = Builder()
    x = b.input((1, 4), scale=0.05)
    counter, y = b.tensor((), dtype="int32"), b.tensor((1, 4), scale=0.05)
    add_while(b, [b.constant(np.int32(0)), x], [counter, y], 1, 2)
    return joined(b.build([y]), condition, body)


def branches(then: Callable[[Builder, int], int], other: Callable[[Builder, int], int]) -> bytes:
    """IF of one tensor; both branches given as what they make of it."""
    b = Builder()
    condition, x = b.input((1,), dtype="bool"), b.input((1, 4), scale=0.05)
    y = b.tensor((1, 4), scale=0.05)
    add_if(b, condition, [x], [y], 1, 2)
    parts = []
    for make in (then, other):
        inner = Builder()
        parts.append(inner.build([make(inner, inner.input((1, 4), scale=0.05))]))
    return joined(b.build([y]), *parts)


def relu(b: Builder, x: int) -> int:
    return b.relu(x, scale=0.05)


def same(_: Builder, x: int) -> int:
    return x


def error_of(model: bytes) -> str:
    with pytest.raises(ModelError) as caught:
        read(model, file="m.tflite")
    return str(caught.value)


def test_both_branches_run_and_one_is_chosen() -> None:
    graph = read(branches(relu, same), file="m.tflite")
    assert [op.kind for op in graph.ops] == ["RELU", "RESHAPE", "SELECT_V2", "RESHAPE"]
    x = np.array([[-5, 6, -7, 8]], np.int8)
    for condition, expected in ((True, [[0, 6, 0, 8]]), (False, x)):
        values = execute(simplify(graph), [np.array([condition]), x])
        np.testing.assert_array_equal(values[graph.outputs[0]], expected)


@pytest.mark.parametrize(("limit", "step", "rounds"), [(3, 1, 3), (0, 1, 0), (7, 2, 4)])
def test_a_loop_is_its_rounds_one_after_the_other(limit: int, step: int, rounds: int) -> None:
    graph = read(loop(counting(limit), dense(step)), file="m.tflite")
    assert [op.kind for op in graph.ops] == ["FULLY_CONNECTED"] * rounds + ["RESHAPE"]


def test_the_weights_of_a_loop_are_in_flash_once() -> None:
    sizes = []
    for rounds in (1, 50):
        graph = simplify(read(loop(counting(rounds), dense()), file="m.tflite"))
        sizes.append(codegen(graph, plan(graph)).weights_bytes)
    assert sizes[0] == sizes[1]


def endless() -> bytes:
    return loop(counting(5), dense(step=0))


def depends_on_what_is_computed() -> bytes:
    b = Builder()
    x, n = b.input((1, 4), scale=0.05), b.input((), dtype="int32")
    counter, y = b.tensor((), dtype="int32"), b.tensor((1, 4), scale=0.05)
    add_while(b, [n, x], [counter, y], 1, 2)
    return joined(b.build([y]), counting(5), dense())


def calls_itself() -> bytes:
    inner = Builder()
    x = inner.input((1, 4), scale=0.05)
    y = inner.tensor((1, 4), scale=0.05)
    add_if(inner, inner.constant(np.array(True)), [x], [y], 1, 1)
    b = Builder()
    given, made = b.input((1, 4), scale=0.05), b.tensor((1, 4), scale=0.05)
    add_if(b, b.constant(np.array(True)), [given], [made], 1, 1)
    return joined(b.build([made]), inner.build([y]))


def doubling(depth: int = 30) -> bytes:
    """Each subgraph calls the next one twice."""

    def calls(b: Builder, x: int, index: int) -> bytes:
        for _ in range(2):
            y = b.tensor((1, 4), scale=0.05)
            add_if(b, b.constant(np.array(True)), [x], [y], index, index)
            x = y
        return b.build([x])

    parts = []
    for index in range(depth):
        b = Builder()
        parts.append(calls(b, b.input((1, 4), scale=0.05), index + 1))
    last = Builder()
    return joined(*parts, last.build([last.input((1, 4), scale=0.05)]))


def another_shape() -> bytes:
    return branches(relu, lambda b, x: b.reshape(x, (4, 1)))


def another_scale() -> bytes:
    return branches(relu, lambda b, x: b.relu(x, scale=0.06))


def remembers() -> bytes:
    def keep(b: Builder, x: int) -> int:
        b.assign_variable(b.variable((1, 4), scale=0.05, name="v"), x)
        return x

    return branches(relu, keep)


def _if(model: Any) -> Any:
    return model.subgraphs[0].operators[0]


def missing_subgraph() -> bytes:
    def edit(model: Any) -> None:
        _if(model).builtinOptions.elseSubgraphIndex = 9

    return edited(branches(relu, same), edit)


def the_main_one() -> bytes:
    def edit(model: Any) -> None:
        _if(model).builtinOptions.elseSubgraphIndex = 0

    return edited(branches(relu, same), edit)


def an_output_too_many() -> bytes:
    def edit(model: Any) -> None:
        _if(model).outputs = [2, 2]

    return edited(branches(relu, same), edit)


def no_options() -> bytes:
    def edit(model: Any) -> None:
        _if(model).builtinOptions, _if(model).builtinOptionsType = None, 0

    return edited(branches(relu, same), edit)


def a_condition_of_int8() -> bytes:
    def edit(model: Any) -> None:
        _if(model).inputs = [1, 1]

    return edited(branches(relu, same), edit)


def read_before_it_is_computed() -> bytes:
    def edit(model: Any) -> None:
        model.subgraphs[1].operators = []

    return edited(branches(relu, same), edit)


def computed_twice() -> bytes:
    def edit(model: Any) -> None:
        model.subgraphs[1].operators *= 2

    return edited(branches(relu, same), edit)


_ONE_EACH = "give what goes into and out of a subgraph one of each"
REFUSED = {
    endless: "layer 0 WHILE comes to more than 4,096 operators; use shorter loops",
    depends_on_what_is_computed: "layer 0 WHILE has a number of rounds that is not known before it "
    "runs; write it with a constant number of rounds, or unroll it (unroll=True); for an LSTM, use "
    "the fused one (tf_keras.layers.LSTM with batch size 1)",
    calls_itself: f"layer 0 IF calls subgraph 1 from within itself; {AGAIN}",
    doubling: "layer 0 IF runs subgraphs too many times; use shorter loops",
    another_shape: "layer 0 IF gives t1 for t1, which has another shape, type or quantization; "
    f"{_ONE_EACH}",
    another_scale: "layer 0 IF gives t1 for t1, which has another shape, type or quantization; "
    f"{_ONE_EACH}",
    remembers: "layer 0 IF runs subgraph 2, in which VAR_HANDLE keeps a state or may do so; "
    "keep what remembers out of branches and loops",
    missing_subgraph: f"layer 0 IF calls subgraph 9 of 3; {AGAIN}",
    the_main_one: f"layer 0 IF calls subgraph 0 of 3; {AGAIN}",
    an_output_too_many: "layer 0 IF calls subgraph 1 with 1 inputs and 2 outputs, which has 1 and "
    f"1; {AGAIN}",
    no_options: f"layer 0 IF has no IfOptions; {AGAIN}",
    a_condition_of_int8: f"layer 0 IF has no condition of bool; {AGAIN}",
    read_before_it_is_computed: "layer 0 IF runs subgraph 1, which reads its tensor 1 before it is "
    f"computed; {AGAIN}",
    computed_twice: "layer 0 IF gives subgraph 1 a tensor 1 that has a value already; " + AGAIN,
}


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__)
def test_what_is_refused(make: Callable[[], bytes]) -> None:
    assert error_of(make()) == f"m.tflite: {REFUSED[make]}"


@pytest.mark.parametrize("make", [random_if, random_while])
def test_a_damaged_file_gives_an_error_of_ours_or_a_graph(
    make: Callable[[np.random.Generator], bytes],
) -> None:
    for seed in range(MUTATIONS):
        model = make(np.random.default_rng(seed % 20))
        damaged = mutated(model, random.Random(seed))
        try:
            simplify(read(damaged, file="m.tflite"))
        except TinyEdgeError as error:
            assert "\n" not in str(error), f"seed {seed}"
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error


@needs_tflm
def test_shapes_are_constants() -> None:
    """SHAPE -> STRIDED_SLICE -> PACK -> the shape that FILL makes, and a number in arithmetic."""
    b = Builder()
    x = b.input((3, 4), dtype="int32")
    y = b.tensor((3, 4), dtype="int32")
    sizes, count = b.tensor((2,), dtype="int32"), b.tensor((), dtype="int32")
    b.operator("SHAPE", [x], [sizes], schema.ShapeOptionsT())
    options = schema.StridedSliceOptionsT()
    options.shrinkAxisMask = 1
    ends = [b.constant(np.array([n], np.int32)) for n in (1, 2, 1)]
    b.operator("STRIDED_SLICE", [sizes, *ends], [count], options)
    b.operator("MAXIMUM", [x, count], [y], schema.MaximumMinimumOptionsT())
    model = b.build([y])
    graph = read(model, file="m.tflite")
    assert [op.kind for op in graph.ops] == ["MAXIMUM"]
    sample = np.arange(12, dtype=np.int32).reshape(3, 4)
    assert first_difference(model, graph, [sample]) is None
