"""Whole numbers that are known before a model runs: shapes, counters of loops, conditions.

Only what TFLite Micro's own kernels do with int32 and bool, and nothing that overflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import RawOperator, RawTensor, typed
from tinyedge.graph.ops import (
    Activation,
    Add,
    Concatenation,
    Equal,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    LogicalAnd,
    LogicalNot,
    LogicalOr,
    Maximum,
    Minimum,
    Mul,
    NotEqual,
    Op,
    Pack,
    Reshape,
    StridedSlice,
    Sub,
)
from tinyedge.graph.precision import DTYPES
from tinyedge.graph.types import Array, DType, Tensor

MOST_ELEMENTS = 1024  # more are no counters, and cost time

_TYPES = (DType.INT32, DType.BOOL)

_KINDS = (
    "ADD",
    "SUB",
    "MUL",
    "MINIMUM",
    "MAXIMUM",
    "EQUAL",
    "NOT_EQUAL",
    "GREATER",
    "GREATER_EQUAL",
    "LESS",
    "LESS_EQUAL",
    "LOGICAL_AND",
    "LOGICAL_OR",
    "LOGICAL_NOT",
    "RESHAPE",
    "SQUEEZE",
    "PACK",
    "CONCATENATION",
    "STRIDED_SLICE",
    "SLICE",
)


def whole_numbers(tensor: RawTensor) -> Array | None:
    """The values of a small constant of int32 or bool; None for any other tensor."""
    dtype = DTYPES.get(tensor.type)
    data = tensor.data
    if data is None or dtype is None or dtype not in _TYPES or tensor.is_sparse:
        return None
    if not _is_small(tensor) or data.size != prod(tensor.shape) * dtype.size_bytes:
        return None
    return typed(data, dtype.numpy, tensor.shape)


def _is_small(tensor: RawTensor) -> bool:
    return min(tensor.shape, default=1) > 0 and prod(tensor.shape) <= MOST_ELEMENTS


def folded(
    operator: RawOperator, inputs: Sequence[Array | None], tensors: Sequence[RawTensor], file: str
) -> Array | None:
    """What an operator gives, of the shape and type of its one output; None if that is not known.

    inputs: the values of its inputs; None for those that are not known. tensors: its inputs and its
    output.
    """
    output = tensors[-1]
    if operator.kind == "SHAPE":
        shape = np.array(tensors[0].shape, np.int32)
        return shape if len(operator.inputs) == 1 and min(shape, default=1) > 0 else None
    if operator.kind not in _KINDS or not inputs or any(value is None for value in inputs):
        return None
    known = [value for value in inputs if value is not None]
    op = _imported(operator, known, output, file)
    value = None if op is None else _value(op, known, output)
    dtype = DTYPES.get(output.type)
    if value is None or dtype is None or value.shape != output.shape:
        return None
    return value if value.dtype == dtype.numpy else None


def _imported(
    operator: RawOperator, inputs: Sequence[Array], output: RawTensor, file: str
) -> Op | None:
    """The operator, over tensors numbered as its inputs are, and the output behind them."""
    from tinyedge.graph.importers import IMPORTERS
    from tinyedge.graph.importers.layer import Layer

    dtype = DTYPES.get(output.type)
    if dtype is None or dtype not in _TYPES or not _is_small(output):
        return None
    tensors = [
        Tensor(f"input {i}", value.shape, DType(value.dtype.name), data=value)
        for i, value in enumerate(inputs)
    ]
    tensors.append(Tensor(output.name, output.shape, dtype))
    local = RawOperator(
        operator.index,
        operator.kind,
        tuple(range(len(inputs))),
        (len(inputs),),
        operator.options,
        operator.options_type,
    )
    try:
        return IMPORTERS[operator.kind](Layer(file, local, tuple(tensors)))
    except ModelError:
        return None  # will be complained of where it is imported as a whole


def _value(op: Op, inputs: Sequence[Array], output: RawTensor) -> Array | None:
    x = inputs[0]
    try:
        match op:
            case Reshape():
                return x.reshape(output.shape)
            case Pack():
                return np.stack(inputs, axis=op.axis)
            case Concatenation():
                return np.concatenate(inputs, axis=op.axis)
            case StridedSlice():
                return _sliced(op, x).reshape(output.shape)
            case LogicalNot() if x.dtype == np.bool_:
                return np.asarray(np.logical_not(x))
            case LogicalAnd() | LogicalOr() if (
                x.dtype == inputs[1].dtype == np.bool_
                and np.broadcast_shapes(x.shape, inputs[1].shape) == output.shape
            ):
                both = np.logical_and if isinstance(op, LogicalAnd) else np.logical_or
                return np.asarray(both(x, inputs[1]))
            case _ if (
                len(inputs) == 2
                and x.dtype == inputs[1].dtype == np.int32
                and np.broadcast_shapes(x.shape, inputs[1].shape) == output.shape
            ):
                return _of_two(op, x.astype(np.int64), inputs[1].astype(np.int64))
    except ValueError:  # shapes that do not fit together
        pass
    return None


def _sliced(op: StridedSlice, x: Array) -> Array:
    for axis, (first, step, count) in enumerate(zip(op.begin, op.strides, op.sizes, strict=True)):
        at = first + step * np.arange(count)
        if count < 1 or at.min() < 0 or at.max() >= x.shape[axis]:
            raise ValueError("outside")
        x = x.take(at, axis)
    return x


def _of_two(op: Op, a: Array, b: Array) -> Array | None:
    """Of int32, held in int64."""
    match op:
        case Equal():
            return np.asarray(a == b)
        case NotEqual():
            return np.asarray(a != b)
        case Greater():
            return np.asarray(a > b)
        case GreaterEqual():
            return np.asarray(a >= b)
        case Less():
            return np.asarray(a < b)
        case LessEqual():
            return np.asarray(a <= b)
        case Minimum():
            return np.asarray(np.minimum(a, b), np.int32)
        case Maximum():
            return np.asarray(np.maximum(a, b), np.int32)
        case Add(activation=Activation.NONE):
            result = np.asarray(a + b)
        case Sub(activation=Activation.NONE):
            result = np.asarray(a - b)
        case Mul(activation=Activation.NONE):
            result = np.asarray(a * b)
        case _:
            return None
    fits = result.astype(np.int32)
    return fits if (fits == result).all() else None
