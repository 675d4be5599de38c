"""CONV_2D."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted import weighted
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Conv2D


def conv_2d(site: Site, op: Conv2D) -> Call:
    """The kernel gathers patches, and each is a row of a fully connected layer."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted(site, op, folded=True)
    outputs, height, width, channels = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_conv_2d_params",
        *images(site),
        *pair("kernel", (height, width)),
        *pair("stride", op.stride),
        *pair("dilation", op.dilation),
        *pair("pad", op.pad),
        *output_size(site),
        ("pad_value", c.integer(-w.parameters.input_offset)),
        ("patch.inputs", c.integer(height * width * channels)),
        ("patch.outputs", c.integer(outputs)),
        *((f"patch.{name}", value) for name, value in w.fields),
    )
    return Call(
        kernel=f"conv_2d{w.kernel}",
        arguments=(
            f"&{params.name}",
            source,
            w.weights.name,
            w.bias.name,
            site.scratch("int8_t"),
            site.output(),
        ),
        constants=(*constants, *w.constants),
        params=params,
    )
