"""What the templates print: all strings are ready, nothing is computed there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Border:
    """One input or output of the model.

    accessor: the function that gives its place in the arena. argument: its name in _invoke.
    ctype: of its elements. macros: name and value of what the header defines for it.
    bytes_macro: the macro that has its size. offset_bytes: in the arena. what: for the comment.
    place: the pointer as in C.
    """

    accessor: str
    argument: str
    ctype: str
    macros: tuple[tuple[str, str], ...]
    bytes_macro: str
    what: str
    place: str


@dataclass(frozen=True, slots=True)
class ArrayText:
    """A constant array. declaration: up to the brackets."""

    note: str
    declaration: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParamsText:
    """A parameter structure; fields: name and value."""

    ctype: str
    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LayerText:
    """One layer. title: operator, shapes. call: the lines of the call statement."""

    number: int
    title: str
    name: str
    arrays: tuple[ArrayText, ...]
    params: ParamsText | None
    call: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateText:
    """The state of a model. rows: its initial bytes, in order. layout: lines of its table.

    zero: the initial bytes are all 0. reset: the lines of the statements that bring them back.
    arrays: the initial values that ``reset`` copies.
    """

    bytes: int
    rows: tuple[str, ...]
    zero: bool
    layout: tuple[str, ...]
    arrays: tuple[ArrayText, ...]
    reset: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """<name>.h, <name>.c and <name>_model.c.

    banner: lines of the first comment. prefix: the name in capitals. headers: of the kernels.
    invoke: lines of the head of <name>_invoke. arena: lines of the table of the arena.
    slots: (pointer, bytes) of each tensor on the wire. layer_outputs: (first, count) per layer.
    hash_rows: the bytes of the sha256. state: None where the model has none.
    """

    name: str
    prefix: str
    abi: int
    banner: tuple[str, ...]
    headers: tuple[str, ...]
    arena_bytes: int
    inputs: tuple[Border, ...]
    outputs: tuple[Border, ...]
    invoke: tuple[str, ...]
    arena: tuple[str, ...]
    layers: tuple[LayerText, ...]
    slots: tuple[tuple[str, int], ...]
    layer_outputs: tuple[tuple[int, int], ...]
    input_indices: tuple[int, ...]
    output_indices: tuple[int, ...]
    hash_rows: tuple[str, ...]
    uses_float: bool
    state: StateText | None
