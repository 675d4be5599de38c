"""Samples: what models are calibrated with and judged by. ``.npz`` files, checked before use."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from tinyedge.errors import SamplesError
from tinyedge.graph.ops import Gather, GatherNd, Quantize, TensorId
from tinyedge.graph.types import Array, DType, Graph, Quant
from tinyedge.npz import read_npz

# Enough to find the ranges of a tiny model; more only makes the conversion slower.
_MOST_CALIBRATION_SAMPLES = 256
# Of a float's distance from zero, with room in an int32 for the zero point.
_MOST_STEPS = 2**30
# Of a model that takes several; their arrays are x0, x1, x2...
_MOST_INPUTS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Inputs of a model, and the right answers where they are known.

    where: the file they are from, or what they are, for error messages.
    x: one array per input of the model, each [samples, ...], all of one length.
    y: int64[samples], the number of the right class; None: not known.
    """

    where: str
    x: tuple[Array, ...]
    y: Array | None = None

    def __post_init__(self) -> None:
        for array in (*self.x, *(() if self.y is None else (self.y,))):
            if len(array) != len(self.x[0]):
                raise ValueError(f"{self.where}: {len(array)} of one, {len(self.x[0])} of another")
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.x[0])

    def take(self, which: Sequence[int] | slice) -> Samples:
        """Those of the given numbers, in the given order."""
        chosen = which if isinstance(which, slice) else np.asarray(which, np.intp)
        y = None if self.y is None else self.y[chosen].copy()
        return Samples(self.where, tuple(array[chosen].copy() for array in self.x), y)

    def sha256(self) -> str:
        """The same for the same samples: over types, shapes and elements, not over ``where``."""
        digest = hashlib.sha256()
        for array in (*self.x, *(() if self.y is None else (self.y,))):
            digest.update(f"{array.dtype.str}{array.shape};".encode())
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Input:
    """What a model takes.

    shape: as in the model file, with its batch axis, which is 1.
    quant: of an integer input; of a float32 input, that of the QUANTIZE which reads it, or None.
    quantized: the integer type that has ``quant``.
    below: of int32 that are indices of a GATHER or GATHER_ND, how many places there are at least;
        None of anything else.
    """

    name: str
    shape: tuple[int, ...]
    dtype: DType
    quant: Quant | None
    quantized: DType = DType.INT8
    below: int | None = None


def inputs_of(graph: Graph) -> tuple[Input, ...]:
    """What ``graph`` takes, in the order of the model file."""
    inputs = []
    for number in graph.inputs:
        tensor = graph.tensor(number)
        if tensor.dtype is not DType.FLOAT32:
            given = Input(
                tensor.name,
                tensor.shape,
                tensor.dtype,
                tensor.quant,
                tensor.dtype,
                _places(graph, number),
            )
        else:
            given = Input(tensor.name, tensor.shape, tensor.dtype, None)
            readers = (op for op in graph.readers(number) if isinstance(op, Quantize))
            if reader := next(readers, None):
                result = graph.tensor(reader.outputs[0])
                given = replace(given, quant=result.quant, quantized=result.dtype)
        inputs.append(given)
    return tuple(inputs)


def _places(graph: Graph, number: TensorId) -> int | None:
    """How many places the fewest of the axes have that the tensor has indices of."""
    sizes: list[int] = []
    for op in graph.readers(number):
        match op:
            case Gather(inputs=(x, indices)) if indices == number:
                sizes.append(graph.tensor(x).shape[op.axis])
            case GatherNd(inputs=(x, indices)) if indices == number:
                sizes += graph.tensor(x).shape[: graph.tensor(number).shape[-1]]
    return min(sizes, default=None)


def load_samples(path: Path) -> Samples:
    """The samples of an ``.npz`` file: ``x``, or ``x0``, ``x1``... for several inputs, and ``y``.

    x: integers or finite floats, [samples, ...]. y: the number of the right class, whole and not
    negative, [samples] or [samples, 1]; may be left out.

    Raises:
        SamplesError: the file cannot be read, or what is in it are no samples.
    """
    where = str(path)
    numbered = [f"x{i}" for i in range(_MOST_INPUTS)]
    arrays = read_npz(path, ["x", "y", *numbered])
    x = [arrays["x"]] if "x" in arrays else []
    if not x:
        x = [arrays[name] for name in numbered if name in arrays]
    if not x or ("x" not in arrays and "x0" not in arrays):
        raise SamplesError(
            where,
            "it has no array x",
            "write it with numpy.savez_compressed(file, x=..., y=...)",
        )
    for name, array in zip(_names(len(x)), x, strict=True):
        _check(where, name, array, len(x[0]) if x[0].ndim else 0)
    return Samples(
        where, tuple(x), _labels(where, arrays["y"], len(x[0])) if "y" in arrays else None
    )


