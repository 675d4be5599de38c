"""Indices that come at run time, and are outside: generated C reads nothing there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.host_c import build, case, run
from support.random_choices import Rng, chance, shape
from support.tflite_builder import Builder, schema
from support.tflm import first_difference, needs_tflm

from tinyedge.errors import ModelError
from tinyedge.graph.read import read
from tinyedge.graph.types import Array

ENDS = (-(2**31), 2**31 - 1, -(2**30), 2**30, -1, 0, 1, 5)


def gather(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 4, 4)
    axis = int(rng.integers(0, len(whole)))
    batch_axes = int(rng.integers(0, axis + 1))
    x = b.input(whole, dtype="float32")
    indices = b.input((*whole[:batch_axes], 3), dtype="int32")
    options = schema.GatherOptionsT()
    options.axis, options.batchDims = axis, batch_axes
    y = b.tensor((*whole[:axis], 3, *whole[axis + 1 :]), dtype="float32")
    b.operator("GATHER", [x, indices], [y], options)
    return b.build([y])


def gather_nd(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 5, 4)
    depth = int(rng.integers(1, len(whole) + 1))
    x = b.input(whole, scale=0.1)
    indices = b.input((4, depth), dtype="int32")
    y = b.tensor((4, *whole[depth:]), scale=0.1)
    b.operator("GATHER_ND", [x, indices], [y], schema.GatherNdOptionsT())
    return b.build([y])


def inputs(rng: Rng, model: bytes, wild: float = 0.5) -> list[Array]:
    """Indices from everywhere that often, otherwise from nearby."""
    x, indices = (read(model, file="m").tensor(number) for number in range(2))
    near = rng.integers(-1, 4, indices.shape)
    numbers = rng.choice(ENDS, indices.shape) if chance(rng, wild) else near
    values = rng.integers(-128, 128, x.shape).astype(x.dtype.numpy)
    return [values, numbers.astype(np.int32)]


@pytest.mark.parametrize("make", [gather, gather_nd])
def test_indices_outside_count_as_the_nearest_inside(
    make: Callable[[Rng], bytes], tmp_path: Path
) -> None:
    rng = np.random.default_rng(1)
    models = [make(rng) for _ in range(20)]
    cases = [case(model, f"m{i}", i) for i, model in enumerate(models)]
    runs = [(i, inputs(rng, model)) for i, model in enumerate(models) for _ in range(5)]
    assert run(build(cases, tmp_path), cases, runs) == []


@needs_tflm
def test_where_tflm_has_an_answer_it_is_ours() -> None:
    """GATHER_ND looks at the sum of indices times steps alone: one of them may be outside."""
    rng = np.random.default_rng(2)
    answered = 0
    for _ in range(300):
        model = gather_nd(rng)
        sample = inputs(rng, model, wild=0.1)
        try:
            difference = first_difference(model, read(model, file="m"), sample)
        except ModelError as error:
            assert "index out of bounds" in str(error)
            continue
        assert difference is None
        answered += 1
    assert answered > 30
