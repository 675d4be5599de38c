"""SVDF."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site, largest_offset
from tinyedge.graph.checks.states import keeps
from tinyedge.graph.ops import Activation, Svdf, TensorId
from tinyedge.graph.types import Array, DType, Quant

_BIAS_TOLERANCE = 1e-5


def svdf(site: Site, op: Svdf) -> None:
    """Shapes as the class says; int8, but the time weights and the state int8 or int16 both."""
    x, features, times, bias, state = op.inputs
    batch, depth = site.shape(x, 2)
    filters, _ = site.shape(features, 2)
    _, memory = site.shape(times, 2)
    if op.rank < 1 or filters % op.rank:
        raise site.error(f"{filters} filters of rank {op.rank}")
    units = filters // op.rank
    site.output_shape((batch, units))
    wide = site.dtype(times, DType.INT8, DType.INT16)
    site.shape(state, 2)
    keeps(site, state, (batch, filters * memory), wide)
    weights = _weights(site, features, (filters, depth), DType.INT8)
    in_time = _weights(site, times, (filters, memory), wide)
    kept = site.quantized(state, wide)
    y = site.int8(op.outputs[0])
    _clamps_by_itself(site, op, y)

    largest = np.abs(weights.astype(np.int64)).sum(axis=1) * largest_offset(site.int8(x))
    first = site.int8(x).scale * site.int8(features).scale / kept.scale
    requantizes(site, int(largest.max()), first, "features: ")
    product = kept.scale * site.quantized(times, wide).scale
    _bias(site, bias, units, product)
    second = product / y.scale
    # Sums over time wrap around, in TFLM and here; they must not where that would go on.
    if second >= 0.5:
        sums = np.abs(in_time.astype(np.int64)).sum(axis=1).reshape(units, op.rank).sum(axis=1)
        sums = sums * largest_offset(kept, wide) + np.abs(site.constant(bias).astype(np.int64))
        requantizes(site, int(sums.max()), second, "in time: ")
    else:
        requantizes(site, 0, second, "in time: ")


def _weights(site: Site, number: TensorId, shape: tuple[int, int], dtype: DType) -> Array:
    quant = site.quantized(number, dtype)
    if quant.zero_point != 0:
        raise site.error(f"{site.named(number)}, weights, has the zero point {quant.zero_point}")
    if site.shape(number, 2) != shape:
        given = list(site.tensor(number).shape)
        raise site.error(f"{site.named(number)}, weights, is {given}, not {list(shape)}")
    return site.constant(number)


def _bias(site: Site, number: TensorId, units: int, product: float) -> None:
    """TFLM wants its scale to be that of the state times that of the time weights."""
    site.dtype(number, DType.INT32)
    data = site.constant(number)
    if data.shape != (units,):
        raise site.error(f"the bias is {list(data.shape)}, not [{units}]")
    quant = site.tensor(number).quant
    given = quant.scales[0] if quant is not None else 0.0
    if not abs(given - product) < _BIAS_TOLERANCE:  # nor is NaN
        raise site.error(f"the bias has scale {given:g}, far from {product:g}, state times weights")


def _clamps_by_itself(site: Site, op: Svdf, y: Quant) -> None:
    """TFLM leaves a fused activation out: it is the output's range that clamps."""
    low, high = {
        Activation.NONE: (None, None),
        Activation.RELU: (0.0, None),
        Activation.RELU_N1_TO_1: (-1.0, 1.0),
        Activation.RELU6: (0.0, 6.0),
    }[op.activation]
    step = y.scale * 0.5
    below = low is not None and (-128 - y.zero_point) * y.scale < low - step
    above = high is not None and (127 - y.zero_point) * y.scale > high + step
    if below or above:
        raise site.error(
            f"its output has values that {op.activation.value} cuts off, and TFLite Micro does not "
            "apply it here",
            "put a RELU layer of its own behind it, and convert again",
        )
