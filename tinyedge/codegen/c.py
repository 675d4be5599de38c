"""How values and names are written in C; nothing else in codegen knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinyedge.errors import ModelError
from tinyedge.graph.naming import collides, shown

LINE_WIDTH = 100
_INDENT = "    "
_INT32_MIN = -(2**31)

# 8-bit numbers stand in columns of one width; this many fit a line.
_BYTES_PER_ROW = 16
# By the bits of the number, read as unsigned.
_BYTE_TEXTS = {
    np.dtype(np.int8): np.array([f"{q:4d}," for q in (*range(128), *range(-128, 0))], "S5"),
    np.dtype(np.uint8): np.array([f"0x{q:02x}," for q in range(256)], "S5"),
}


def integer(value: int) -> str:
    """An int32 literal. -2147483648 would be a negated number that no int holds."""
    if not _INT32_MIN <= value < 2**31:
        raise ValueError(f"{value} does not fit int32")
    return "INT32_MIN" if value == _INT32_MIN else str(value)


def unsigned(value: int) -> str:
    """A literal of the unsigned type that holds it, of 32 bits at least."""
    if not 0 <= value < 2**64:
        raise ValueError(f"{value} does not fit uint64")
    return f"{value}u"


def real(value: float) -> str:
    """A float32 literal, the shortest that reads back as the same float32; finite."""
    text = str(np.float32(value))
    if not any(mark in text for mark in ".en"):
        text += ".0"
    if "n" in text:
        raise ValueError(f"{value} has no literal")
    return f"{text}f"


def braces(values: Iterable[str]) -> str:
    """An initializer list."""
    return f"{{{', '.join(values)}}}"


def text(value: str) -> str:
    """A name fit for a comment: ASCII, of at most 60 characters, and unable to end it."""
    plain = "".join(c if c.isascii() and c.isprintable() else "?" for c in shown(value))
    return plain.replace("*/", "* /").replace("/*", "/ *")


def shape(sizes: Sequence[int]) -> str:
    """[1,49,10,1], for comments."""
    return f"[{','.join(str(size) for size in sizes)}]"


def rows(data: NDArray[Any]) -> tuple[str, ...]:
    """The elements of integers or float32 as lines of an initializer, each within the line width.

    Bytes go through a table of all their 256 texts: models have hundreds of thousands.
    """
    flat = data.reshape(-1)
    if flat.dtype in _BYTE_TEXTS:
        cells = _BYTE_TEXTS[flat.dtype][flat.view(np.uint8)]
        return tuple(
            _INDENT + cells[at : at + _BYTES_PER_ROW].tobytes().decode("ascii")
            for at in range(0, cells.size, _BYTES_PER_ROW)
        )
    written: Callable[[Any], str] = real if flat.dtype.kind == "f" else integer
    if flat.dtype.kind == "u":
        written = unsigned
    elif flat.dtype == np.int64:
        written = str  # beyond int, C takes the type that holds it; but for -2**63
    return tuple(wrapped([written(value) for value in flat.tolist()]))


def wrapped(values: Sequence[str]) -> list[str]:
    """Values with commas, as many to a line as fit."""
    lines: list[str] = []
    line = ""
    for value in values:
        cell = f"{value},"
        if line and len(line) + 1 + len(cell) > LINE_WIDTH:
            lines.append(line)
            line = ""
        line = f"{line} {cell}" if line else _INDENT + cell
    return [*lines, line] if line else lines


def call(function: str, arguments: Sequence[str], indent: int) -> tuple[str, ...]:
    """A call statement, broken where a line would be too long and aligned to the bracket."""
    return _bracketed(f"{' ' * indent}{function}(", arguments, ");")


def signature(function: str, parameters: Sequence[str]) -> tuple[str, ...]:
    """The head of a function without its end, broken and aligned likewise."""
    return _bracketed(f"{function}(", parameters, ")")


def _bracketed(head: str, cells: Sequence[str], end: str) -> tuple[str, ...]:
    lines: list[str] = []
    line, empty = head, True
    for i, cell in enumerate(cells):
        cell += end if i == len(cells) - 1 else ","
        if not empty and len(line) + 1 + len(cell) + len(" {") > LINE_WIDTH:
            lines.append(line)
            line, empty = " " * len(head), True
        line += cell if empty else f" {cell}"
        empty = False
    return (*lines, line)


class Names:
    """Hands out the identifiers of one generated model, all with its name in front, each once."""

    def __init__(self, model: str) -> None:
        """model: a C identifier.

        Raises:
            ModelError: its files or functions would collide with others.
        """
        if collides(model):
            raise ModelError(
                model,
                f"a model named {model} would collide with a header or with the te_ kernels",
                "give the model file another name",
            )
        self._model = model
        self._taken: set[str] = set()

    def take(self, name: str) -> str:
        """``<model>_<name>``; a ValueError if it was handed out before."""
        full = f"{self._model}_{name}"
        if full in self._taken:
            raise ValueError(f"the name {full} is taken")
        self._taken.add(full)
        return full

    def macro(self, name: str) -> str:
        """``<MODEL>_<NAME>``; a ValueError if it was handed out before."""
        return self.take(name.upper()).upper()
