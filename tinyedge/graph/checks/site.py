"""Where a check stands: one operator in its graph, and how to complain about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinyedge.errors import ModelError
from tinyedge.graph.naming import shown
from tinyedge.graph.ops import Op, TensorId
from tinyedge.graph.types import Array, DType, Graph, Quant, Tensor

RECONVERT = "convert the model again with a current converter"
FEWER_AXES = "reshape the tensors around it to fewer axes"


@dataclass(frozen=True, slots=True)
class Site:
    """One operator of a graph. after: the stage or pass that made the graph, for the message."""

    graph: Graph
    op: Op
    file: str
    after: str

    def error(self, problem: str, remedy: str = RECONVERT) -> ModelError:
        """A ModelError about this operator."""
        where = f"{self.op.kind_in_file} ({shown(self.tensor(self.op.outputs[0]).name)})"
        made_by = "" if self.after == "read" else f" (after {self.after})"
        return ModelError(self.file, f"{where}{made_by}: {problem}", remedy)

    def tensor(self, number: TensorId) -> Tensor:
        """The tensor of that number."""
        return self.graph.tensor(number)

    def shape(self, number: TensorId, rank: int) -> tuple[int, ...]:
        """The shape of a tensor that has ``rank`` axes."""
        shape = self.tensor(number).shape
        if len(shape) != rank:
            raise self.error(f"{self.named(number)} has {len(shape)} axes, not {rank}")
        return shape

    def output_shape(self, expected: Sequence[int]) -> None:
        """The output must have that shape."""
        shape = self.tensor(self.op.outputs[0]).shape
        if shape != tuple(expected):
            raise self.error(f"the output is {list(shape)}, where {list(expected)} follows")

    def dtype(self, number: TensorId, *allowed: DType) -> DType:
        """The type of a tensor, which is one of those."""
        dtype = self.tensor(number).dtype
        if dtype not in allowed:
            due = " or ".join(d.value for d in allowed)
            raise self.error(f"{self.named(number)} is {dtype.value}, not {due}")
        return dtype

    def alike(self, *allowed: DType) -> DType:
        """The one type of all inputs and outputs, which is one of those."""
        dtype = self.dtype(self.op.inputs[0], *allowed)
        for number in (*self.op.inputs, *self.op.outputs):
            self.dtype(number, dtype)
        return dtype

    def int8(self, number: TensorId) -> Quant:
        """The quantization of an int8 tensor that has one scale and one zero point."""
        return self.quantized(number, DType.INT8)

    def quantized(self, number: TensorId, *allowed: DType) -> Quant:
        """The quantization of an integer tensor that has one scale and one zero point."""
        limits = np.iinfo(self.dtype(number, *allowed).numpy)
        quant = self.tensor(number).quant
        if quant is None or len(quant.scales) != 1:
            scales = 0 if quant is None else len(quant.scales)
            raise self.error(f"{self.named(number)} has {scales} scales, not one")
        if not limits.min <= quant.zero_point <= limits.max:
            raise self.error(f"{self.named(number)} has the zero point {quant.zero_point}")
        return quant

    def constant(self, number: TensorId) -> Array:
        """The data of a tensor that is known before it runs."""
        data = self.tensor(number).data
        if data is None:
            raise self.error(f"{self.named(number)} is computed at run time, not a constant")
        return data

    def same_quantization(self, number: TensorId, tolerance: float = 0.0) -> None:
        """An input must have the output's quantization: TFLM moves the values as they are."""
        self.equal_quantization(number, self.op.outputs[0], tolerance)

    def equal_quantization(
        self, number: TensorId, output: TensorId, tolerance: float = 0.0
    ) -> None:
        """An input must have the quantization of that output."""
        x, y = (self.quantized(n, DType.INT8, DType.UINT8, DType.INT16) for n in (number, output))
        difference = abs(np.float32(x.scale) - np.float32(y.scale))
        if difference > tolerance or x.zero_point != y.zero_point:
            raise self.error(
                f"{self.named(number)} has scale {x.scale:g} and zero point {x.zero_point}, the "
                f"output {y.scale:g} and {y.zero_point}, and TFLite Micro does not rescale here"
            )

    def output_quantization(self, scale: float, zero_point: int, dtype: DType = DType.INT8) -> None:
        """The output must have that type and quantization."""
        y = self.quantized(self.op.outputs[0], dtype)
        if y != Quant((scale,), (zero_point,), y.axis):
            raise self.error(
                f"the output has scale {y.scale:g} and zero point {y.zero_point}, where TFLite "
                f"Micro computes with {scale:g} and {zero_point}"
            )

    def named(self, number: TensorId) -> str:
        """A tensor, for a message."""
        return f"tensor {number} ({shown(self.tensor(number).name)})"


def largest_offset(quant: Quant, dtype: DType = DType.INT8) -> int:
    """The largest |q - zero point| of a q of that type."""
    limits = np.iinfo(dtype.numpy)
    return max(int(limits.max) - quant.zero_point, quant.zero_point - int(limits.min))


def left_shift(multiplier: float) -> int:
    """By how much a kernel shifts left before it multiplies; at least 0.

    TFLM splits a multiplier into a significand in [1/2, 1), rounded to 31 bits, and a power of
    two; a positive power is applied to the sum first. Rounding can carry into that power.
    """
    return max(math.frexp(multiplier * (1 + 2.0**-31))[1], 0)
