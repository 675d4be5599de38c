"""DEPTHWISE_CONV_2D."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted import weighted
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import DepthwiseConv2D
from tinyedge.plan.scratch import INT32_BYTES


def depthwise_conv_2d(site: Site, op: DepthwiseConv2D) -> Call:
    """The bias stays as it is: the kernel skips the taps that lie on padding.

    int4 weights are unpacked behind the sums.
    """
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted(site, op, folded=False)
    _, height, width, _ = site.tensor(op.inputs[1]).shape
    sums_bytes = INT32_BYTES * site.tensor(op.outputs[0]).shape[3]
    unpacked = (site.scratch("int8_t", sums_bytes),) if w.kernel else ()
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
        kernel=f"depthwise_conv_2d{w.kernel}",
        arguments=(
            f"&{params.name}",
            source,
            w.weights.name,
            w.bias.name,
            site.scratch("int32_t"),
            *unpacked,
            site.output(),
        ),
        constants=(*constants, *w.constants),
        params=params,
    )
