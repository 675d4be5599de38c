"""FULLY_CONNECTED."""

from __future__ import annotations

from math import prod

from tinyedge.graph.checks.site import Site
from tinyedge.graph.checks.weights import bias_scale, weighted
from tinyedge.graph.ops import FullyConnected
from tinyedge.graph.types import DType


def fully_connected(site: Site, op: FullyConnected) -> None:
    """[..., in] with [out,in] gives [..., out]; the leading axes may be joined into one."""
    outputs, depth = site.shape(op.inputs[1], 2)
    given = site.tensor(op.inputs[0]).shape
    shape = site.tensor(op.outputs[0]).shape
    if prod(given) % depth or not shape or prod(shape[:-1]) * depth != prod(given):
        raise site.error(
            f"an input of {list(given)} and weights of {[outputs, depth]} do not give {list(shape)}"
        )
    site.output_shape((*shape[:-1], outputs))
    weighted(site, op, axis=0)
    if site.tensor(op.inputs[0]).dtype is DType.FLOAT32:
        return
    weights = site.tensor(op.inputs[1]).quant
    assert weights is not None
    x, y = (site.quantized(n, DType.INT8, DType.INT16) for n in (op.inputs[0], op.outputs[0]))
    bias_scale(site, x, weights, op.inputs[2], y)
