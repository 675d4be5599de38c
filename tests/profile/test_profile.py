"""profile against a device made of Python, whose counts vary as a test wants."""

from __future__ import annotations

import numpy as np
import pytest
from support.counting_device import CountingDevice

from tinyedge.errors import ProtocolError
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Array, Graph
from tinyedge.plan.plan import plan
from tinyedge.profile.profile import profile
from tinyedge.profile.types import Profile, Spread, spread

builder = pytest.importorskip(
    "support.tflite_builder",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)


def dense() -> Graph:
    """4 int8 through 4 x 3 weights and 3 biases, then SOFTMAX."""
    b = builder.Builder()
    w = b.constant(np.ones((3, 4), np.int8), scale=0.01)
    bias = b.constant(np.ones(3, np.int32))
    y = b.fully_connected(b.input((1, 4), scale=0.05), w, bias, scale=0.1)
    return simplify(read(b.build([b.softmax(y)]), file="fake.tflite"))


def samples(count: int) -> list[list[Array]]:
    return [[np.full((1, 4), number, np.int8)] for number in range(count)]


def measure(device: CountingDevice, *, count: int = 2, runs: int = 6) -> Profile:
    graph = dense()
    return profile(device.as_device(), graph, plan(graph), samples(count), runs, where="emulator")


def test_a_device_that_costs_the_same_each_time() -> None:
    found = measure(CountingDevice(lambda run, x: (90, 10)))
    assert found.total == Spread(100, 100, 100)
    assert found.steady is True
    assert [layer.count for layer in found.layers] == [Spread(90, 90, 90), Spread(10, 10, 10)]
    assert [found.share(layer) for layer in found.layers] == [0.9, 0.1]
    assert (found.runs, found.samples, found.stack_bytes) == (6, 2, 256)


def test_what_the_samples_do_is_told_from_what_the_board_does() -> None:
    by_sample = measure(CountingDevice(lambda run, x: (90 + x[0], 10)))
    assert by_sample.total == Spread(100, 100, 101)
    assert by_sample.steady is True
    by_board = measure(CountingDevice(lambda run, x: (90 + run, 10)))
    assert by_board.total == Spread(100, 102, 105)
    assert by_board.steady is False


def test_shifts_between_layers_are_seen_though_the_sum_stays() -> None:
    found = measure(CountingDevice(lambda run, x: (90 + run, 10 - run)))
    assert found.total == Spread(100, 100, 100)
    assert found.steady is False
    assert found.layers[0].count == Spread(90, 92, 95)


def test_without_a_second_run_of_a_sample_nobody_knows_whether_the_board_is_steady() -> None:
    assert measure(CountingDevice(lambda run, x: (90, 10)), count=3, runs=3).steady is None


def test_a_board_that_counts_nothing_runs_once_and_still_tells_macs_and_bytes() -> None:
    device = CountingDevice(lambda run, x: (0, 0), counter="none", stack_bytes=None)
    found = measure(device)
    assert device.said == ["write", "invoke"]
    assert (found.total, found.steady, found.stack_bytes) == (None, None, None)
    assert [layer.count for layer in found.layers] == [None, None]
    assert [found.share(layer) for layer in found.layers] == [None, None]
    dense, softmax = found.layers
    assert (dense.macs, dense.weights_bytes, dense.inputs_bytes, dense.outputs_bytes) == (
        *(12, 4 * 3 + 3 * 4),
        *(4, 3),
    )
    assert (softmax.macs, softmax.weights_bytes, softmax.inputs_bytes) == (0, 0, 3)


def test_a_model_with_a_state_begins_anew_with_each_round_of_the_samples() -> None:
    b = builder.Builder()
    quant = {"scale": 0.5, "zero_point": 3}
    v = b.variable((1, 4), initial=[0] * 4, **quant)
    y = b.add(b.read_variable(v), b.input((1, 4), **quant), **quant)
    b.assign_variable(v, y)
    graph = simplify(read(b.build([y]), file="fake.tflite"))
    planned = plan(graph)
    device = CountingDevice(lambda run, x: (7,) * len(planned.layers))
    profile(device.as_device(), graph, planned, samples(2), 4, where="host")
    once = ["reset", "write", "invoke", "write", "invoke"]
    assert device.said == once + once


def test_layers_that_do_not_add_up_are_no_figures() -> None:
    """Another program has run the model in between, or the firmware is broken."""
    with pytest.raises(ProtocolError) as caught:
        measure(CountingDevice(lambda run, x: (90, 10), extra=5))
    assert str(caught.value) == (
        "fake: the device counted 105 for a run, and 100 for its layers; "
        "flash the board again with this version of tinyedge"
    )


def test_the_median_is_a_count_that_was() -> None:
    assert spread([4, 1, 9, 2]) == Spread(1, 2, 9)


def test_the_json_has_a_count_in_its_unit_alone() -> None:
    cycles = measure(CountingDevice(lambda run, x: (90 + run, 10), counter="cycles")).to_json()
    assert cycles["instructions_per_inference"] is None
    assert cycles["cycles_per_inference"] == 102
    assert cycles["count"] == {"min": 100, "median": 102, "max": 105}
    assert cycles["where"] == "emulator"
    assert set(cycles) == {
        *("model", "board", "engine", "where", "runs", "samples", "counter", "count", "steady"),
        *("instructions_per_inference", "cycles_per_inference", "macs", "count_per_mac"),
        *("stack_bytes", "arena_bytes", "layers", "model_sha256", "image_sha256"),
    }
    assert cycles["layers"][0] == {
        "name": "t3",
        "op": "FULLY_CONNECTED",
        "macs": 12,
        "instructions": None,
        "cycles": 92,
        "count": {"min": 90, "median": 92, "max": 95},
        "share": 92 / 102,
        "count_per_mac": 92 / 12,
        "weights_bytes": 24,
        "inputs_bytes": 4,
        "outputs_bytes": 3,
    }
