"""Operators over one axis or some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Operator


@dataclass(frozen=True, slots=True)
class Mean(Operator):
    """Mean over ``axes`` (each in [0, rank), ascending); inputs: the tensor, the axes constant."""

    kind: ClassVar[str] = "MEAN"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sum(Operator):
    """Sum over ``axes``, requantized; as Mean otherwise."""

    kind: ClassVar[str] = "SUM"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReduceMax(Operator):
    """The largest over ``axes``, which are as those of Mean; one quantization."""

    kind: ClassVar[str] = "REDUCE_MAX"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReduceMin(Operator):
    """The least over ``axes``, which are as those of Mean; one quantization."""

    kind: ClassVar[str] = "REDUCE_MIN"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ArgMax(Operator):
    """Where along ``axis`` (in [0, rank)) the largest is, the first of equals; int8 to int32."""

    kind: ClassVar[str] = "ARG_MAX"
    axis: int


@dataclass(frozen=True, slots=True)
class ArgMin(Operator):
    """Where along ``axis`` (in [0, rank)) the least is, the first of equals; int8 to int32."""

    kind: ClassVar[str] = "ARG_MIN"
    axis: int


@dataclass(frozen=True, slots=True)
class Cumsum(Operator):
    """Running sums along ``axis`` (in [0, rank)); inputs: the tensor, the axis constant.

    exclusive: each without the element at its own place. reverse: from the end on.
    """

    kind: ClassVar[str] = "CUMSUM"
    axis: int
    exclusive: bool
    reverse: bool


@dataclass(frozen=True, slots=True)
class Softmax(Operator):
    """Over the last axis; output scale 1/256, zero point -128."""

    kind: ClassVar[str] = "SOFTMAX"
    beta: float


@dataclass(frozen=True, slots=True)
class LogSoftmax(Operator):
    """Over the last axis; output scale 1/16, zero point 127."""

    kind: ClassVar[str] = "LOG_SOFTMAX"


@dataclass(frozen=True, slots=True)
class L2Normalization(Operator):
    """Each row of the last axis over its length; output scale 1/128, zero point 0."""

    kind: ClassVar[str] = "L2_NORMALIZATION"
