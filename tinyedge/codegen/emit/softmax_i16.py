"""SOFTMAX of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Softmax
from tinyedge.reference.softmax_i16 import softmax_i16_multiplier


def softmax_i16(site: Site, op: Softmax) -> Call:
    """The tables are in the kernel."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    multiplier, shift = softmax_i16_multiplier(op, site.graph)
    tensor = site.tensor(op.outputs[0])
    params = site.params(
        "te_softmax_i16_params",
        ("rows", c.integer(tensor.elements // tensor.shape[-1])),
        ("depth", c.integer(tensor.shape[-1])),
        ("multiplier", c.integer(multiplier)),
        ("shift", c.integer(shift)),
    )
    return Call("softmax_i16", (f"&{params.name}", source, site.output()), tuple(constants), params)
