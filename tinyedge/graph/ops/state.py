"""Operators of variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Operator


@dataclass(frozen=True, slots=True)
class ReadVariable(Operator):
    """The value that a variable has at this point of the run; inputs: the variable."""

    kind: ClassVar[str] = "READ_VARIABLE"


@dataclass(frozen=True, slots=True)
class AssignVariable(Operator):
    """The next value of a variable; inputs: the value; outputs: the variable."""

    kind: ClassVar[str] = "ASSIGN_VARIABLE"
