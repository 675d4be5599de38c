"""CONV_2D of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted_i16 import weighted_i16
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Conv2D


def conv_2d_i16(site: Site, op: Conv2D) -> Call:
    """The kernel gathers patches, and each is a row of a fully connected layer."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted_i16(site, op)
    outputs, height, width, channels = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_conv_2d_i16_params",
        *images(site),
        *pair("kernel", (height, width)),
        *pair("stride", op.stride),
        *pair("dilation", op.dilation),
        *pair("pad", op.pad),
        *output_size(site),
        ("patch.inputs", c.integer(height * width * channels)),
        ("patch.outputs", c.integer(outputs)),
        *w.sum("patch.sum"),
    )
    scratch = site.scratch("int16_t")
    arguments = (f"&{params.name}", source, w.weights.name, w.bias.name, scratch, site.output())
    return Call("conv_2d_i16", arguments, (*constants, *w.constants), params)
