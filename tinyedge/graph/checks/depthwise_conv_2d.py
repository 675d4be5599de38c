"""DEPTHWISE_CONV_2D."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.checks.weights import weighted
from tinyedge.graph.checks.window import slides
from tinyedge.graph.ops import DepthwiseConv2D


def depthwise_conv_2d(site: Site, op: DepthwiseConv2D) -> None:
    """[N,H,W,C] with [1,kh,kw,C*multiplier] gives [N,h,w,C*multiplier]."""
    batch, _, _, channels = site.shape(op.inputs[0], 4)
    one, height, width, outputs = site.shape(op.inputs[1], 4)
    if one != 1 or outputs != channels * op.multiplier:
        raise site.error(
            f"the weights are {[one, height, width, outputs]} for {channels} channels and a "
            f"multiplier of {op.multiplier}"
        )
    slides(site, (height, width), op.stride, op.pad, op.dilation)
    site.output_shape((batch, *site.tensor(op.outputs[0]).shape[1:3], outputs))
    weighted(site, op, axis=3)
