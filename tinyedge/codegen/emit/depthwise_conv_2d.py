"""DEPTHWISE_CONV_2D."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted import weighted
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import DepthwiseConv2D


def depthwise_conv_2d(site: Site, op: DepthwiseConv2D) -> Call:
    """The bias stays as it is: the kernel skips the taps that lie on padding."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted(site, op, folded=False)
    _, height, width, _ = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_depthwise_conv_2d_params",
        *images(site),
        ("channel_multiplier", c.integer(op.multiplier)),
        *pair("kernel", (height, width)),
        *pair("stride", op.stride),
        *pair("dilation", op.dilation),
        *pair("pad", op.pad),
        *output_size(site),
        ("input_zero_point", c.integer(-w.parameters.input_offset)),
        *w.fields,
    )
    return Call(
        kernel="depthwise_conv_2d",
        arguments=(
            f"&{params.name}",
            source,
            w.weights.name,
            w.bias.name,
            site.scratch("int32_t"),
            site.output(),
        ),
        constants=(*constants, *w.constants),
        params=params,
    )
