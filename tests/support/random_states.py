"""Random models with variables: programs of reads and assignments in any order, and streams."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .random_choices import Rng, chance, scale, shape, size, zero_point
from .random_layers import fully_connected_layer
from .random_movers import moved
from .tflite_builder import Builder, Shape, schema


@dataclass
class _Program:
    """All values and variables have one shape and quantization, so that any can go anywhere.

    values: tensors, and on which variables or (-1) inputs each depends.
    """

    rng: Rng
    b: Builder
    shape: Shape
    quant: dict[str, Any]
    handles: list[int]
    values: dict[int, set[int]] = field(default_factory=dict)
    assigned: set[int] = field(default_factory=set)
    dtype: str = "int8"

    def any_value(self) -> int:
        """Mostly a recent one."""
        numbers = list(self.values)
        return numbers[-min(int(self.rng.geometric(0.35)), len(numbers))]

    def add_value(self, number: int, *operands: int) -> None:
        self.values[number] = set().union(*(self.values[n] for n in operands))

    def read(self) -> None:
        variable = int(self.rng.integers(0, len(self.handles)))
        self.values[self.b.read_variable(self.handles[variable])] = {variable}

    def assign(self) -> None:
        left = [v for v in range(len(self.handles)) if v not in self.assigned]
        if not left:
            return
        variable = int(self.rng.choice(left))
        value = self.any_value()
        if chance(self.rng, 0.1):
            value = self.b.constant(any_values(self.rng, self.shape, self.dtype), **self.quant)
        self.b.assign_variable(self.handles[variable], value)
        self.assigned.add(variable)

    def combine(self) -> None:
        first, second = self.any_value(), self.any_value()
        if chance(self.rng, 0.5):
            self.add_value(self.b.add(first, second, **self.quant), first, second)
            return
        y = self.b.tensor(self.shape, dtype=self.dtype, **self.quant)
        kind = "MAXIMUM" if chance(self.rng, 0.5) else "MINIMUM"
        self.b.operator(kind, [first, second], [y], schema.MaximumMinimumOptionsT())
        self.add_value(y, first, second)

    def view(self) -> None:
        x = self.any_value()
        y = self.b.reshape(x, (math.prod(self.shape),))
        self.add_value(self.b.reshape(y, self.shape), x)

    def clamp(self) -> None:
        """In place, where nothing needs the input any more."""
        x = self.any_value()
        self.add_value(self.b.relu(x, **self.quant), x)

    def outputs(self) -> list[int]:
        """Some that are computed, not always the same, and one that surely is no input."""
        varying = self.assigned | {-1}
        fit = [n for n, needs in self.values.items() if needs & varying and n not in self.inputs]
        y = self.b.add(self.any_value(), self.inputs[0], **self.quant)
        count = min(len(fit), int(self.rng.integers(0, 4)))
        return [*self.rng.choice(fit, count, replace=False), y] if count else [y]

    @property
    def inputs(self) -> list[int]:
        return [n for n in self.values if n in self.b.inputs]


def any_values(rng: Rng, given: Shape, dtype: str) -> NDArray[Any]:
    """Over the whole range of that type."""
    limits = np.iinfo(dtype)
    return rng.integers(limits.min, limits.max + 1, given).astype(dtype)


def random_program(rng: Rng, dtype: str = "int8") -> bytes:
    """Reads before, after and between assignments, values that outlive the next one, views of
    variables, swaps, variables that are only read or only assigned, handles of one variable."""
    b = Builder()
    given = shape(rng, 1, 4, 4)
    zero = zero_point(rng) if dtype == "int8" else int(rng.choice([0, -(2**15), 2**15 - 1, 300]))
    quant = {"scale": scale(rng), "zero_point": zero}
    handles = []
    initialized = 0
    for i in range(int(rng.integers(1, 4))):
        initial = any_values(rng, given, dtype) if chance(rng, 0.6) else None
        handle = b.variable(given, initial=initial, name=f"state {i}", dtype=dtype, **quant)
        handles.append(handle)
        initialized += initial is not None
    program = _Program(rng, b, given, quant, handles, dtype=dtype)
    for _ in range(size(rng, 2)):
        program.values[b.input(given, dtype=dtype, **quant)] = {-1}
    steps = [program.read, program.assign, program.combine, program.view, program.clamp]
    if dtype == "int16" and zero:
        steps[-1] = program.read  # RELU takes no such zero point
    for _ in range(int(rng.integers(4, 16))):
        steps[int(rng.choice(len(steps), p=[0.3, 0.25, 0.25, 0.1, 0.1]))]()
    while len(program.assigned) < len(handles):  # what is never assigned cannot be read
        program.assign()
    return b.build(program.outputs())


def random_stream(rng: Rng) -> bytes:
    """A shift register: what the model remembers and what it is given, joined, goes through a
    layer, and its end is remembered; now and then a float of it too."""
    b = Builder()
    channels, old, new = size(rng, 4), size(rng, 5), size(rng, 3)
    quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
    past = (1, old, channels)
    initial = rng.integers(-128, 128, past).astype(np.int8) if chance(rng, 0.5) else None
    v = b.variable(past, initial=initial, name="frames", **quant)
    x = b.input((1, new, channels), **quant)
    joined = b.concatenation([b.read_variable(v), x], 1)
    begin, end = [0, new, 0], [1, old + new, channels]
    kept = moved(b, "STRIDED_SLICE", joined, [begin, end, [1, 1, 1]], past, _no_masks())
    b.assign_variable(v, kept)
    y = fully_connected_layer(rng, b, joined)
    if chance(rng, 0.4):
        memory = b.variable(b.shape(x), dtype="float32", name="reals")
        before = b.read_variable(memory)
        b.assign_variable(memory, b.dequantize(x))
        return b.build([y, b.quantize(before, **quant)])
    return b.build([y])


def _no_masks() -> Any:
    return schema.StridedSliceOptionsT()
