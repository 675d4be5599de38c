"""CONV_2D."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.checks.weights import weighted
from tinyedge.graph.checks.window import slides
from tinyedge.graph.ops import Conv2D


def conv_2d(site: Site, op: Conv2D) -> None:
    """[N,H,W,C] with [out,kh,kw,C] gives [N,h,w,out]."""
    batch, _, _, channels = site.shape(op.inputs[0], 4)
    outputs, height, width, depth = site.shape(op.inputs[1], 4)
    if depth != channels:
        raise site.error(
            f"the weights take {depth} channels and the input has {channels}",
            "grouped convolutions are not supported: use depthwise or plain ones",
        )
    slides(site, (height, width), op.stride, op.pad, op.dilation)
    site.output_shape((batch, *site.tensor(op.outputs[0]).shape[1:3], outputs))
    weighted(site, op, axis=0)
