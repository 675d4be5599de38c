"""What a board is fed with, and what its answers mean: from its model, if that is known here."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyedge.errors import ModelError, SamplesError
from tinyedge.flash.flashed import Flashed, recall
from tinyedge.graph.read import read
from tinyedge.graph.types import Array, DType, Tensor
from tinyedge.link.device import Device
from tinyedge.link.protocol import Greeting
from tinyedge.paths import models_dir
from tinyedge.samples import Samples, fit, inputs_of, load_samples, random_samples
from tinyedge.zoo.model_toml import load_model_toml

from .types import Output

_SEED = 1
_RANDOM_SAMPLES = 16


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """samples: how many there are; they are fed in turn. described: what they are, for people.

    inputs: the bytes of each input of a sample. expected: its class, None if not known.
    decode: the outputs' bytes to what they mean. labels: of the first output.
    """

    samples: int
    described: str
    inputs: Callable[[int], tuple[bytes, ...]]
    expected: Callable[[int], int | None]
    decode: Callable[[tuple[bytes, ...]], tuple[Output, ...]]
    output_bytes: tuple[int, ...]
    labels: tuple[str, ...] = ()
    model_known: bool = True


def feed_for(device: Device, samples: Path | None) -> Feed:
    """What fits the model that a device runs.

    samples: the file to take them from; None: those that came with the model, else random ones.

    Raises:
        SamplesError: the file does not fit the model, or the model is not known here.
    """
    flashed = known(device.greeting)
    if flashed is not None:
        return _of_model(flashed, device.greeting, samples)
    if samples is not None:
        raise SamplesError(
            str(samples),
            f"the board runs {device.greeting.model}, which was not flashed from here, so that its "
            "shapes are not known",
            f"run: tinyedge flash MODEL --board {device.greeting.board}",
        )
    return _unknown(device)


def known(greeting: Greeting) -> Flashed | None:
    """What was flashed from here to such a board, if it is the model that this one runs."""
    # A name from a device; there is no telling what it would be as a path.
    if not greeting.board.replace("-", "").isalnum():
        return None
    try:
        flashed = recall(greeting.board)
    except ModelError:
        return None
    return flashed if flashed.image.model_sha256 == greeting.model_sha256 else None


def labels_of(model_sha256: str) -> tuple[str, ...]:
    """The names of the classes of a model that tinyedge brings; empty for others."""
    for path in sorted(models_dir().glob("*/model.toml")):
        info = load_model_toml(path)
        if info.download is not None:
            digest = info.download.sha256
        else:
            file = path.parent / (info.file or "")
            digest = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
        if digest == model_sha256:
            return info.labels
    return ()


def _of_model(flashed: Flashed, greeting: Greeting, given: Path | None) -> Feed:
    graph = read(flashed.model.read_bytes(), file=str(flashed.model), name=flashed.image.model)
    file = given or flashed.samples
    if file is not None:
        samples = fit(load_samples(file), inputs_of(graph))
        described = f"{len(samples)} samples" + (f" of {given}" if given else " of the model")
    else:
        samples = random_samples(inputs_of(graph), _RANDOM_SAMPLES, _SEED)
        described = f"{len(samples)} random samples"
    labels = labels_of(greeting.model_sha256)
    outputs = [graph.tensor(number) for number in graph.outputs]
    return Feed(
        samples=len(samples),
        described=described,
        inputs=lambda number: _inputs(samples, number),
        expected=lambda number: None if samples.y is None else int(samples.y[number]),
        decode=lambda raw: tuple(
            _decode(tensor, data) for tensor, data in zip(outputs, raw, strict=True)
        ),
        output_bytes=tuple(tensor.size_bytes for tensor in outputs),
        labels=labels if outputs[0].elements == len(labels) else (),
    )


def _inputs(samples: Samples, number: int) -> tuple[bytes, ...]:
    return tuple(np.ascontiguousarray(array[number]).tobytes() for array in samples.x)


def _decode(tensor: Tensor, data: bytes) -> Output:
    """The values of an output in the model's units, where it gives one scale for all of them."""
    stored: Array = np.frombuffer(data, tensor.dtype.numpy.newbyteorder("<"))
    if tensor.dtype is DType.FLOAT32:
        return Output(tensor.name, tuple(float(value) for value in stored), True)
    if tensor.quant is None or len(tensor.quant.scales) != 1:
        return Output(tensor.name, tuple(float(value) for value in stored), False)
    quant = tensor.quant
    real = (stored.astype(np.int64) - quant.zero_point) * quant.scale
    return Output(tensor.name, tuple(float(value) for value in real), True)


def _unknown(device: Device) -> Feed:
    """Random bytes in, int8 out: only the sizes are known, from the device itself."""
    inputs = [device.size_bytes(tensor) for tensor in device.greeting.inputs]
    outputs = [device.size_bytes(tensor) for tensor in device.greeting.outputs]

    def sample(number: int) -> tuple[bytes, ...]:
        rng = random.Random(_SEED + number)
        return tuple(rng.randbytes(size) for size in inputs)

    def decode(raw: tuple[bytes, ...]) -> tuple[Output, ...]:
        return tuple(
            Output(f"tensor {tensor}", tuple(np.frombuffer(data, np.int8).tolist()), False)
            for tensor, data in zip(device.greeting.outputs, raw, strict=True)
        )

    return Feed(
        samples=_RANDOM_SAMPLES,
        described=f"{_RANDOM_SAMPLES} samples of random bytes",
        inputs=sample,
        expected=lambda number: None,
        decode=decode,
        output_bytes=tuple(outputs),
        model_known=False,
    )
