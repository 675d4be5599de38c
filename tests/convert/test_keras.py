"""Keras models and SavedModels become int8 models that TensorFlow Lite Micro runs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from support.tflm import first_difference, needs_tflm

from tinyedge.convert import cached, worker
from tinyedge.convert.convert import convert, float_accuracy, float_outputs
from tinyedge.errors import ModelError
from tinyedge.events import Event, Started
from tinyedge.graph.read import read
from tinyedge.graph.types import Array, Graph
from tinyedge.reference.execute import execute
from tinyedge.samples import Samples, fit, inputs_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_spec("tensorflow") is None,
        reason="needs TensorFlow: pip install 'tinyedge[keras]'",
    ),
]

GOOD = ("good_keras", "good_h5", "good_saved_model")


@dataclass(frozen=True)
class Tried:
    """What became of the models of trial_models.py."""

    folder: Path

    def work(self, name: str) -> Path:
        return self.folder / "worked" / name

    def refused(self, name: str) -> dict[str, str]:
        said: dict[str, str] = json.loads((self.work(name) / worker.REFUSED).read_text())
        return said

    def outputs(self, name: str) -> Array:
        outputs: Array = np.load(self.work(name) / worker.OUTPUTS)
        return outputs

    def held_out(self, name: str) -> Samples:
        return Samples("held out", (np.load(self.work(name) / worker.HELD_OUT),))

    def graph(self, name: str) -> Graph:
        return read((self.work(name) / worker.MODEL).read_bytes(), file=f"{name}.tflite")


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    folder = tmp_path_factory.mktemp("keras")
    script = Path(__file__).with_name("trial_models.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder)],
        env={**os.environ, "PYTHONPATH": str(Path(worker.__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return Tried(folder)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "tinyedge" / "convert"


@pytest.mark.parametrize("name", GOOD)
def test_a_model_becomes_int8_operators_of_fixed_size(tried: Tried, name: str) -> None:
    graph = tried.graph(name)
    assert [op.kind for op in graph.ops] == [
        "CONV_2D",
        "DEPTHWISE_CONV_2D",
        "MAX_POOL_2D",
        "RESHAPE",
        "FULLY_CONNECTED",
        "SOFTMAX",
    ]
    border = [graph.tensor(number) for number in (*graph.inputs, *graph.outputs)]
    assert [(t.dtype.value, t.shape) for t in border] == [("int8", (1, 8, 8, 2)), ("int8", (1, 3))]


@needs_tflm
@pytest.mark.parametrize("name", GOOD)
def test_tensorflow_lite_micro_runs_it_as_the_reference_does(tried: Tried, name: str) -> None:
    graph = tried.graph(name)
    data = (tried.work(name) / worker.MODEL).read_bytes()
    for x in fit(tried.held_out(name), inputs_of(graph)).x[0]:
        assert first_difference(data, graph, [x[np.newaxis]]) is None


@pytest.mark.parametrize("name", GOOD)
def test_it_answers_nearly_as_the_float_model(tried: Tried, name: str) -> None:
    graph = tried.graph(name)
    inputs = fit(tried.held_out(name), inputs_of(graph)).x[0]
    answers = [execute(graph, [x[np.newaxis]])[graph.outputs[0]][0] for x in inputs]
    quant = graph.tensor(graph.outputs[0]).quant
    assert quant is not None
    real = (np.array(answers).astype(np.float64) - quant.zero_point) * quant.scale
    floats = tried.outputs(name)
    assert floats.shape == (20, 3)
    assert np.ptp(floats, axis=0).max() > 0.1  # or everything would be near everything
    assert np.abs(real - floats).mean() < 0.02


def test_a_model_becomes_int16_activations_and_int8_weights(tried: Tried) -> None:
    graph = tried.graph("good_int16")
    assert [op.kind for op in graph.ops] == [op.kind for op in tried.graph("good_keras").ops]
    border = [graph.tensor(number) for number in (*graph.inputs, *graph.outputs)]
    assert [t.dtype.value for t in border] == ["int16", "int16"]
    inputs = fit(tried.held_out("good_int16"), inputs_of(graph)).x[0]
    answers = [execute(graph, [x[np.newaxis]])[graph.outputs[0]][0] for x in inputs]
    quant = graph.tensor(graph.outputs[0]).quant
    assert quant is not None
    real = np.array(answers) * quant.scale
    assert np.abs(real - tried.outputs("good_int16")).mean() < 0.005


@needs_tflm
def test_tensorflow_lite_micro_runs_int16_as_the_reference_does(tried: Tried) -> None:
    graph = tried.graph("good_int16")
    data = (tried.work("good_int16") / worker.MODEL).read_bytes()
    for x in fit(tried.held_out("good_int16"), inputs_of(graph)).x[0]:
        assert first_difference(data, graph, [x[np.newaxis]]) is None


def test_the_three_doors_lead_to_the_same_model(tried: Tried) -> None:
    first, *others = (tried.graph(name) for name in GOOD)
    constants = [t.data for t in first.tensors if t.data is not None]
    for other in others:
        theirs = [t.data for t in other.tensors if t.data is not None]
        assert len(theirs) == len(constants)
        assert all(np.array_equal(a, b) for a, b in zip(constants, theirs, strict=True))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "two_inputs",
            {
                "what": "model",
                "problem": "it has 2 inputs, and only one is taken",
                "remedy": "join them into one input, "
                "or convert it yourself and give the int8 .tflite file",
            },
        ),
        (
            "two_outputs",
            {
                "what": "model",
                "problem": "it has 2 outputs, and only one is taken",
                "remedy": "join them into one output, "
                "or convert it yourself and give the int8 .tflite file",
            },
        ),
        (
            "open_size",
            {
                "what": "model",
                "problem": "the shape of its input is [None, None, None, 1], "
                "which leaves a size open",
                "remedy": "fix all sizes but the first, such as keras.Input((96, 96, 3))",
            },
        ),
        (
            "integers",
            {
                "what": "model",
                "problem": "its input is int32, not float32",
                "remedy": "give a model of float32 inputs",
            },
        ),
        (
            "misfit",
            {
                "what": "samples",
                "problem": "x has the shape [20, 5, 5, 2], but the model takes [1, 8, 8, 2]",
                "remedy": "give x as [samples, 8, 8, 2]",
            },
        ),
    ],
)
def test_what_does_not_convert_is_refused_in_words(
    tried: Tried, name: str, said: dict[str, str]
) -> None:
    assert tried.refused(name) == said
    assert not (tried.work(name) / worker.MODEL).exists()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "lstm",
            "'tf.TensorListReserve' op requires element_shape to be static during TF Lite "
            "transformation pass",
        ),
        ("fft", "TensorFlow Lite has no operator Complex, FFT"),
        ("weights", "ValueError: No model config found in the file at PATH."),
    ],
)
def test_what_tensorflow_dies_of_is_found_in_its_log(tried: Tried, name: str, why: str) -> None:
    said = (tried.work(name) / "died.txt").read_text(encoding="utf-8")
    path = tried.folder / "weights.weights.h5"
    assert cached.meaning(said).replace(str(path), "PATH") == why


def test_a_model_is_converted_once_and_answers_from_the_cache(tried: Tried, cache: Path) -> None:
    path = tried.folder / "good.keras"
    calibration = Samples("c", (np.load(tried.work("good_keras") / worker.CALIBRATION),))
    classes = tried.outputs("good_keras").argmax(axis=1)
    held_out = Samples("h", tried.held_out("good_keras").x, classes)
    events: list[Event] = []
    data = convert(path, calibration, held_out=held_out, listen=events.append)
    assert events == [Started("convert", "good.keras with TensorFlow")]
    assert data == (tried.work("good_keras") / worker.MODEL).read_bytes()
    assert convert(path, calibration, listen=events.append) == data
    outputs = float_outputs(path, held_out, listen=events.append)
    assert outputs is not None
    assert np.allclose(outputs, tried.outputs("good_keras"), atol=1e-6)
    assert float_accuracy(path, held_out, listen=events.append) == 1.0
    assert len(events) == 1
    assert sorted(p.suffix for p in cache.iterdir()) == [".log", ".npy", ".tflite"]
    wide = convert(path, calibration, activations="int16", listen=events.append)
    assert wide == (tried.work("good_int16") / worker.MODEL).read_bytes()
    assert convert(path, calibration, activations="int16") == wide
    assert convert(path, calibration) == data
    assert len(events) == 2


def test_a_model_that_does_not_convert_leaves_only_its_log(tried: Tried, cache: Path) -> None:
    path = tried.folder / "fft.keras"
    calibration = Samples("c", (np.load(tried.work("fft") / worker.CALIBRATION),))
    with pytest.raises(ModelError) as caught:
        convert(path, calibration)
    (log,) = cache.iterdir()
    assert str(caught.value) == (
        f"{path}: TensorFlow cannot convert it (TensorFlow Lite has no operator Complex, FFT); "
        f"change the model, or give an int8 .tflite file; everything it said: {log}"
    )