def npz(samples: Samples) -> bytes:
    """The ``.npz`` file that ``load_samples`` reads these from."""
    file = io.BytesIO()
    arrays: dict[str, Any] = dict(zip(_names(len(samples.x)), samples.x, strict=True))
    if samples.y is not None:
        arrays["y"] = samples.y
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def _check(where: str, name: str, array: Array, count: int) -> None:
    if array.size == 0 or array.ndim == 0:
        raise SamplesError(
            where,
            f"{name} has the shape {list(array.shape)}, which holds no samples",
            f"give {name} as [samples, ...]",
        )
    if len(array) != count:
        raise SamplesError(
            where,
            f"x0 has {_count(count, 'sample')}, {name} has {len(array)}",
            "give as many of each",
        )
    if array.dtype.kind != "f":
        return
    with np.errstate(over="ignore"):
        wrong = np.argwhere(~np.isfinite(array.astype(np.float32)))
    if len(wrong):
        index = ", ".join(str(i) for i in wrong[0])
        are = "is" if len(wrong) == 1 else "are"
        raise SamplesError(
            where,
            f"{_count(len(wrong), 'element')} of {name} {are} not a finite float32, "
            f"the first {name}[{index}] = {array[tuple(wrong[0])]:g}",
            "remove such samples or repair them",
        )


def _labels(where: str, y: Array, count: int) -> Array:
    if y.ndim == 2 and y.shape[1] > 1:
        raise SamplesError(
            where,
            f"y has the shape {list(y.shape)}",
            "give the number of the right class, y.argmax(axis=1) if it is one-hot",
        )
    if y.shape not in ((count,), (count, 1)):
        raise SamplesError(
            where,
            f"y has the shape {list(y.shape)}, but x has {_count(count, 'sample')}",
            f"give y as [{count}]",
        )
    if y.dtype.kind not in "iu":
        raise _no_class(where, f"{y.dtype}")
    numbers: Array = y.reshape(count).astype(np.int64)  # the upper half of uint64 gets negative
    if numbers.min() < 0:
        raise _no_class(where, f"{y.reshape(count)[numbers.argmin()]} in one place")
    return numbers


def _no_class(where: str, what: str) -> SamplesError:
    remedy = "give the number of the right class, whole and not negative"
    return SamplesError(where, f"y is {what}", remedy)


def check_labels(samples: Samples, classes: int) -> None:
    """Make sure that a model which tells ``classes`` classes apart can answer each sample rightly.

    Raises:
        SamplesError: a label is the number of no class.
    """
    if samples.y is None or classes < 2:
        return
    highest = int(samples.y.max())
    if highest >= classes:
        raise SamplesError(
            samples.where,
            f"y is {highest} in one place, but the model tells {classes} classes apart",
            f"give numbers from 0 to {classes - 1}",
        )


def split(samples: Samples) -> tuple[Samples, Samples]:
    """(calibration, held out): what sets the ranges never judges the result.

    Half of the samples calibrate, at most 256; the others are held out. Which is which depends
    only on how many there are; the order is kept. Files are often sorted by class, and sometimes
    in the pattern 0, 1, 2, 0, 1, 2: neither the first half nor every second sample would do.

    Raises:
        SamplesError: there is only one sample.
    """
    if len(samples) < 2:
        raise SamplesError(
            samples.where,
            "there is only one sample, and one that calibrates cannot judge the result too",
            "give 2 or more; 200 are a good number",
        )
    shuffled = sorted(range(len(samples)), key=_lot)
    half = min(len(samples) // 2, _MOST_CALIBRATION_SAMPLES)
    return samples.take(sorted(shuffled[:half])), samples.take(sorted(shuffled[half:]))


def _lot(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "little")).digest()


def random_samples(inputs: Sequence[Input], count: int, seed: int) -> Samples:
    """``count`` random samples: the full range of integers, the quantized range of floats; of
    indices those that are inside, for outside TFLite Micro has no result.

    The same for the same arguments on every machine and with every version of numpy, which
    promises the stream of its bit generators, but not what its distributions make of them.

    Raises:
        SamplesError: ``count`` is not positive.
    """
    where = f"{count} random samples"
    if count < 1:
        raise SamplesError(where, "nothing can be shown with none", "ask for 1 or more")
    bits = np.random.PCG64(seed)
    return Samples(where, tuple(_random(bits, given, count) for given in inputs))


