"""TensorFlow asked once, in a process of its own; what it answered is kept."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import io
import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Literal

import numpy as np

from tinyedge.errors import MissingExtra, ModelError, SamplesError, ToolFailed
from tinyedge.events import Listener, Started
from tinyedge.graph.types import Array
from tinyedge.paths import cache_dir, write_whole
from tinyedge.samples import Samples
from tinyedge.tools import run_tool

from . import worker

Door = Literal["keras", "saved_model"]

# Changes with everything in this package that changes its results.
_REVISION = "1"
_TIMEOUT_S = 1800.0
_ROOT = Path(__file__).resolve().parents[2]
_DISTRIBUTIONS = ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-macos", "keras")


def quantized(
    door: Door, model: Path, calibration: Samples, held_out: Samples | None, listen: Listener
) -> bytes:
    """The int8 ``.tflite`` file of a float model.

    held_out: if given, the float model answers these in the same go, and ``outputs`` finds it.
    """
    kept = _kept(model, calibration, ".tflite")
    if not kept.is_file():
        _ask(door, model, calibration, held_out, listen)
    return kept.read_bytes()


def outputs(door: Door, model: Path, samples: Samples, listen: Listener) -> Array:
    """What the float model answers, float32[samples, ...]."""
    kept = _kept(model, samples, ".npy")
    if not kept.is_file():
        _ask(door, model, None, samples, listen)
    answers: Array = np.load(kept, allow_pickle=False)
    return answers


def _ask(
    door: Door,
    model: Path,
    calibration: Samples | None,
    held_out: Samples | None,
    listen: Listener,
) -> None:
    """Run the worker, and keep what it made."""
    if importlib.util.find_spec("tensorflow") is None:
        raise MissingExtra("tensorflow", "keras", f"{model.name}: a Keras model or SavedModel")
    listen(Started("convert", f"{model.name} with TensorFlow"))
    log = cache_dir("convert") / f"{_digest(model)[:16]}.log"
    with tempfile.TemporaryDirectory(dir=cache_dir("convert")) as name:
        folder = Path(name)
        for samples, file in ((calibration, worker.CALIBRATION), (held_out, worker.HELD_OUT)):
            if samples is not None:
                np.save(folder / file, samples.x[0], allow_pickle=False)
        _run(door, model, folder, log)
        _check_refused(model, calibration or held_out, folder)
        if calibration is not None:
            content = (folder / worker.MODEL).read_bytes()
            write_whole(_kept(model, calibration, ".tflite"), content)
        if held_out is not None:
            content = (folder / worker.OUTPUTS).read_bytes()
            write_whole(_kept(model, held_out, ".npy"), content)
