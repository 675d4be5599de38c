"""Schedules and arenas: whatever the graph, tensors that live at once never overlap."""

from __future__ import annotations

import numpy as np
import pytest
from support.small_graphs import float32, int8

from tinyedge.graph.ops import (
    Activation,
    Add,
    AssignVariable,
    Dequantize,
    Logistic,
    Op,
    Quantize,
    ReadVariable,
    Reshape,
)
from tinyedge.graph.read import read
from tinyedge.graph.types import Graph, Tensor, Variable
from tinyedge.plan.inplace import overwrites
from tinyedge.plan.lives import BEFORE, Life, lives
from tinyedge.plan.offsets import ALIGNMENT_BYTES
from tinyedge.plan.plan import plan
from tinyedge.plan.types import Plan, Slot

random_models = pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)


def chain(sizes: list[int]) -> Graph:
    """DEQUANTIZE after DEQUANTIZE, of these sizes: nothing that a kernel would accept."""
    ops = tuple(Dequantize((i,), (i + 1,)) for i in range(len(sizes) - 1))
    return graph([int8((size,)) for size in sizes], ops, (0,), (len(sizes) - 1,))


def graph(tensors: list[Tensor], ops: tuple, inputs: tuple, outputs: tuple) -> Graph:
    return Graph("g", tuple(tensors), ops, inputs, outputs, "0" * 64)


def assert_nothing_overlaps(g: Graph, made: Plan) -> None:
    everything = zip(made.slots, lives(g, made), strict=True)
    places: list[tuple[Slot, Life]] = [place for place in everything if not place[0].in_state]
    shared = {(made.slots[i], made.slots[j]) for i, j in overwrites(g, made)}
    for at, layer in enumerate(made.layers):
        if layer.scratch is not None:
            places.append((layer.scratch, Life(at, at)))
    for i, (a, a_life) in enumerate(places):
        assert a.offset_bytes % ALIGNMENT_BYTES == 0
        assert 0 <= a.offset_bytes <= made.arena_bytes - a.size_bytes
        for b, b_life in places[:i]:
            if a_life.first <= b_life.last and b_life.first <= a_life.last:
                apart = (
                    a.offset_bytes + a.size_bytes <= b.offset_bytes
                    or b.offset_bytes + b.size_bytes <= a.offset_bytes
                )
                in_place = a.offset_bytes == b.offset_bytes and {(a, b), (b, a)} & shared
                assert apart or in_place, f"{a} of {a_life} and {b} of {b_life}"


@pytest.mark.parametrize("seed", range(50))
def test_tensors_that_live_at_once_never_overlap(seed: int) -> None:
    kinds = (
        *("graph", "CONV_2D", "DEPTHWISE_CONV_2D", "CONCATENATION", "RESHAPE"),
        *("READ_VARIABLE", "ASSIGN_VARIABLE"),
    )
    model = random_models.RANDOM[kinds[seed % len(kinds)]](np.random.default_rng(seed))
    g = read(model, file="m.tflite")
    made = plan(g)
    assert_nothing_overlaps(g, made)
    assert made.lower_bound_bytes <= made.arena_bytes
    assert [made.slots[i].tensor for i in made.inputs] == list(g.inputs)
    held = [made.slots[i].tensor for layer in made.layers for i in layer.outputs]
    variables = [v.tensor for v in g.variables]
    held = [number for number in held if number not in variables]
    assert [slot.tensor for slot in made.slots] == [*g.inputs, *held, *variables]
    assert plan(g) == made


def test_a_chain_needs_its_two_largest_neighbours() -> None:
    made = plan(chain([100, 40, 60, 200, 8]))
    assert made.arena_bytes == made.lower_bound_bytes == 60 + 200 + 8 - 8


def test_the_input_is_reused_once_its_last_reader_has_run() -> None:
    made = plan(chain([100, 4, 100]))
    assert made.arena_bytes == 104
    assert made.slots[0].offset_bytes == made.slots[2].offset_bytes


def test_an_output_lives_to_the_end() -> None:
    ops = (Dequantize((0,), (1,)), Dequantize((0,), (2,)), Dequantize((2,), (3,)))
    g = graph([int8((16,))] * 4, ops, (0,), (1, 3))
    made = plan(g)
    assert lives(g, made) == (Life(BEFORE, 1), Life(0, 3), Life(1, 2), Life(2, 3))
    assert_nothing_overlaps(g, made)
    assert made.arena_bytes == 48


def test_a_view_shares_what_it_views_and_keeps_it_alive() -> None:
    """t1 is read by the last operator alone, through two views of it."""
    ops = (
        Dequantize((0,), (1,)),
        Reshape((1,), (2,)),
        Dequantize((0,), (3,)),
        Reshape((2,), (4,)),
        Add((3, 4), (5,), Activation.NONE),
    )
    g = graph([int8((8,))] * 6, ops, (0,), (5,))
    made = plan(g)
    assert len(made.layers) == 3
    assert made.slot_of == (0, 1, 1, 2, 1, 3)
    assert lives(g, made)[1] == Life(0, 2)
    assert_nothing_overlaps(g, made)


def test_a_view_of_an_input_may_be_the_output() -> None:
    g = graph([int8((8,)), int8((2, 4))], (Reshape((0,), (1,)),), (0,), (1,))
    made = plan(g)
    assert made.layers == ()
    assert made.inputs == made.outputs == (0,)
    assert made.arena_bytes == 8


