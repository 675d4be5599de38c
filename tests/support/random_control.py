"""Random models with branches and loops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .random_choices import Rng, chance, shape, size
from .subgraphs import add_if, add_while, joined
from .tflite_builder import Builder, Shape, schema


@dataclass(frozen=True, slots=True)
class Kind:
    """What a tensor is: shape, type, and of int8 the quantization."""

    shape: Shape
    dtype: str
    scale: float | None = None
    zero_point: int = 0

    def input(self, b: Builder) -> int:
        return b.input(self.shape, scale=self.scale, zero_point=self.zero_point, dtype=self.dtype)

    def tensor(self, b: Builder) -> int:
        return b.tensor(self.shape, scale=self.scale, zero_point=self.zero_point, dtype=self.dtype)

    def constant(self, rng: Rng, b: Builder, given: Shape | None = None) -> int:
        data = rng.integers(-100, 100, self.shape if given is None else given).astype(self.dtype)
        return b.constant(data, scale=self.scale, zero_point=self.zero_point)


def kinds(rng: Rng, count: int) -> list[Kind]:
    made = []
    for _ in range(count):
        given = shape(rng, 0, 4, 5)
        dtype = str(rng.choice(["int8", "float32", "int32"]))
        if dtype == "int8":
            made.append(Kind(given, dtype, float(np.float32(rng.uniform(0.01, 0.2))), 3))
        else:
            made.append(Kind(given, dtype))
    return made


def changed(rng: Rng, b: Builder, x: int, kind: Kind) -> int:
    """Another tensor of that kind; or the same one, or a constant."""
    if chance(rng, 0.1):
        return x
    if chance(rng, 0.05):
        return kind.constant(rng, b)
    return combined(rng, b, x, kind.constant(rng, b), kind)


def combined(rng: Rng, b: Builder, x: int, other: int, kind: Kind) -> int:
    """Two tensors of that kind made one."""
    y = kind.tensor(b)
    drawn = str(rng.choice(["MAXIMUM", "MINIMUM", "ADD", "SUB"]))
    if drawn in ("ADD", "SUB") and kind.dtype != "int32":
        options = schema.AddOptionsT() if drawn == "ADD" else schema.SubOptionsT()
    else:
        drawn = "MAXIMUM" if drawn in ("MAXIMUM", "ADD") else "MINIMUM"
        options = schema.MaximumMinimumOptionsT()
    b.operator(drawn, [x, other], [y], options)
    return y


def branch(rng: Rng, takes: list[Kind], gives: list[int]) -> bytes:
    """A subgraph; gives: which input each output is like."""
    b = Builder()
    inputs = [kind.input(b) for kind in takes]
    outputs = []
    for number in gives:
        x = inputs[number]
        for _ in range(int(rng.integers(0, 3))):
            x = changed(rng, b, x, takes[number])
        outputs.append(x)
    return b.build(outputs)


def random_if(rng: Rng) -> bytes:
    """Two branches; now and then one in the other, or one that is known to be taken."""
    b = Builder()
    takes = kinds(rng, size(rng, 3))
    gives = [int(rng.integers(0, len(takes))) for _ in range(size(rng, 3))]
    one = (1,) * int(rng.integers(0, 3))
    if chance(rng, 0.1):
        condition = b.constant(rng.random(one) < 0.5)
    else:
        condition = b.input(one, dtype="bool")
    inputs = [changed(rng, b, kind.input(b), kind) for kind in takes]
    outputs = [takes[number].tensor(b) for number in gives]
    nested = chance(rng, 0.3)
    add_if(b, condition, inputs, outputs, 1, 2)
    ends = [
        combined(rng, b, x, takes[n].input(b), takes[n])
        for x, n in zip(outputs, gives, strict=True)
    ]
    both = [branch(rng, takes, gives), branch(rng, takes, gives)]
    if not nested:
        return joined(b.build(ends), *both)
    inner = Builder()
    inside = [kind.input(inner) for kind in takes]
    chosen = inner.constant(rng.random(()) < 0.5)
    if takes[0].dtype == "int32" and takes[0].shape in ((), (1,)):
        chosen = inner.tensor(takes[0].shape, dtype="bool")
        inner.operator("LESS", [inside[0], inner.constant(np.int32(5))], [chosen])
    results = [takes[number].tensor(inner) for number in gives]
    add_if(inner, chosen, inside, results, 3, 2)
    return joined(b.build(ends), inner.build(results), both[1], both[0])


def random_while(rng: Rng) -> bytes:
    """A counter, tensors that change, and one that does not, of which each round takes a part."""
    b = Builder()
    carried = kinds(rng, size(rng, 2))
    rounds, step, first = int(rng.integers(0, 6)), size(rng, 2), int(rng.integers(-2, 2))
    counter = Kind((1,) if chance(rng, 0.5) else (), "int32")
    table = Kind((rounds * step + 3, *carried[0].shape), "float32")
    parts = carried[0].dtype == "float32" and first == 0 and counter.shape == ()
    inputs = [
        b.constant(np.full(counter.shape, first, np.int32)),
        *(changed(rng, b, kind.input(b), kind) for kind in carried),
        *([table.input(b)] if parts else []),
    ]
    takes = [counter, *carried, *([table] if parts else [])]
    outputs = [kind.tensor(b) for kind in takes]
    add_while(b, inputs, outputs, 1, 2)
    ends = [
        combined(rng, b, x, kind.input(b), kind)
        for x, kind in zip(outputs[1:], takes[1:], strict=True)
    ]

    condition = Builder()
    given = [kind.input(condition) for kind in takes]
    goes_on = condition.tensor(counter.shape, dtype="bool")
    limit = condition.constant(np.int32(first + rounds * step))
    if chance(rng, 0.5):
        condition.operator("LESS", [given[0], limit], [goes_on])
    else:
        condition.operator("GREATER", [limit, given[0]], [goes_on])
    body = Builder()
    given = [kind.input(body) for kind in takes]
    following = counter.tensor(body)
    body.operator(
        "ADD", [given[0], body.constant(np.int32(step))], [following], schema.AddOptionsT()
    )
    values = [following]
    for kind, x in zip(carried, given[1:], strict=False):
        values.append(changed(rng, body, x, kind))
    if parts:
        part, total = carried[0].tensor(body), carried[0].tensor(body)
        options = schema.GatherOptionsT()
        body.operator("GATHER", [given[-1], given[0]], [part], options)
        body.operator("ADD", [values[1], part], [total], schema.AddOptionsT())
        values[1] = total
        values.append(given[-1])
    return joined(b.build(ends), condition.build([goes_on]), body.build(values))


RANDOM = {"IF": random_if, "WHILE": random_while}
