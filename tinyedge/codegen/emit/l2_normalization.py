"""L2_NORMALIZATION."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import L2Normalization
from tinyedge.reference.requantize import quant_of


def l2_normalization(site: Site, op: L2Normalization) -> Call:
    """The scale of the input cancels."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    tensor = site.tensor(op.outputs[0])
    depth = tensor.shape[-1]
    params = site.params(
        "te_l2_normalization_params",
        ("rows", c.integer(tensor.elements // depth)),
        ("depth", c.integer(depth)),
        ("input_zero_point", c.integer(quant_of(site.graph, op.inputs[0]).zero_point)),
    )
    arguments = (f"&{params.name}", source, site.output())
    return Call("l2_normalization", arguments, tuple(constants), params)
