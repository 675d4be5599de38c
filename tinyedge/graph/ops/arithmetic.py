"""Operators of two operands and more, element by element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Activation, Operator


@dataclass(frozen=True, slots=True)
class Add(Operator):
    """Element-wise sum of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "ADD"
    activation: Activation


@dataclass(frozen=True, slots=True)
class Sub(Operator):
    """Element-wise difference of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "SUB"
    activation: Activation


@dataclass(frozen=True, slots=True)
class Mul(Operator):
    """Element-wise product of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "MUL"
    activation: Activation


@dataclass(frozen=True, slots=True)
class Div(Operator):
    """Element-wise quotient of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "DIV"
    activation: Activation


@dataclass(frozen=True, slots=True)
class FloorDiv(Operator):
    """The largest whole number not above the quotient, of float32, broadcast as numpy does."""

    kind: ClassVar[str] = "FLOOR_DIV"


@dataclass(frozen=True, slots=True)
class FloorMod(Operator):
    """What is left of the first by the second, of the second's sign, of float32; as FloorDiv."""

    kind: ClassVar[str] = "FLOOR_MOD"


@dataclass(frozen=True, slots=True)
class AddN(Operator):
    """Element-wise sum of two or more tensors of one shape and quantization, as TFLM defines it."""

    kind: ClassVar[str] = "ADD_N"


@dataclass(frozen=True, slots=True)
class SquaredDifference(Operator):
    """Element-wise square of the difference of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "SQUARED_DIFFERENCE"


@dataclass(frozen=True, slots=True)
class Minimum(Operator):
    """Element-wise minimum of two tensors of one quantization, broadcast as numpy does."""

    kind: ClassVar[str] = "MINIMUM"


@dataclass(frozen=True, slots=True)
class Maximum(Operator):
    """Element-wise maximum of two tensors of one quantization, broadcast as numpy does."""

    kind: ClassVar[str] = "MAXIMUM"


@dataclass(frozen=True, slots=True)
class Prelu(Operator):
    """x, or x times a learned slope where x is negative; inputs: x, the slopes, broadcast."""

    kind: ClassVar[str] = "PRELU"
