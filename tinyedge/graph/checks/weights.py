"""What operators with weights have in common: scales of channels, bias, and the accumulator."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import clamps, requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.checks.wide import requantizes_wide
from tinyedge.graph.ops import (
    Conv2D,
    DepthwiseConv2D,
    FullyConnected,
    TensorId,
    TransposeConv,
    Weighing,
)
from tinyedge.graph.precision import ALSO
from tinyedge.graph.sums import sums_are_wide
from tinyedge.graph.types import Array, DType, Quant


def weighted(site: Site, op: Weighing, axis: int) -> None:
    """Types, scales, and the proof that no accumulator overflows, from the real weights.

    axis: of the output channels in the weights.
    """
    x, weights, _ = op.inputs
    if site.tensor(x).dtype is DType.FLOAT32:
        weighted_float32(site, op, site.tensor(weights).shape[axis])
        return
    dtype = site.dtype(x, DType.INT8, DType.INT16)
    input_quant, output_quant = (site.quantized(n, dtype) for n in (x, op.outputs[0]))
    centered(site, x, op.outputs[0])
    scales = _weight_scales(site, op, axis)
    clamps(site, op.activation, output_quant)
    biases = _biases(site, op, channels=site.tensor(weights).shape[axis])
    sums = _largest_sums(site.constant(weights), axis, biases, largest_offset(input_quant, dtype))
    fits = requantizes_wide if sums_are_wide(op, site.graph) else requantizes
    for channel, largest in enumerate(sums):
        scale = scales[channel if len(scales) > 1 else 0]
        multiplier = input_quant.scale * scale / output_quant.scale
        fits(site, largest, multiplier, f"output channel {channel}: ")


def weighted_float32(site: Site, op: Weighing, channels: int) -> None:
    """All float32, of operators that ``ALSO`` says have such a form."""
    if DType.FLOAT32 not in ALSO.get(op.kind, ()):
        site.dtype(op.inputs[0], DType.INT8, DType.INT16)
    site.dtype(op.outputs[0], DType.FLOAT32)
    for number in op.inputs[1:]:
        if number == -1:
            continue
        site.dtype(number, DType.FLOAT32)
        site.constant(number)
    bias = op.inputs[2]
    if bias != -1 and site.tensor(bias).shape != (channels,):
        raise site.error(f"the bias is {list(site.tensor(bias).shape)}, not [{channels}]")


def _weight_scales(site: Site, op: Weighing, axis: int) -> Sequence[float]:
    """One scale, or one for each output channel."""
    weights = op.inputs[1]
    of_int8 = site.tensor(op.inputs[0]).dtype is DType.INT8
    narrow = (DType.INT4,) if DType.INT4 in ALSO.get(op.kind, ()) else ()
    dtype = site.dtype(weights, DType.INT8, *narrow)
    if dtype is DType.INT4 and not of_int8:
        raise site.error("int4 weights beside int16 activations", "quantize its weights to int8")
    quant = site.tensor(weights).quant
    channels = site.tensor(weights).shape[axis]
    if quant is None:
        raise site.error("the weights have no scale")
    if len(quant.scales) not in (1, channels):
        raise site.error(f"{len(quant.scales)} scales of weights for {channels} output channels")
    if len(quant.scales) > 1 and quant.axis != axis:
        raise site.error(f"the scales of the weights lie along axis {quant.axis}, not {axis}")
    if any(quant.zero_points):
        raise site.error("the weights have zero points other than 0")
    if dtype is DType.INT4 and isinstance(op, FullyConnected) and len(quant.scales) > 1:
        raise site.error(
            f"{len(quant.scales)} scales of int4 weights, where TFLite Micro takes one",
            "quantize this layer per tensor, or to int8",
        )
    return quant.scales


def _biases(site: Site, op: Weighing, channels: int) -> Array:
    """Its values; zeros where it is left out."""
    bias = op.inputs[2]
    if bias == -1:
        return np.zeros(channels, np.int64)
    site.dtype(bias, *_bias_types(site, op))
    data = site.constant(bias)
    if data.shape != (channels,):
        raise site.error(f"the bias is {list(data.shape)}, not [{channels}]")
    quant = site.tensor(bias).quant
    if quant is not None and any(quant.zero_points):
        raise site.error("the bias has zero points other than 0")
    return data.astype(np.int64)


def _bias_types(site: Site, op: Weighing) -> tuple[DType, ...]:
    """Those that TFLM takes."""
    if site.tensor(op.inputs[0]).dtype is DType.INT8:
        return (DType.INT32,)
    match op:
        case Conv2D() | FullyConnected():
            return DType.INT64, DType.INT32
        case TransposeConv():
            return DType.INT64, DType.INT16
        case DepthwiseConv2D():
            return (DType.INT64,)


def _largest_sums(weights: Array, axis: int, biases: Array, offset: int) -> list[int]:
    """|bias| + sum of |weight| * offset, of each output channel."""
    others = tuple(a for a in range(weights.ndim) if a != axis)
    magnitudes = np.abs(weights.astype(np.int64)).sum(axis=others)
    return [abs(int(b)) + int(m) * offset for b, m in zip(biases, magnitudes, strict=True)]


def bias_scale(site: Site, x: Quant, weights: Quant, bias: TensorId, y: Quant) -> None:
    """TFLM refuses a per-tensor FULLY_CONNECTED whose bias has quite another scale."""
    if bias == -1 or len(weights.scales) != 1:
        return
    quant = site.tensor(bias).quant
    given = quant.scales[0] if quant is not None else 0.0
    product = x.scale * weights.scale
    if not abs(product - given) / y.scale <= 0.02:  # nor is NaN
        raise site.error(f"the bias has scale {given:g}, far from {product:g}, input times weights")
