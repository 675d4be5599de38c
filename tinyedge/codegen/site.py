"""What an emitter sees of the layer it is at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinyedge.codegen import c
from tinyedge.codegen.call import Constant, Params
from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import DType, Graph, Tensor
from tinyedge.plan.types import Layer, Plan, Slot

CTYPES = {
    DType.INT8: "int8_t",
    DType.UINT8: "uint8_t",
    DType.FLOAT32: "float",
    DType.INT16: "int16_t",
    DType.INT32: "int32_t",
    DType.UINT32: "uint32_t",
    DType.UINT64: "te_uint64",  # of te_uint64.h
    DType.BOOL: "int8_t",  # 0 or 1
}


@dataclass(frozen=True, slots=True)
class Site:
    """One layer of a planned graph. index: of the layer in ``plan.layers``."""

    graph: Graph
    plan: Plan
    names: c.Names
    index: int

    @property
    def layer(self) -> Layer:
        """The layer of that index."""
        return self.plan.layers[self.index]

    def tensor(self, number: TensorId) -> Tensor:
        """The tensor of that number."""
        return self.graph.tensor(number)

    def constant(self, what: str, ctype: str, data: NDArray[Any], note: str) -> Constant:
        """A constant array of this layer, named after what it is."""
        return Constant(self.names.take(f"layer{self.index}_{what}"), ctype, data, note)

    def params(self, ctype: str, *fields: tuple[str, str]) -> Params:
        """The parameter structure of this layer."""
        return Params(self.names.take(f"layer{self.index}_params"), ctype, fields)

    def input(self, position: int, constants: list[Constant]) -> str:
        """A pointer to an input of the layer, as in C; a constant one is added to ``constants``."""
        number = self.layer.op.inputs[position]
        tensor = self.tensor(number)
        if tensor.data is None:
            return self.pointer(number, const=True)
        note = f"{c.text(tensor.name)} {c.shape(tensor.shape)}"
        data = tensor.data.view(np.int8) if tensor.dtype is DType.BOOL else tensor.data
        made = self.constant(f"input{position}", CTYPES[tensor.dtype], data, note)
        constants.append(made)
        return made.name

    def input_bytes(self, position: int, constants: list[Constant]) -> str:
        """The same as a pointer to int8_t, whatever the elements are; likewise."""
        number = self.layer.op.inputs[position]
        tensor = self.tensor(number)
        if tensor.data is None:
            return self._place(number)
        note = f"{c.text(tensor.name)} {c.shape(tensor.shape)}"
        data = np.frombuffer(tensor.data.tobytes(), np.int8)  # every target is little endian
        made = self.constant(f"input{position}", "int8_t", data, note)
        constants.append(made)
        return made.name

    def output(self) -> str:
        """A pointer to the output of the layer, as in C."""
        return self.pointer(self.layer.op.outputs[0], const=False)

    def output_bytes(self) -> str:
        """The same as a pointer to int8_t, whatever the elements are."""
        return self._place(self.layer.op.outputs[0])

    def pointer(self, number: TensorId, *, const: bool) -> str:
        """A pointer into the arena or the state, of the tensor's element type."""
        place = self._place(number)
        ctype = CTYPES[self.tensor(number).dtype]
        return place if ctype == "int8_t" else cast(place, ctype, const=const)

    def _place(self, number: TensorId) -> str:
        return at(self.plan.slots[self.plan.slot_of[number]])

    def scratch(self, ctype: str, offset_bytes: int = 0) -> str:
        """A pointer to the layer's scratch memory, or into it; NULL if it has none."""
        if self.layer.scratch is None:
            return "NULL"
        scratch = self.layer.scratch
        place = at(replace(scratch, offset_bytes=scratch.offset_bytes + offset_bytes))
        return place if ctype == "int8_t" else cast(place, ctype, const=False)


def at(slot: Slot) -> str:
    """An int8_t pointer to a place in memory; the macros are defined in <name>.c."""
    return f"{'STATE' if slot.in_state else 'AT'}({slot.offset_bytes})"


def cast(pointer: str, ctype: str, *, const: bool) -> str:
    """A pointer into memory as one to ``ctype``; by way of void, as the memory is aligned."""
    qualifier = "const " if const else ""
    return f"({qualifier}{ctype} *)({qualifier}void *){pointer}"
