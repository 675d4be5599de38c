"""Random models of comparisons, choices and extremes of other types than int8."""

from __future__ import annotations

from collections.abc import Callable

from tinyedge.graph.precision import ALSO

from .random_arithmetic import stretched
from .random_choices import Rng, chance, shape
from .random_moved import in_type
from .random_reductions import random_arg
from .tflite_builder import Builder, Shape, schema

Make = Callable[[Rng], bytes]

COMPARISONS = ("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")


def deep_shapes(rng: Rng, count: int) -> list[Shape]:
    """Shapes that broadcast to the first of them; up to 6 axes, of which 4 at most matter."""
    full = shape(rng, 1, 4, 5)
    others = [stretched(rng, full) for _ in range(count - 1)]
    aligned = [full, *((1,) * (len(full) - len(other)) + other for other in others)]
    for _ in range(int(rng.integers(0, 3))):
        at = int(rng.integers(0, len(aligned[0]) + 1))
        aligned = [(*each[:at], 1, *each[at:]) for each in aligned]
    return [aligned[0], *(_shortened(rng, each) for each in aligned[1:])]


def _shortened(rng: Rng, given: Shape) -> Shape:
    """Without some of the leading ones."""
    ones = next((i for i, n in enumerate(given) if n != 1), len(given))
    return given[int(rng.integers(0, ones + 1)) :]


def operand(rng: Rng, b: Builder, given: Shape, dtype: str) -> int:
    """An input of that type; of few values now and then, so that there are equals."""
    if dtype not in ("int32", "float32") or chance(rng, 0.3):
        return b.input(given, dtype=dtype)
    y = b.tensor(given, dtype=dtype)
    b.operator("CAST", [b.input(given, dtype=str(rng.choice(["int8", "bool"])))], [y])
    return y


def constant(rng: Rng, b: Builder, given: Shape, dtype: str) -> int:
    whole = rng.integers(-4, 4, given)
    if dtype == "int32" and chance(rng, 0.3):
        whole = rng.choice([-(2**31), 2**31 - 1, 0], given)
    if dtype == "bool":
        return b.constant(whole < 0)
    return b.constant((whole * 4096 if dtype == "int16" else whole).astype(dtype))


def random_comparison(kind: str, dtype: str) -> Make:
    def make(rng: Rng) -> bytes:
        b = Builder()
        full, other = deep_shapes(rng, 2)
        first = operand(rng, b, full, dtype)
        made = constant if chance(rng, 0.3) else operand
        second = made(rng, b, other, dtype)
        y = b.tensor(full, dtype="bool")
        b.operator(kind, [first, second] if chance(rng, 0.5) else [second, first], [y])
        return b.build([y])

    return make


def random_select(dtype: str) -> Make:
    """The condition an input, a comparison or a constant."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        shapes = deep_shapes(rng, 3)
        order = rng.permutation(3)
        condition, yes, no = (shapes[int(i)] for i in order)
        if chance(rng, 0.2):
            chosen = b.constant(rng.random(condition) < 0.5)
        else:
            chosen = b.input(condition, dtype="bool")
        values = [operand(rng, b, yes, dtype)]
        values.append((constant if chance(rng, 0.3) else operand)(rng, b, no, dtype))
        y = b.tensor(shapes[0], dtype=dtype)
        b.operator("SELECT_V2", [chosen, *values], [y])
        return b.build([y])

    return make


def random_extreme(kind: str, dtype: str) -> Make:
    """MINIMUM or MAXIMUM."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        full, other = deep_shapes(rng, 2)
        pair = [operand(rng, b, full, dtype)]
        pair.append((constant if chance(rng, 0.3) else operand)(rng, b, other, dtype))
        y = b.tensor(full, dtype=dtype)
        b.operator(kind, pair[:: int(rng.choice([1, -1]))], [y], schema.MaximumMinimumOptionsT())
        return b.build([y])

    return make


RANDOM: dict[str, Make] = {
    **{
        f"{kind} {dtype.value}": random_comparison(kind, dtype.value)
        for kind in COMPARISONS
        for dtype in ALSO[kind]
    },
    **{f"SELECT_V2 {dtype.value}": random_select(dtype.value) for dtype in ALSO["SELECT_V2"]},
    **{f"{kind} int32": random_extreme(kind, "int32") for kind in ("MINIMUM", "MAXIMUM")},
    **{f"{kind} float32": in_type(random_arg(kind), "float32") for kind in ("ARG_MAX", "ARG_MIN")},
}
