"""TRANSPOSE_CONV of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted_i16 import weighted_i16
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import TransposeConv


def transpose_conv_i16(site: Site, op: TransposeConv) -> Call:
    """Each output gathers what the operator is said to scatter."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted_i16(site, op)
    outputs, height, width, _ = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_transpose_conv_i16_params",
        *images(site),
        ("outputs", c.integer(outputs)),
        *pair("kernel", (height, width)),
        *pair("stride", op.stride),
        *pair("pad", op.pad),
        *output_size(site),
        *w.sum("sum"),
    )
    arguments = (f"&{params.name}", source, w.weights.name, w.bias.name, site.output())
    return Call("transpose_conv_i16", arguments, (*constants, *w.constants), params)
