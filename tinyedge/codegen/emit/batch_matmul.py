"""BATCH_MATMUL."""

from __future__ import annotations

from collections.abc import Sequence

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import BatchMatmul
from tinyedge.graph.types import DType
from tinyedge.reference.batch_matmul import batch_matmul_parameters
from tinyedge.reference.movement import steps_of

_AXES = 5  # of te_batch_matmul.h, with rows and columns


def batch_matmul(site: Site, op: BatchMatmul) -> Call:
    """A matrix is transposed by its steps, and repeated by steps of 0."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = batch_matmul_parameters(op, site.graph)
    wide = site.tensor(op.outputs[0]).dtype is DType.INT16
    kernel = "batch_matmul_i16" if wide else "batch_matmul"
    zero_points = (
        ("first_zero_point", c.integer(p.zero_points[0])),
        ("second_zero_point", c.integer(p.zero_points[1])),
        ("output_zero_point", c.integer(p.output_zero_point)),
    )
    output = _wide(site.tensor(op.outputs[0]).shape)
    shapes = [_wide(site.tensor(number).shape) for number in op.inputs]
    steps = [list(steps_of(shape)) for shape in shapes]
    for swapped, shape, step in zip(op.transposed, shapes, steps, strict=True):
        if swapped:
            shape[-2:], step[-2:] = shape[:-3:-1], step[:-3:-1]
    repeated = [
        [0 if n == 1 else by for n, by in zip(shape[:-2], step[:-2], strict=True)]
        for shape, step in zip(shapes, steps, strict=True)
    ]
    params = site.params(
        f"te_{kernel}_params",
        ("batches", _list(output[:-2])),
        ("first_batch", _list(repeated[0])),
        ("second_batch", _list(repeated[1])),
        ("rows", c.integer(output[-2])),
        ("depth", c.integer(shapes[0][-1])),
        ("columns", c.integer(output[-1])),
        ("first_row", c.integer(steps[0][-2])),
        ("first_depth", c.integer(steps[0][-1])),
        ("second_depth", c.integer(steps[1][-2])),
        ("second_column", c.integer(steps[1][-1])),
        *(() if wide else zero_points),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call(kernel, arguments, tuple(constants), params)


def _wide(shape: Sequence[int]) -> list[int]:
    """With axes of size 1 in front."""
    return [1] * (_AXES - len(shape)) + list(shape)


def _list(values: Sequence[int]) -> str:
    return c.braces(c.integer(value) for value in values)
