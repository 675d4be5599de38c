"""What AVERAGE_POOL_2D and MAX_POOL_2D have in common: all but the kernel."""

from __future__ import annotations

from typing import Literal

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.by_type import typed
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import AveragePool2D, MaxPool2D
from tinyedge.reference.requantize import activation_range, quant_of


def pool(
    site: Site, op: AveragePool2D | MaxPool2D, kernel: Literal["average_pool_2d", "max_pool_2d"]
) -> Call:
    """A window that moves over each image."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    quant = quant_of(site.graph, op.outputs[0])
    low, high = activation_range(op.activation, quant, site.tensor(op.outputs[0]).dtype)
    params = site.params(
        "te_pool_2d_params",
        *images(site),
        *pair("window", op.window),
        *pair("stride", op.stride),
        *pair("pad", op.pad),
        *output_size(site),
        ("min", c.integer(low)),
        ("max", c.integer(high)),
    )
    return Call(
        typed(site, kernel), (f"&{params.name}", source, site.output()), tuple(constants), params
    )
