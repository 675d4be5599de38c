"""Between what a person has in hand and what a model takes: shapes, types, units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tinyedge.errors import SamplesError
from tinyedge.graph.types import Array, DType, Tensor
from tinyedge.samples import Input, Samples, fit


def to_inputs(given: Any, inputs: Sequence[Input], what: str = "x") -> list[Array]:
    """One sample as the device takes it: for each input an array of its shape and type.

    given: anything numpy makes an array of; for a model of several inputs a sequence of them, or a
        mapping by their names. The batch axis of 1 may be there or not. Floats are quantized with
        the input's scale as TFLite Micro does; integers are taken as they are.
    what: to call it in messages.

    Raises:
        SamplesError: it is something else than the model takes.
    """
    parts = _parts(given, inputs, what)
    return [
        _to_input(part, takes, what if len(inputs) == 1 else f"{what}[{number}]")
        for number, (part, takes) in enumerate(zip(parts, inputs, strict=True))
    ]


def to_values(stored: Array, tensor: Tensor, *, raw: bool) -> Array:
    """A tensor in real units, float32, where it has one scale; without its batch axis of 1.

    raw: the elements as they are stored.
    """
    shape = tensor.shape[1:] if tensor.shape[:1] == (1,) else tensor.shape
    values = stored.reshape(shape).astype(tensor.dtype.numpy)
    if raw or tensor.quant is None or len(tensor.quant.scales) != 1:
        return values
    if tensor.dtype is DType.FLOAT32:
        return values
    steps = values.astype(np.float64) - tensor.quant.zero_point
    real: Array = (steps * tensor.quant.scale).astype(np.float32)
    return real


def _parts(given: Any, inputs: Sequence[Input], what: str) -> list[Any]:
    names = ", ".join(takes.name for takes in inputs)
    if isinstance(given, Mapping):
        if set(given) != {takes.name for takes in inputs}:
            got = ", ".join(str(name) for name in given) or "nothing"
            raise SamplesError(what, f"it names {got}", f"give the inputs {names}")
        return [given[takes.name] for takes in inputs]
    if len(inputs) == 1:
        return [given]
    if not isinstance(given, (list, tuple)) or len(given) != len(inputs):
        count = len(given) if isinstance(given, (list, tuple)) else 1
        raise SamplesError(
            what,
            f"it is {count} of the {len(inputs)} inputs that the model takes",
            f"give a tuple of them, in the order {names}",
        )
    return list(given)


def _to_input(part: Any, takes: Input, what: str) -> Array:
    try:
        array: Array = np.asarray(part)
    except ValueError as error:  # rows of different lengths
        raise SamplesError(what, f"it is no array ({error})", _remedy(takes)) from error
    bare = takes.shape[1:] if takes.shape[:1] == (1,) else takes.shape
    if array.shape not in (takes.shape, bare):
        raise SamplesError(
            what,
            f"it has the shape {list(array.shape)}, but the model's input {takes.name} takes "
            f"{list(takes.shape)}",
            _remedy(takes),
        )
    if array.dtype.kind not in "biuf":
        raise SamplesError(what, f"its elements are {array.dtype}, no numbers", _remedy(takes))
    if array.dtype.kind == "f" and not np.isfinite(array.astype(np.float64)).all():
        at = [int(i) for i in np.argwhere(~np.isfinite(array.astype(np.float64)))[0]]
        raise SamplesError(
            what, f"the element at {at} is {array[tuple(at)]}", "give finite numbers"
        )
    array = _exactly(array, takes, what)
    whole = array.reshape(1, *takes.shape)
    fitted = fit(Samples(what, (whole.copy(),)), [takes])
    return fitted.x[0].reshape(takes.shape)


def _exactly(array: Array, takes: Input, what: str) -> Array:
    """Integers in the input's own type, as long as they fit."""
    if array.dtype.kind == "f" or (array.dtype.kind == "b") != (takes.dtype is DType.BOOL):
        return array
    if takes.dtype in (DType.FLOAT32, DType.BOOL):
        return array.astype(takes.dtype.numpy)
    limits = np.iinfo(takes.dtype.numpy)
    if array.size and (int(array.min()) < limits.min or int(array.max()) > limits.max):
        raise SamplesError(
            what,
            f"its integers go from {array.min()} to {array.max()}, but the model's input "
            f"{takes.name} takes {takes.dtype.value}, {limits.min} to {limits.max}",
            "give floats where they are in real units",
        )
    return array.astype(takes.dtype.numpy)


def _remedy(takes: Input) -> str:
    bare = takes.shape[1:] if takes.shape[:1] == (1,) else takes.shape
    kind = takes.dtype.value
    if takes.dtype is not DType.FLOAT32 and takes.quant is not None:
        kind = f"floats in real units, or {kind},"
    return f"give {kind} of the shape {list(bare)}"
