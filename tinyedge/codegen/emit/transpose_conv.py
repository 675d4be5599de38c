"""TRANSPOSE_CONV."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted import weighted
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import TransposeConv


def transpose_conv(site: Site, op: TransposeConv) -> Call:
    """The bias stays as it is: how many taps reach an output depends on where it lies."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted(site, op, folded=False)
    outputs, height, width, _ = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_transpose_conv_params",
        *images(site),
        ("outputs", c.integer(outputs)),
        *pair("kernel", (height, width)),
        *pair("stride", op.stride),
        *pair("pad", op.pad),
        *output_size(site),
        ("input_zero_point", c.integer(-w.parameters.input_offset)),
        *w.fields,
    )
    return Call(
        kernel="transpose_conv",
        arguments=(f"&{params.name}", source, w.weights.name, w.bias.name, site.output()),
        constants=(*constants, *w.constants),
        params=params,
    )
