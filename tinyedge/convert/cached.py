"""TensorFlow asked once, in a process of its own; what it answered is kept."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import io
import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import numpy as np

from tinyedge.errors import MissingExtra, ModelError, SamplesError, ToolFailed
from tinyedge.events import Listener, Started
from tinyedge.graph.types import Array
from tinyedge.paths import cache_dir, keep, kept
from tinyedge.samples import Samples
from tinyedge.tools import run_tool

from . import worker
from .float_model import Activations

Door = Literal["keras", "saved_model"]

# Changes with everything in this package that changes its results.
_REVISION = "1"
_SUFFIXES: Mapping[Activations, str] = MappingProxyType(
    {"int8": ".tflite", "int16": ".int16.tflite"}
)
_TIMEOUT_S = 1800.0
_ROOT = Path(__file__).resolve().parents[2]
_DISTRIBUTIONS = ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-macos", "keras")


def quantized(
    door: Door,
    model: Path,
    calibration: Samples,
    held_out: Samples | None,
    listen: Listener,
    activations: Activations = "int8",
) -> bytes:
    """The quantized ``.tflite`` file of a float model.

    held_out: if given, the float model answers these in the same go, and ``outputs`` finds it.
    """
    path = _path(model, calibration, _SUFFIXES[activations])
    return kept(path) or _ask(door, model, calibration, held_out, listen, activations)[path]


def outputs(door: Door, model: Path, samples: Samples, listen: Listener) -> Array:
    """What the float model answers, float32[samples, ...]."""
    path = _path(model, samples, ".npy")
    content = kept(path) or _ask(door, model, None, samples, listen)[path]
    answers: Array = np.load(io.BytesIO(content), allow_pickle=False)
    return answers


def _ask(
    door: Door,
    model: Path,
    calibration: Samples | None,
    held_out: Samples | None,
    listen: Listener,
    activations: Activations = "int8",
) -> Mapping[Path, bytes]:
    """Run the worker, and keep what it made; gives that by the path it is kept at."""
    if importlib.util.find_spec("tensorflow") is None:
        raise MissingExtra("tensorflow", "keras", f"converting {model.name}")
    listen(Started("convert", f"{model.name} with TensorFlow"))
    log = cache_dir("convert") / f"{_digest(model)[:16]}.log"
    with tempfile.TemporaryDirectory(dir=cache_dir("convert")) as name:
        folder = Path(name)
        for samples, file in ((calibration, worker.CALIBRATION), (held_out, worker.HELD_OUT)):
            if samples is not None:
                np.save(folder / file, samples.x[0], allow_pickle=False)
        _run(door, model, folder, activations, log)
        _check_refused(model, calibration or held_out, folder)
        made = {}
        if calibration is not None:
            path = _path(model, calibration, _SUFFIXES[activations])
            made[path] = (folder / worker.MODEL).read_bytes()
        if held_out is not None:
            made[_path(model, held_out, ".npy")] = (folder / worker.OUTPUTS).read_bytes()
    for path, content in made.items():
        keep(path, content)
    return made


def _run(door: Door, model: Path, folder: Path, activations: Activations, log: Path) -> None:
    argv = [sys.executable, "-m", worker.__name__, door, str(model.resolve()), str(folder)]
    argv.append(activations)
    quiet = {
        "TF_CPP_MIN_LOG_LEVEL": "1",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "PYTHONUTF8": "1",
    }
    try:
        # The folder that holds our package, so that -m finds it.
        run_tool(argv, cwd=_ROOT, log=log, timeout_s=_TIMEOUT_S, variables=quiet)
    except ToolFailed as error:
        why = meaning(log.read_text(encoding="utf-8", errors="replace"))
        raise ModelError(
            str(model),
            f"TensorFlow cannot convert it ({why or f'status {error.status}'})",
            f"change the model, or give an int8 .tflite file; everything it said: {log}",
        ) from error


def _check_refused(model: Path, samples: Samples | None, folder: Path) -> None:
    """Raise what the worker found wrong."""
    path = folder / worker.REFUSED
    if not path.exists():
        return
    said = json.loads(path.read_text(encoding="utf-8"))
    if said["what"] == "samples" and samples is not None:
        raise SamplesError(samples.where, said["problem"], said["remedy"])
    raise ModelError(str(model), said["problem"], said["remedy"])


def meaning(said: str) -> str:
    """What was wrong, in one line, out of all that TensorFlow said; empty if nothing.

    The operators that TensorFlow Lite lacks; else the first complaint of the converter, of which
    the others follow; else the last exception.
    """
    lines = [line.strip() for line in said.splitlines()]
    for pattern, which, text in (
        (r"(?:TF Select|Custom) ops: (.+)", 0, "TensorFlow Lite has no operator "),
        (r".*?\berror: (.+)", 0, ""),
        (r"(?:[\w.]+\.)?(\w+(?:Error|Exception): .+)", -1, ""),
    ):
        found = [match[1] for line in lines if (match := re.fullmatch(pattern, line))]
        if found:
            meant = text + found[which]
            return meant if len(meant) <= 160 else meant[:157] + "..."
    return ""


def _path(model: Path, samples: Samples, suffix: str) -> Path:
    key = f"{_REVISION} {_versions()} {_digest(model)} {samples.sha256()}"
    return cache_dir("convert") / (hashlib.sha256(key.encode()).hexdigest()[:32] + suffix)


def _versions() -> str:
    """The versions of TensorFlow and Keras, found without importing them."""
    found = []
    for name in _DISTRIBUTIONS:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found.append(f"{name}=={importlib.metadata.version(name)}")
    return " ".join(found)


def _digest(model: Path) -> str:
    """Over the bytes of a file, or the names and bytes of all files in a folder."""
    digest = hashlib.sha256()
    paths = sorted(p for p in model.rglob("*") if p.is_file()) if model.is_dir() else [model]
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(model).as_posix()} {len(content)};".encode())
        digest.update(content)
    return digest.hexdigest()
