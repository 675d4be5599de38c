"""Random models of operators that move elements, in every type that TFLM's kernels move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinyedge.graph.precision import ALSO
from tinyedge.graph.types import Array

from . import random_gathers, random_movers
from .edited import edited
from .random_choices import Rng
from .tflite_builder import schema

Make = Callable[[Rng], bytes]

_UNQUANTIZED = ("int32", "float32", "bool")


def widened(data: Array, dtype: str) -> Array:
    """As many numbers of another type as different ones of int8: each byte of them differs."""
    if dtype == "bool":
        return data > 0
    if dtype == "float32":
        return data.astype(np.float32) * np.float32(1.0123)
    whole = data.astype(np.int64) * (0x01020305 if dtype == "int32" else 0x0103)
    return whole.astype(dtype) if dtype != "uint8" else data.view(np.uint8)


def retyped(model: bytes, dtype: str) -> bytes:
    """``model`` with that type for every int8."""

    def edit(loaded: Any) -> None:
        for tensor in loaded.subgraphs[0].tensors:
            if tensor.type != schema.TensorType.INT8:
                continue
            tensor.type = getattr(schema.TensorType, dtype.upper())
            if dtype in _UNQUANTIZED:
                tensor.quantization = None
            elif tensor.quantization is not None:
                zero = 128 if dtype == "uint8" else 0
                tensor.quantization.zeroPoint = [zero] * len(tensor.quantization.scale)
            data = loaded.buffers[tensor.buffer].data
            if tensor.buffer and data is not None:
                made = widened(np.array(data, np.uint8).view(np.int8), dtype)
                loaded.buffers[tensor.buffer].data = np.frombuffer(made.tobytes(), np.uint8)

    return edited(model, edit)


def in_type(make: Make, dtype: str) -> Make:
    """Models as those of ``make``, in another type."""
    return lambda rng: retyped(make(rng), dtype)


_OF_INT8: dict[str, Make] = {
    **random_movers.RANDOM,
    **{k: v for k, v in random_gathers.RANDOM.items() if k != "RESIZE_BILINEAR"},
}


def random_moved(others: dict[str, Make]) -> dict[str, Make]:
    """By operator and type. others: operators of int8 that move elements, generated elsewhere."""
    return {
        f"{kind} {dtype.value}": in_type(make, dtype.value)
        for kind, make in {**_OF_INT8, **others}.items()
        for dtype in ALSO.get(kind, ())
    }
