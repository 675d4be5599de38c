"""Where the arena is fullest."""

from __future__ import annotations

import numpy as np
from support.random_models import RANDOM
from support.tflite_builder import Builder

from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Graph
from tinyedge.plan.lives import lives
from tinyedge.plan.peak import peak
from tinyedge.plan.plan import plan, unplaced


def graph_of(data: bytes) -> Graph:
    return simplify(read(data, file="m.tflite"))


def test_a_model_that_needs_nothing_but_its_input() -> None:
    b = Builder()
    graph = graph_of(b.build([b.mean(b.input((1, 9, 9, 4), scale=0.1), [1, 2], scale=0.1)]))
    top = peak(graph, plan(graph))
    assert (top.layer, top.bytes, top.slots, top.scratch_bytes) == (0, 328, (0, 1), 0)


def test_bytes_that_a_layer_writes_over_count_once() -> None:
    b = Builder()
    x = b.input((1, 100), scale=0.1)
    graph = graph_of(b.build([b.add(b.tanh(x), b.tanh(x), scale=0.1)]))
    planned = plan(graph)
    top = peak(graph, planned)
    assert (top.bytes, planned.arena_bytes) == (200, 200)


def test_all_that_lives_is_there_and_apart_where_bytes_say_so() -> None:
    """Random graphs: what lives at the peak covers its bytes, and no moment covers more."""
    for seed in range(50):
        graph = graph_of(RANDOM["graph"](np.random.default_rng(seed)))
        planned = plan(graph)
        top = peak(graph, planned)
        covered = []
        for at in range(-1, len(planned.layers)):
            taken: set[int] = set()
            for slot, life in zip(planned.slots, lives(graph, planned), strict=True):
                if not slot.in_state and life.first <= at <= life.last:
                    taken.update(range(slot.offset_bytes, slot.offset_bytes + slot.size_bytes))
            scratch = planned.layers[at].scratch if at >= 0 else None
            if scratch is not None:
                end = scratch.offset_bytes + scratch.size_bytes
                taken.update(range(scratch.offset_bytes, end))
            covered.append(len(taken))
        assert top.bytes == max(covered) <= planned.arena_bytes, f"seed {seed}"
        assert top.layer == covered.index(max(covered)) - 1


def test_what_is_not_placed_is_the_same_but_for_the_places() -> None:
    for seed in range(20):
        graph = graph_of(RANDOM["graph"](np.random.default_rng(seed)))
        planned, loose = plan(graph), unplaced(graph)
        assert [x.op for x in loose.layers] == [x.op for x in planned.layers]
        assert [x.outputs for x in loose.layers] == [x.outputs for x in planned.layers]
        assert [x.scratch and x.scratch.size_bytes for x in loose.layers] == [
            x.scratch and x.scratch.size_bytes for x in planned.layers
        ]
        assert [x.size_bytes for x in loose.slots] == [x.size_bytes for x in planned.slots]
