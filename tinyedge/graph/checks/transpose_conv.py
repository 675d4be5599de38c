"""TRANSPOSE_CONV."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.checks.weights import weighted
from tinyedge.graph.checks.window import LARGEST
from tinyedge.graph.ops import TransposeConv


def transpose_conv(site: Site, op: TransposeConv) -> None:
    """[N,H,W,C] with [out,kh,kw,C] gives [N,h,w,out] of any h, w: what lies outside is dropped."""
    batch, *size, channels = site.shape(op.inputs[0], 4)
    outputs, height, width, depth = site.shape(op.inputs[1], 4)
    if depth != channels:
        raise site.error(f"the weights take {depth} channels and the input has {channels}")
    for value in (height, width, *op.stride):
        if not 1 <= value <= LARGEST:
            raise site.error(f"window or stride is {value}, not 1 to {LARGEST}")
    output = site.shape(op.outputs[0], 4)[1:3]
    for i, window in enumerate((height, width)):
        if not 0 <= op.pad[i] < window or max(size[i], output[i]) > LARGEST:
            raise site.error(
                f"{output[i]} rows or columns of output do not follow from {size[i]} of input"
            )
    site.output_shape((batch, *output, outputs))
    weighted(site, op, axis=0)
