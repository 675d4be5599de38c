"""Schedules and arenas: whatever the graph, tensors that live at once never overlap."""

from __future__ import annotations

import numpy as np
import pytest
from support.small_graphs import float32, int8

from tinyedge.graph.ops import Activation, Add, Dequantize, Logistic, Op, Quantize, Reshape
from tinyedge.graph.read import read
from tinyedge.graph.types import Graph, Tensor
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
    places: list[tuple[Slot, Life]] = list(zip(made.slots, lives(g, made), strict=True))
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
    kinds = ("graph", "CONV_2D", "DEPTHWISE_CONV_2D", "CONCATENATION", "RESHAPE")
    model = random_models.RANDOM[kinds[seed % len(kinds)]](np.random.default_rng(seed))
    g = read(model, file="m.tflite")
    made = plan(g)
    assert_nothing_overlaps(g, made)
    assert made.lower_bound_bytes <= made.arena_bytes
    assert [made.slots[i].tensor for i in made.inputs] == list(g.inputs)
    held = [made.slots[i].tensor for layer in made.layers for i in layer.outputs]
    assert [slot.tensor for slot in made.slots] == [*g.inputs, *held]
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
