"""Models that listen over time, as sequences on several cores: LSTMs, and speech in an SVDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.graph.read import read
from tinyedge.pipeline import Settings

builder = pytest.importorskip(
    "support.tflite_builder",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)
random_recurrent = pytest.importorskip("support.random_recurrent")
tflm = pytest.importorskip("support.tflm")

BOARDS = ["host", "sim-cortex-m0plus", "sim-cortex-m4", "sim-rv32imc"]


def lstms(dtype: str) -> bytes:
    """Two layers, the second of which sees all steps of the first."""
    rng = np.random.default_rng(13)
    b = builder.Builder()
    quant: dict[str, Any] = {"scale": 0.03, "zero_point": -5}
    if dtype == "int16":
        quant = {"scale": 0.03 / 256, "dtype": dtype}
    y = b.input((1, 4, 6), **quant)
    for _ in range(2):
        y = random_recurrent.lstm_layer(rng, b, y, False, dtype)
    return bytes(b.build([y]))


def speech() -> bytes:
    """As in TensorFlow's speech_commands, low_latency_svdf, with fewer units: one frame of 40
    frequencies goes in, 16 frames are remembered, rank 2, RELU; then three FULLY_CONNECTED."""
    rng = np.random.default_rng(5)
    b = builder.Builder()
    x = b.input((1, 40), scale=0.1, zero_point=-128)
    units, memory = 24, 16
    features = rng.integers(-127, 128, (units * 2, 40)).astype(np.int8)
    times = rng.integers(-32767, 32768, (units * 2, memory)).astype(np.int16)
    kept, in_time = 2.0**-10, 2.0**-17
    weights = (
        b.constant(features, scale=0.005),
        b.constant(times, scale=in_time),
        b.constant(rng.integers(-(2**20), 2**20, units).astype(np.int32), scale=kept * in_time),
    )
    state = {"scale": kept, "dtype": "int16"}
    y, _ = random_recurrent.svdf(
        b, x, weights, rank=2, state=state, scale=0.2, zero_point=-128, activation="RELU"
    )
    for outputs in (16, 16, 4):
        depth = b.shape(y)[1]
        w = b.constant(rng.integers(-127, 128, (outputs, depth)).astype(np.int8), scale=0.01)
        y = b.fully_connected(y, w, scale=0.5, activation="RELU" if outputs == 16 else "NONE")
    return bytes(b.build([b.softmax(y)]))


MODELS = {"lstm": lstms("int8"), "lstm_of_int16": lstms("int16"), "speech": speech()}


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("name", MODELS)
def test_a_sequence_is_equal_on_every_core(name: str, board: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.tflite"
    path.write_bytes(MODELS[name])
    report = pipeline.run(path, load_board(board), Settings(), count=6)
    assert report.passed, report.first_mismatch
    assert report.samples == 6
    assert report.state_bytes > 0


@tflm.needs_tflm
@pytest.mark.parametrize("name", MODELS)
def test_fifty_runs_are_equal_in_tflm(name: str) -> None:
    graph = read(MODELS[name], file=name)
    (number,) = graph.inputs
    tensor = graph.tensor(number)
    limits, rng = np.iinfo(tensor.dtype.numpy), np.random.default_rng(6)
    wide = rng.integers(limits.min, limits.max + 1, (50, *tensor.shape))
    samples = [[x.astype(tensor.dtype.numpy)] for x in wide]
    assert tflm.first_difference(MODELS[name], graph, *samples) is None
