"""DEPTHWISE_CONV_2D of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted_i16 import weighted_i16
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import DepthwiseConv2D


def depthwise_conv_2d_i16(site: Site, op: DepthwiseConv2D) -> Call:
    """Without scratch: the kernel sums a few outputs at a time."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted_i16(site, op)
    _, height, width, _ = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_depthwise_conv_2d_i16_params",
        *images(site),
        ("channel_multiplier", c.integer(op.multiplier)),
        *pair("kernel", (height, width)),
        *pair("stride", op.stride),
        *pair("dilation", op.dilation),
        *pair("pad", op.pad),
        *output_size(site),
        *w.sum("sum"),
    )
    arguments = (f"&{params.name}", source, w.weights.name, w.bias.name, site.output())
    return Call("depthwise_conv_2d_i16", arguments, (*constants, *w.constants), params)
