"""RELU6."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import clamps
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Activation, Relu6
from tinyedge.graph.types import DType


def relu6(site: Site, op: Relu6) -> None:
    """Same shape and quantization: TFLM's kernel clamps and does not rescale."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    dtype = site.alike(DType.INT8, DType.INT16)
    x, y = site.quantized(op.inputs[0], dtype), site.quantized(op.outputs[0], dtype)
    if x != y:
        raise site.error(
            f"it rescales from {x.scale:g} to {y.scale:g}, which TFLite Micro's kernel does not "
            "do: its result would be wrong",
            "convert the model again with the activation fused into the layer before",
        )
    clamps(site, Activation.RELU6, x)
