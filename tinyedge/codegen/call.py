"""What an emitter gives: one kernel call and the constants it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """One ``static const`` array. ctype: of its elements. note: for the comment above it."""

    name: str
    ctype: str
    data: NDArray[Any]
    note: str


@dataclass(frozen=True, slots=True)
class Params:
    """One ``static const`` parameter structure. fields: names and values as in C, in order."""

    name: str
    ctype: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the kernel ``te_<kernel>``, which is in the files of that name.

    arguments: as in C, in order.
    constants: weights, biases, multipliers and tables that the arguments or params name.
    used: other files of the runtime, likewise without te_, whose functions they name.
    """

    kernel: str
    arguments: tuple[str, ...]
    constants: tuple[Constant, ...] = field(default=(), compare=False)
    params: Params | None = None
    used: tuple[str, ...] = ()