def test_an_output_takes_the_place_of_an_input_that_is_not_needed_any_more() -> None:
    """16x16 of float32 becomes int8 in place; so does the sum of two tensors in one of them."""
    tensors = [float32((16, 16)), *(int8((16, 16)) for _ in range(3))]
    ops = (
        Quantize((0,), (1,)),
        Dequantize((1,), (2,)),
        Add((1, 2), (3,), Activation.NONE),
    )
    g = graph(tensors, ops, (0,), (3,))
    made = plan(g)
    assert overwrites(g, made) == {(0, 1), (1, 3), (2, 3)}
    assert_nothing_overlaps(g, made)
    assert made.arena_bytes == made.lower_bound_bytes == 1024
    assert made.slots[0].offset_bytes == made.slots[1].offset_bytes


@pytest.mark.parametrize(
    ("tensors", "ops", "outputs", "why"),
    [
        ([(8,)] * 3, [Logistic((0,), (1,)), Logistic((0,), (2,))], (1, 2), "read again"),
        ([(8,)] * 3, [Logistic((0,), (1,)), Logistic((1,), (2,))], (1, 2), "a model output"),
    ],
)
def test_an_input_that_is_needed_keeps_its_place(
    tensors: list[tuple[int, ...]], ops: list[Op], outputs: tuple[int, ...], why: str
) -> None:
    g = graph([int8(shape) for shape in tensors], tuple(ops), (0,), outputs)
    assert len(overwrites(g, plan(g))) == 1, why
    assert_nothing_overlaps(g, plan(g))


def test_an_operand_that_is_repeated_keeps_its_place() -> None:
    tensors = [int8((4, 1)), int8((4, 8)), int8((4, 8))]
    g = graph(tensors, (Add((0, 1), (2,), Activation.NONE),), (0, 1), (2,))
    assert overwrites(g, plan(g)) == {(1, 2)}


def test_sizes_are_rounded_up_so_that_all_are_aligned() -> None:
    made = plan(chain([5, 3, 1]))
    assert made.arena_bytes == made.lower_bound_bytes == 12
    assert [slot.size_bytes for slot in made.slots] == [5, 3, 1]


# The state: tensor 0 is the input, 1 the variable, 2 what is read from it


def stateful(*ops: Op, outputs: tuple[int, ...], variables: tuple[int, ...] = (1,)) -> Graph:
    tensors = [int8((6,))] * (max(n for op in ops for n in (*op.inputs, *op.outputs)) + 1)
    initial = tuple(Variable(number, np.zeros(6, np.int8)) for number in variables)
    return Graph("g", tuple(tensors), ops, (0,), outputs, "0" * 64, initial)


def kinds(made: Plan) -> list[str]:
    return [layer.op.kind for layer in made.layers]


def test_what_is_read_before_the_next_value_is_assigned_is_a_view() -> None:
    add = Add((0, 2), (3,), Activation.NONE)
    made = plan(stateful(ReadVariable((1,), (2,)), add, AssignVariable((3,), (1,)), outputs=(3,)))
    assert kinds(made) == ["ADD", "ASSIGN_VARIABLE"]
    assert made.slot_of == (0, 2, 2, 1)
    assert made.variables == (2,)
    assert made.layers[1].outputs == (2,)
    assert made.slots[2] == Slot(1, 0, 6, in_state=True)
    assert (made.arena_bytes, made.state_bytes) == (8, 8)


def test_what_is_read_after_the_next_value_is_assigned_is_a_view() -> None:
    g = stateful(AssignVariable((0,), (1,)), ReadVariable((1,), (2,)), outputs=(2,))
    assert kinds(plan(g)) == ["ASSIGN_VARIABLE"]
    assert plan(g).outputs == plan(g).variables


@pytest.mark.parametrize(
    ("after", "outputs", "why"),
    [
        ([Logistic((2,), (3,))], (3,), "it is read later"),
        ([Reshape((2,), (3,)), Logistic((3,), (4,))], (4,), "a view of it is read later"),
        ([], (2,), "it is an output of the model"),
        ([Reshape((2,), (3,))], (3,), "a view of it is an output of the model"),
    ],
)
def test_what_outlives_the_value_it_was_read_from_is_copied(
    after: list[Op], outputs: tuple[int, ...], why: str
) -> None:
    g = stateful(ReadVariable((1,), (2,)), AssignVariable((0,), (1,)), *after, outputs=outputs)
    assert kinds(plan(g))[:2] == ["READ_VARIABLE", "ASSIGN_VARIABLE"], why
    assert_nothing_overlaps(g, plan(g))


def test_variables_that_change_places_are_copied_where_it_matters() -> None:
    """The first is read once more when it has its next value already."""
    ops = (
        ReadVariable((1,), (3,)),
        ReadVariable((2,), (4,)),
        AssignVariable((4,), (1,)),
        AssignVariable((3,), (2,)),
    )
    made = plan(stateful(*ops, outputs=(), variables=(1, 2)))
    assert [layer.op for layer in made.layers] == [ops[0], *ops[2:]]
    assert [slot.offset_bytes for slot in made.slots if slot.in_state] == [0, 8]
    assert made.state_bytes == 16


def test_a_variable_assigned_to_itself_is_not_copied_onto_itself() -> None:
    made = plan(stateful(ReadVariable((1,), (2,)), AssignVariable((2,), (1,)), outputs=(2,)))
    assert kinds(made) == ["READ_VARIABLE", "ASSIGN_VARIABLE"]
    assert not made.slots[made.slot_of[2]].overlaps(made.slots[made.slot_of[1]])


def test_no_layer_writes_over_a_variable() -> None:
    g = stateful(ReadVariable((1,), (2,)), Logistic((2,), (3,)), outputs=(3,))
    made = plan(g)
    assert overwrites(g, made) == frozenset()
    assert not made.slots[made.slot_of[3]].in_state
