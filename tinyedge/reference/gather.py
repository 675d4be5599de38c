"""GATHER, GATHER_ND and RESIZE_NEAREST_NEIGHBOR: runs of elements, taken from a table of places.

One description serves the reference and the generated C.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Gather, GatherNd, ResizeNearestNeighbor
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64, round_half_away
from .movement import steps_of
from .operands import constant

Gatherer = Gather | GatherNd | ResizeNearestNeighbor


@dataclass(frozen=True, slots=True, eq=False)
class Gathering:
    """output[o][i][j] = the ``run`` elements from o * step + first[i] + second[j] on.

    outer: how many o. All in elements.
    """

    outer: int
    step: int
    first: Int64
    second: Int64
    run: int


def gathering(op: Gatherer, graph: Graph, computed: Array | None = None) -> Gathering:
    """The places an operator takes its elements from.

    computed: the indices, if they are not constant. For such as are outside, TFLM has no answer:
    they count as the nearest inside.
    """
    shape = graph.tensor(op.inputs[0]).shape
    match op:
        case Gather():
            given = constant(graph, op.inputs[1]) if computed is None else computed
            indices = np.clip(given.astype(np.int64), 0, shape[op.axis] - 1)
            run = prod(shape[op.axis + 1 :])
            outer, step = prod(shape[: op.axis]), prod(shape[op.axis :])
            if op.batch_axes == 0:
                return Gathering(outer, step, np.zeros(1, np.int64), indices.reshape(-1) * run, run)
            batches = prod(shape[: op.batch_axes])
            each = np.arange(outer).reshape(batches, -1, 1) * step
            places = each + indices.reshape(batches, 1, -1) * run
            return Gathering(1, 0, np.zeros(1, np.int64), places.reshape(-1), run)
        case GatherNd():
            given = constant(graph, op.inputs[1]) if computed is None else computed
            depth = given.shape[-1]
            run = prod(shape[depth:])
            places = gathered_places(given.reshape(-1, depth), steps_of(shape)[:depth])
            inside = np.clip(places, 0, prod(shape) - run)
            return Gathering(1, 0, np.zeros(1, np.int64), inside, run)
        case ResizeNearestNeighbor():
            batches, height, width, channels = shape
            rows, columns = graph.tensor(op.outputs[0]).shape[1:3]
            return Gathering(
                outer=batches,
                step=height * width * channels,
                first=_nearest(op, height, rows) * width * channels,
                second=_nearest(op, width, columns) * channels,
                run=channels,
            )


def gathered_places(indices: Array, steps: Sequence[int]) -> Int64:
    """The sums of indices times steps, in int32 arithmetic that wraps around, as TFLM's does."""
    products = indices.astype(np.int32).view(np.uint32) * np.array(steps, np.uint32)
    sums: Array = products.sum(axis=-1, dtype=np.uint32)
    return sums.view(np.int32).astype(np.int64)


def gather(op: Gatherer, graph: Graph, x: Array, computed: Array | None = None) -> Array:
    """Any type; the output is of the same."""
    g = gathering(op, graph, computed)
    outer = np.arange(g.outer).reshape(-1, 1, 1, 1) * g.step
    places = outer + g.first.reshape(-1, 1, 1) + g.second.reshape(-1, 1) + np.arange(g.run)
    taken: Array = x.reshape(-1)[places]
    return taken.reshape(graph.tensor(op.outputs[0]).shape)


def _nearest(op: ResizeNearestNeighbor, before: int, after: int) -> NDArray[np.int64]:
    """The row or column taken for each of ``after``: GetNearestNeighbor, which is in float32."""
    inner = op.align_corners and after > 1
    scale = np.float32(before - inner) / np.float32(after - inner)
    offset = np.float32(0.5 if op.half_pixel_centers else 0.0)
    at = (np.arange(after).astype(np.float32) + offset) * scale
    chosen = round_half_away(at) if op.align_corners else np.floor(at)
    return np.minimum(chosen.astype(np.int64), before - 1)
