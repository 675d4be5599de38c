"""Operators of one operand, element by element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Operator


@dataclass(frozen=True, slots=True)
class Abs(Operator):
    """|x|, requantized."""

    kind: ClassVar[str] = "ABS"


@dataclass(frozen=True, slots=True)
class Ceil(Operator):
    """The least whole number that is not below x, of float32."""

    kind: ClassVar[str] = "CEIL"


@dataclass(frozen=True, slots=True)
class Cos(Operator):
    """cos(x), of float32."""

    kind: ClassVar[str] = "COS"


@dataclass(frozen=True, slots=True)
class Elu(Operator):
    """x, or exp(x) - 1 where x is negative, requantized."""

    kind: ClassVar[str] = "ELU"


@dataclass(frozen=True, slots=True)
class Exp(Operator):
    """exp(x), of float32."""

    kind: ClassVar[str] = "EXP"


@dataclass(frozen=True, slots=True)
class Floor(Operator):
    """The largest whole number that is not above x, of float32."""

    kind: ClassVar[str] = "FLOOR"


@dataclass(frozen=True, slots=True)
class HardSwish(Operator):
    """x * clamp(x + 3, 0, 6) / 6, requantized."""

    kind: ClassVar[str] = "HARD_SWISH"


@dataclass(frozen=True, slots=True)
class LeakyRelu(Operator):
    """x, or ``alpha`` times x where x is negative, requantized."""

    kind: ClassVar[str] = "LEAKY_RELU"
    alpha: float


@dataclass(frozen=True, slots=True)
class Log(Operator):
    """The natural logarithm of x, of float32."""

    kind: ClassVar[str] = "LOG"


@dataclass(frozen=True, slots=True)
class Logistic(Operator):
    """1 / (1 + exp(-x)); output scale 1/256, zero point -128."""

    kind: ClassVar[str] = "LOGISTIC"


@dataclass(frozen=True, slots=True)
class Neg(Operator):
    """-x, of float32."""

    kind: ClassVar[str] = "NEG"


@dataclass(frozen=True, slots=True)
class Relu(Operator):
    """max(x, 0), requantized."""

    kind: ClassVar[str] = "RELU"


@dataclass(frozen=True, slots=True)
class Relu6(Operator):
    """Clamp to [0, 6]. TFLM does not requantize here: input and output quantization are equal."""

    kind: ClassVar[str] = "RELU6"


@dataclass(frozen=True, slots=True)
class Round(Operator):
    """The nearest whole number, halves to the even one, of float32."""

    kind: ClassVar[str] = "ROUND"


@dataclass(frozen=True, slots=True)
class Rsqrt(Operator):
    """1 / sqrt(x), requantized; the largest output where x is 0."""

    kind: ClassVar[str] = "RSQRT"


@dataclass(frozen=True, slots=True)
class Sin(Operator):
    """sin(x), of float32."""

    kind: ClassVar[str] = "SIN"


@dataclass(frozen=True, slots=True)
class Sqrt(Operator):
    """The square root of x, of float32."""

    kind: ClassVar[str] = "SQRT"


@dataclass(frozen=True, slots=True)
class Square(Operator):
    """x * x, of float32."""

    kind: ClassVar[str] = "SQUARE"


@dataclass(frozen=True, slots=True)
class Tanh(Operator):
    """tanh(x); output scale 1/128, zero point 0."""

    kind: ClassVar[str] = "TANH"


@dataclass(frozen=True, slots=True)
class Cast(Operator):
    """The same numbers in another type, int8 as they are, without scale and zero point."""

    kind: ClassVar[str] = "CAST"


@dataclass(frozen=True, slots=True)
class Quantize(Operator):
    """float32 to int8, int8 to int8 of another scale, or between int8 and uint8."""

    kind: ClassVar[str] = "QUANTIZE"


@dataclass(frozen=True, slots=True)
class Dequantize(Operator):
    """int8 to float32."""

    kind: ClassVar[str] = "DEQUANTIZE"
