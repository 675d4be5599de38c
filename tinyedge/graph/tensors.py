"""Tensors and variables of a .tflite file -> ``Tensor`` and ``Variable``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import AGAIN, RawTensor, typed
from tinyedge.graph.naming import shown
from tinyedge.graph.precision import DTYPES
from tinyedge.graph.state import RESOURCE, RawVariable
from tinyedge.graph.types import Array, DType, Tensor, Variable

MAX_TENSOR_BYTES = 2**31 - 1  # the kernels index with int32_t
MAX_VARIABLE_BYTES = 2**24  # far beyond any microcontroller; its initial value is made here


def tensor_of(raw: RawTensor, number: int, file: str) -> Tensor:
    """The tensor of that number in the file.

    Raises:
        ModelError: it is sparse, of an unknown type or shape, too large, or its data do not fit.
    """
    where = f"tensor {number} ({shown(raw.name)})"
    if raw.type == RESOURCE:  # a handle, or unused: nothing is left that reads it
        return Tensor(raw.name, (), DType.INT32)
    if raw.is_sparse:
        raise ModelError(file, f"{where} is sparse", "export it with dense weights")
    if raw.is_variable and raw.data is not None:
        raise ModelError(file, f"{where} is a constant that keeps a state", AGAIN)
    dtype = DTYPES.get(raw.type)
    if dtype is None:
        raise ModelError(file, f"{where} has the unsupported type number {raw.type}", AGAIN)
    if any(size < 1 for size in raw.shape):
        raise ModelError(
            file,
            f"{where} has the shape {list(raw.shape)}, not known before it runs",
            "export it with fixed shapes and batch size 1",
        )
    if dtype is DType.INT4 and raw.data is None:
        raise ModelError(
            file, f"{where} is int4 and computed at run time", "quantize activations to int8"
        )
    tensor = Tensor(raw.name, raw.shape, dtype, raw.quant)
    if tensor.size_bytes > MAX_TENSOR_BYTES:
        raise ModelError(file, f"{where} takes {tensor.size_bytes:,} B", "use a smaller model")
    if raw.data is None:
        return tensor
    return replace(tensor, data=_values(raw.data, tensor, where, file))


def _values(data: Array, tensor: Tensor, where: str, file: str) -> Array:
    """The bytes of a buffer as the values of a tensor."""
    if data.nbytes != tensor.size_bytes:
        raise ModelError(
            file,
            f"{where} has {data.nbytes} B of data for the shape {list(tensor.shape)} "
            f"of {tensor.dtype.value}",
            AGAIN,
        )
    if tensor.dtype is DType.BOOL and data.tobytes().strip(b"\0\1"):
        raise ModelError(file, f"{where} is bool and holds bytes other than 0 and 1", AGAIN)
    if tensor.dtype is DType.INT4:
        return _unpacked(data, tensor.elements).reshape(tensor.shape)
    return typed(data, tensor.dtype.numpy, tensor.shape)


def _unpacked(data: Array, count: int) -> Array:
    """int4, two to a byte, the first in the low half -> int8."""
    halves = np.stack([data & 15, data >> 4], axis=-1).reshape(-1)[:count].astype(np.int8)
    signed: Array = (halves ^ 8) - np.int8(8)
    return signed


def variable_of(raw: RawVariable, tensor: Tensor, file: str) -> Variable:
    """The variable that is ``tensor``.

    Raises:
        ModelError: it is too large, or its initial value does not fit.
    """
    where = f"the variable {shown(tensor.name)}"
    if tensor.size_bytes > MAX_VARIABLE_BYTES:
        raise ModelError(file, f"{where} takes {tensor.size_bytes:,} B", "use a smaller model")
    data = raw.initial
    if data is None:
        data = np.full(tensor.size_bytes, raw.fill, np.uint8)
    return Variable(raw.tensor, _values(data, tensor, where, file))
