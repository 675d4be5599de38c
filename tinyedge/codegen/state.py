"""The state of a model in C: its memory, its initial value, and how that is brought back."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.codegen import c
from tinyedge.codegen.page import ArrayText, StateText
from tinyedge.codegen.site import at
from tinyedge.graph.types import Graph
from tinyedge.plan.types import Plan


def state(graph: Graph, plan: Plan, names: c.Names) -> StateText:
    """The variables of a graph that has some.

    A variable whose bytes are all alike at the start, as most are, is reset without a copy of them.
    """
    whole = np.zeros(plan.state_bytes, np.int8)
    arrays: list[ArrayText] = []
    lines: list[str] = []
    for variable, number in zip(graph.variables, plan.variables, strict=True):
        slot = plan.slots[number]
        data = _bytes(variable.initial)
        whole[slot.offset_bytes : slot.offset_bytes + slot.size_bytes] = data
        size = c.integer(slot.size_bytes)
        if (data == data[0]).all():
            call = ("memset", (at(slot), c.integer(int(data[0])), size))
        else:
            name = names.take(f"initial{len(arrays)}")
            note = f"{c.text(graph.tensor(slot.tensor).name)} before the first run"
            arrays.append(ArrayText(note, f"int8_t {name}[{data.size}]", c.rows(data)))
            call = ("memcpy", (at(slot), name, size))
        lines += c.call(*call, indent=4)
    names.take("reset")
    return StateText(
        bytes=plan.state_bytes,
        rows=tuple(f"    {row}" for row in c.rows(whole)),
        zero=not whole.any(),
        layout=_layout(graph, plan),
        arrays=tuple(arrays),
        reset=tuple(lines),
    )


def _bytes(values: NDArray[np.generic]) -> NDArray[np.int8]:
    """As they lie in memory: every target is little endian."""
    little = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<")))
    return np.frombuffer(little.tobytes(), np.int8)


def _layout(graph: Graph, plan: Plan) -> tuple[str, ...]:
    """Where each variable lies, as a comment."""
    slots = [plan.slots[number] for number in plan.variables]
    return (
        f"/* {plan.state_bytes:,} bytes, which are kept from one run to the next.",
        " *",
        " *  offset   bytes  variable",
        *(
            f" * {slot.offset_bytes:7d} {slot.size_bytes:7d}  "
            f"{c.text(graph.tensor(slot.tensor).name)}"
            for slot in slots
        ),
        " */",
    )
