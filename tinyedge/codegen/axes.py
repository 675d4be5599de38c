"""Shapes brought into the few axes that kernels loop over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinyedge.errors import ModelError
from tinyedge.graph.checks.site import FEWER_AXES
from tinyedge.graph.naming import shown
from tinyedge.graph.types import Graph
from tinyedge.plan.types import Layer


@dataclass(frozen=True, slots=True)
class Axis:
    """``size`` indices; from one to the next, each operand moves on by its ``steps`` elements."""

    size: int
    steps: tuple[int, ...]


def merged(axes: Sequence[Axis]) -> list[Axis]:
    """The same elements in the same order with as few axes as possible; axes of size 1 vanish.

    Two neighbours are one where every operand moves on evenly over both.
    """
    result: list[Axis] = []
    for axis in axes:
        if axis.size == 1:
            continue
        if result and _follows(result[-1], axis):
            result[-1] = Axis(result[-1].size * axis.size, axis.steps)
        else:
            result.append(axis)
    return result


def _follows(outer: Axis, inner: Axis) -> bool:
    pairs = zip(outer.steps, inner.steps, strict=True)
    return all(before == after * inner.size for before, after in pairs)


def fill(axes: Sequence[Axis], count: int, operands: int) -> list[Axis]:
    """``count`` axes, those missing added in front with size 1; there must be no more of them."""
    return [Axis(1, (0,) * operands)] * (count - len(axes)) + list(axes)


def too_many_axes(graph: Graph, layer: Layer, problem: str) -> ModelError:
    """The kernel's loops are too few."""
    return ModelError(
        graph.name,
        f"{layer.op.kind_in_file} ({shown(layer.name)}) {problem}",
        FEWER_AXES,
    )
