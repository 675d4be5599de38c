"""Operators that compare, and operators of bool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Operator


@dataclass(frozen=True, slots=True)
class Equal(Operator):
    """Whether the first is the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "EQUAL"


@dataclass(frozen=True, slots=True)
class NotEqual(Operator):
    """Whether the first is not the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "NOT_EQUAL"


@dataclass(frozen=True, slots=True)
class Greater(Operator):
    """Whether the first is above the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "GREATER"


@dataclass(frozen=True, slots=True)
class GreaterEqual(Operator):
    """Whether the first is not below the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "GREATER_EQUAL"


@dataclass(frozen=True, slots=True)
class Less(Operator):
    """Whether the first is below the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "LESS"


@dataclass(frozen=True, slots=True)
class LessEqual(Operator):
    """Whether the first is not above the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "LESS_EQUAL"


@dataclass(frozen=True, slots=True)
class LogicalAnd(Operator):
    """Whether both are true, element-wise, of bool; broadcast as numpy does."""

    kind: ClassVar[str] = "LOGICAL_AND"


@dataclass(frozen=True, slots=True)
class LogicalOr(Operator):
    """Whether any is true, element-wise, of bool; broadcast as numpy does."""

    kind: ClassVar[str] = "LOGICAL_OR"


@dataclass(frozen=True, slots=True)
class LogicalNot(Operator):
    """Whether it is not true, element-wise, of bool."""

    kind: ClassVar[str] = "LOGICAL_NOT"


@dataclass(frozen=True, slots=True)
class Select(Operator):
    """The second where the first, a bool, is true, else the third; broadcast as numpy does.

    tflite_kind: SELECT_V2, or IF, whose values have one shape and whose condition is a scalar.
    """

    kind: ClassVar[str] = "SELECT_V2"
    tflite_kind: str = "SELECT_V2"