def _random(bits: np.random.PCG64, given: Input, count: int) -> Array:
    shape = _batched(given, count)
    words: Array = bits.random_raw(prod(shape))
    size_bytes = given.dtype.size_bytes
    if given.dtype is DType.BOOL:
        values = words >> np.uint64(63)
    elif given.dtype is not DType.FLOAT32:
        shifted = words >> np.uint64(64 - 8 * size_bytes)
        values = shifted.astype(f"u{size_bytes}").view(given.dtype.numpy)
        if given.below is not None:
            values = shifted % np.uint64(given.below)
    else:
        low, high = -1.0, 1.0
        if given.quant is not None:
            limits = np.iinfo(given.quantized.numpy)
            low = given.quant.scale * (int(limits.min) - given.quant.zero_point)
            high = given.quant.scale * (int(limits.max) - given.quant.zero_point)
        values = low + (high - low) * ((words >> np.uint64(40)) / 2.0**24)
    return np.asarray(values, given.dtype.numpy).reshape(shape)


def fit(samples: Samples, inputs: Sequence[Input]) -> Samples:
    """``samples`` in the types and shapes the model takes, [samples, *shape without the batch].

    Integers of the input's own type are taken as they are; floats are quantized with the input's
    scale and zero point as TFLite Micro does. The batch axis of 1 may be there or not.

    Raises:
        SamplesError: other shapes, types or another number of inputs.
    """
    if len(samples.x) != len(inputs):
        raise SamplesError(
            samples.where,
            f"it has {_count(len(samples.x), 'input')}, the model takes {len(inputs)}",
            f"give {_keys(len(inputs))}",
        )
    x = tuple(
        _fit_one(samples.where, key, array, given)
        for key, array, given in zip(_names(len(inputs)), samples.x, inputs, strict=True)
    )
    return Samples(samples.where, x, samples.y)


def _fit_one(where: str, key: str, array: Array, given: Input) -> Array:
    shape = _batched(given, len(array))
    if array.shape not in (shape, (len(array), 1, *shape[1:])):
        raise SamplesError(
            where,
            f"{key} has the shape {list(array.shape)}, but the model's input {given.name} "
            f"takes {list(given.shape)}",
            f"give {key} as [samples{''.join(f', {size}' for size in shape[1:])}]",
        )
    array = array.reshape(shape)
    floats = array.dtype.kind == "f"
    if floats and given.dtype is DType.FLOAT32:
        real = array.astype(np.float32)
        _check_defined(where, key, real, given)
        return real
    if array.dtype == given.dtype.numpy:
        return array
    scales = given.quant.scales if given.quant else ()
    # Nobody has looked at the scale of an int32 input.
    if floats and given.quant and len(scales) == 1 and 0 < scales[0] < np.inf:
        return quantize(array, given.quant, given.dtype)
    takes = given.dtype.value
    if given.dtype is not DType.FLOAT32 and given.quant is not None:
        takes += f", or float32 to be quantized with its scale of {given.quant.scale:g}"
    raise SamplesError(
        where,
        f"{key} is {array.dtype}, but the model's input {given.name} takes {given.dtype.value}",
        f"give {key} as {takes}",
    )


def _check_defined(where: str, key: str, real: Array, given: Input) -> None:
    """Refuse what the model's QUANTIZE cannot hold in an int32: no result of it is right or wrong.

    TFLite Micro casts the steps to int32, which C leaves undefined beyond it.
    """
    if given.quant is None:
        return
    limit = given.quant.scale * _MOST_STEPS
    highest = float(np.abs(real).max())
    if highest > limit:
        raise SamplesError(
            where,
            f"{key} reaches {highest:g}, but the model's input {given.name} has steps of "
            f"{given.quant.scale:g}, and TensorFlow Lite Micro defines no result beyond {limit:g}",
            f"scale {key} as in training",
        )


def quantize(real: Array, quant: Quant, dtype: DType) -> Array:
    """The nearest steps of ``quant``, halves away from zero, clipped: TFLite Micro's QUANTIZE.

    real: finite; taken as float32. The division is in float32, as there.
    """
    steps = real.astype(np.float32) / np.float32(quant.scale)
    # In float64, in which adding 0.5 to a float32 is exact.
    rounded = np.copysign(np.floor(np.abs(steps.astype(np.float64)) + 0.5), steps)
    limits = np.iinfo(dtype.numpy)
    clipped: Array = np.clip(rounded + quant.zero_point, limits.min, limits.max)
    return clipped.astype(dtype.numpy)


def _batched(given: Input, count: int) -> tuple[int, ...]:
    """The shape of ``count`` samples: the batch axis of 1, where there is one, counts them."""
    return (count, *(given.shape[1:] if given.shape[:1] == (1,) else given.shape))


def _names(inputs: int) -> tuple[str, ...]:
    """The keys of a file with the samples of that many inputs."""
    return ("x",) if inputs == 1 else tuple(f"x{i}" for i in range(inputs))


def _keys(inputs: int) -> str:
    return "the array x" if inputs == 1 else "the arrays " + ", ".join(_names(inputs))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
