"""The values a graph is made of: data types, quantization, tensors, the graph itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Op, TensorId

Array = NDArray[Any]


class DType(Enum):
    """Element types a tensor can have; the value is numpy's name."""

    INT4 = "int4"  # of weights alone, two to a byte in files and in flash
    INT8 = "int8"
    UINT8 = "uint8"
    INT16 = "int16"
    INT32 = "int32"
    UINT32 = "uint32"
    INT64 = "int64"
    UINT64 = "uint64"
    FLOAT32 = "float32"
    BOOL = "bool"

    @property
    def numpy(self) -> np.dtype[Any]:
        """The numpy type; int4 is held in int8."""
        return np.dtype("int8" if self is DType.INT4 else self.value)

    @property
    def size_bytes(self) -> int:
        """Bytes of one element, where it has whole ones."""
        return int(self.numpy.itemsize)


@dataclass(frozen=True, slots=True)
class Quant:
    """Affine quantization: real = scale * (q - zero_point).

    scales: float32 values, one, or one per channel along ``axis``; each > 0 and finite.
    zero_points: as many as scales; 0 for per-channel weights.
    axis: the quantized dimension; meaningful only with several scales.
    """

    scales: tuple[float, ...]
    zero_points: tuple[int, ...]
    axis: int = 0

    @property
    def scale(self) -> float:
        """The one scale of a per-tensor quantization."""
        (scale,) = self.scales
        return scale

    @property
    def zero_point(self) -> int:
        """The one zero point of a per-tensor quantization."""
        (zero_point,) = self.zero_points
        return zero_point


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """One tensor of a graph.

    name: the name in the model file.
    shape: sizes in the order of the model file, [N, H, W, C] for images; () is a scalar.
    quant: None where the model gives no scale.
    data: None for what is computed at run time; otherwise read-only, of ``shape`` and ``dtype``.
    """

    name: str
    shape: tuple[int, ...]
    dtype: DType
    quant: Quant | None = None
    data: Array | None = None

    def __post_init__(self) -> None:
        if self.data is None:
            return
        if self.data.shape != self.shape or self.data.dtype != self.dtype.numpy:
            raise ValueError(
                f"{self.name}: data is {self.data.dtype}{list(self.data.shape)}, "
                f"not {self.dtype.value}{list(self.shape)}"
            )
        frozen = self.data.copy()
        frozen.flags.writeable = False
        object.__setattr__(self, "data", frozen)

    @property
    def elements(self) -> int:
        """How many elements it has."""
        return prod(self.shape)

    @property
    def size_bytes(self) -> int:
        """How many bytes its elements take."""
        if self.dtype is DType.INT4:
            return (self.elements + 1) // 2
        return self.elements * self.dtype.size_bytes


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A tensor that keeps its value from one run to the next.

    initial: before the first run and after a reset; read-only, of the tensor's shape and dtype.
    """

    tensor: TensorId
    initial: Array

    def __post_init__(self) -> None:
        frozen = self.initial.copy()
        frozen.flags.writeable = False
        object.__setattr__(self, "initial", frozen)


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """A model: operators in an order in which they can run, over numbered tensors.

    name: of the model, a C identifier.
    tensors: numbered as in the model file; passes keep the numbers, so that a tensor of a
        simplified graph can be compared with the same tensor of the original; variables that
        are no tensors there, as the state of an LSTM is, have the numbers behind.
    inputs, outputs: of the model, as tensor numbers.
    sha256: of the .tflite file, 64 hexadecimal digits.
    variables: the state, in the order of their numbers; empty for most models.
    """

    name: str
    tensors: tuple[Tensor, ...]
    ops: tuple[Op, ...]
    inputs: tuple[TensorId, ...]
    outputs: tuple[TensorId, ...]
    sha256: str
    variables: tuple[Variable, ...] = ()

    def tensor(self, number: TensorId) -> Tensor:
        """The tensor of that number."""
        return self.tensors[number]

    def readers(self, number: TensorId) -> Iterator[Op]:
        """The operators that take the tensor as an input."""
        return (op for op in self.ops if number in op.inputs)

    def writer(self, number: TensorId) -> Op | None:
        """The operator that computes the tensor; None for inputs and constants.

        Of a variable: the one that gives it its next value.
        """
        return next((op for op in self.ops if number in op.outputs), None)
