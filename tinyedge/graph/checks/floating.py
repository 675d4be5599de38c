"""Operators that compute in float32, in the midst of int8 or throughout."""

from __future__ import annotations

import math

from tinyedge.graph.checks.broadcast import broadcasts
from tinyedge.graph.checks.reduction import reduces
from tinyedge.graph.checks.resizing import resizes
from tinyedge.graph.checks.site import FEWER_AXES, RECONVERT, Site
from tinyedge.graph.checks.window import slides
from tinyedge.graph.ops import (
    AddN,
    AveragePool2D,
    Cumsum,
    Div,
    FloorDiv,
    FloorMod,
    L2Normalization,
    L2Pool2D,
    LeakyRelu,
    LogSoftmax,
    MaxPool2D,
    Mean,
    Op,
    Prelu,
    ReduceMax,
    ReduceMin,
    ResizeBilinear,
    Softmax,
    SquaredDifference,
    Sum,
)
from tinyedge.graph.types import DType

LARGEST_RANK = 4  # of TFLM's loops over broadcast and reduced axes


def all_float32(site: Site, op: Op) -> None:
    """Inputs that are computed, and outputs."""
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, DType.FLOAT32)


def one_float32(site: Site, op: Op) -> None:
    """Same shape; float32."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    given = site.tensor(op.inputs[0]).dtype
    if given is not DType.FLOAT32:
        raise site.error(
            f"{site.named(op.inputs[0])} is {given.value}, and TFLite Micro has this operator in "
            "float32 alone",
            "leave the layer out of quantization",
        )
    site.dtype(op.outputs[0], DType.FLOAT32)


def two_float32(site: Site, op: Op) -> None:
    """All float32, broadcast."""
    broadcasts(site, op)
    all_float32(site, op)


def pair_float32(site: Site, op: Div | SquaredDifference | Prelu | FloorMod) -> None:
    """As ``two_float32``; TFLM broadcasts over four axes."""
    two_float32(site, op)
    _rank(site, 0)


def floor_div_float32(site: Site, op: FloorDiv) -> None:
    """As ``two_float32`` over four axes; TFLM stops at a divisor of 0. Whether one that is computed
    ever is 0 is not known: see docs/truth.md."""
    two_float32(site, op)
    _rank(site, 0)
    divisor = site.tensor(op.inputs[1]).data
    if divisor is not None and not divisor.all():
        raise site.error(f"{site.named(op.inputs[1])} holds 0, at which TFLite Micro stops")


def leaky_relu_float32(site: Site, op: LeakyRelu) -> None:
    """As ``one_float32``; the slope is a number."""
    one_float32(site, op)
    _finite(site, "alpha", op.alpha)


def rows_float32(site: Site, op: Softmax | LogSoftmax | L2Normalization) -> None:
    """As ``one_float32``; there are rows."""
    one_float32(site, op)
    _rank(site, 1)


def softmax_float32(site: Site, op: Softmax) -> None:
    """As ``rows_float32``; beta is a number."""
    rows_float32(site, op)
    _finite(site, "beta", op.beta)


def reduces_float32(site: Site, op: Mean | Sum | ReduceMax | ReduceMin) -> None:
    """float32, the reduced axes gone or of size 1."""
    site.dtype(op.inputs[0], DType.FLOAT32)
    site.dtype(op.outputs[0], DType.FLOAT32)
    reduces(site, op)
    _rank(site, 0)


def cumsum_float32(site: Site, op: Cumsum) -> None:
    """Same shape."""
    one_float32(site, op)
    rank = len(site.tensor(op.inputs[0]).shape)
    if not 0 <= op.axis < rank:
        raise site.error(f"axis {op.axis} of a tensor of {rank} axes")


def add_n_float32(site: Site, op: AddN) -> None:
    """All of one shape."""
    for number in op.inputs:
        site.output_shape(site.tensor(number).shape)
    all_float32(site, op)


def pools_float32(site: Site, op: AveragePool2D | MaxPool2D | L2Pool2D) -> None:
    """[N,H,W,C] gives [N,h,w,C]."""
    batch, _, _, channels = site.shape(op.inputs[0], 4)
    slides(site, op.window, op.stride, op.pad)
    site.output_shape((batch, *site.tensor(op.outputs[0]).shape[1:3], channels))
    all_float32(site, op)


def resize_bilinear_float32(site: Site, op: ResizeBilinear) -> None:
    """[N,H,W,C] to [N,h,w,C]."""
    site.dtype(op.inputs[0], DType.FLOAT32)
    site.dtype(op.outputs[0], DType.FLOAT32)
    if op.align_corners and op.half_pixel_centers:
        raise site.error("both align_corners and half_pixel_centers, which TFLite Micro refuses")
    resizes(site)


def _rank(site: Site, least: int) -> None:
    rank = len(site.tensor(site.op.outputs[0]).shape)
    rank = max(rank, len(site.tensor(site.op.inputs[0]).shape))
    if not least <= rank <= LARGEST_RANK:
        problem = f"{rank} axes, where TFLite Micro takes {least} to {LARGEST_RANK}"
        raise site.error(problem, RECONVERT if rank < least else FEWER_AXES)


def _finite(site: Site, what: str, value: float) -> None:
    if not math.isfinite(value):
        raise site.error(f"{what} is {value:g}, which is not a number")
