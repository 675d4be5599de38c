"""From samples to features to an answer, in one model: against TensorFlow Lite Micro, every
tensor of 50 frames."""

from __future__ import annotations

import numpy as np
import pytest
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.read import read
from tinyedge.reference.execute import replay

front_end = pytest.importorskip(
    "support.front_end",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)
chained = pytest.importorskip("support.chained").chained

Builder = front_end.Builder

FRAMES = 50


def of_steps() -> bytes:
    """A front end that is given 20 ms of new samples each time."""
    b = Builder()
    return b.build([front_end.front_end(b, b.input((front_end.STEP,), dtype="int16"))])


def of_frames() -> bytes:
    """A front end that is given whole frames, as TFLM's own is."""
    b = Builder()
    return b.build([front_end.features_of(b, b.input((1, front_end.FRAME), dtype="int16"))])


def with_an_answer() -> bytes:
    """Behind it the features of ten frames, and a layer of random weights."""
    rng = np.random.default_rng(1)
    b = Builder()
    count = 10 * front_end.CHANNELS
    x = b.input((1, count), scale=front_end.SCALE, zero_point=front_end.ZERO_POINT)
    weights = b.constant(rng.integers(-20, 21, (4, count)).astype(np.int8), scale=0.01)
    y = b.softmax(b.fully_connected(x, weights, scale=0.5))
    return chained(chained(of_steps(), front_end.history(10)), b.build([y]))


MODELS = {"of_steps": of_steps, "of_frames": of_frames, "with_an_answer": with_an_answer}


@needs_tflm
@pytest.mark.parametrize("name", MODELS)
def test_every_tensor_of_every_frame_is_tflms(name: str) -> None:
    model = MODELS[name]()
    heard = front_end.listened(FRAMES + 1)
    samples = [[step] for step in heard[:FRAMES]]
    if name == "of_frames":
        flat = np.concatenate(heard)
        starts = range(0, FRAMES * front_end.STEP, front_end.STEP)
        samples = [[flat[np.newaxis, at : at + front_end.FRAME]] for at in starts]
    assert first_difference(model, read(model, file="m.tflite"), *samples) is None


def test_silence_is_the_least_and_a_tone_is_where_it_belongs() -> None:
    graph = read(of_steps(), file="m.tflite")
    t = np.arange(20 * front_end.STEP) / front_end.RATE_HZ
    tone = (8000 * np.sin(2 * np.pi * 1000 * t)).astype(np.int16)
    tone[: 5 * front_end.STEP] = 0
    steps = [[step] for step in tone.reshape(20, front_end.STEP)]
    features = [values[graph.outputs[0]][0] for values in replay(graph, steps)]
    assert (features[4] == -128).all()
    mels = 1127 * np.log1p(np.array([125, 7500, 1000]) / 700)
    expected = round((mels[2] - mels[0]) / (mels[1] - mels[0]) * 41 - 1)
    assert abs(int(features[10].argmax()) - expected) <= 1
