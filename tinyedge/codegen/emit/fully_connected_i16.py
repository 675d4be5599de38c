"""FULLY_CONNECTED of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted_i16 import weighted_i16
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import FullyConnected


def fully_connected_i16(site: Site, op: FullyConnected) -> Call:
    """All axes before the last are rows."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted_i16(site, op)
    outputs, inputs = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_fully_connected_i16_params",
        ("inputs", c.integer(inputs)),
        ("outputs", c.integer(outputs)),
        *w.sum("sum"),
    )
    rows = c.integer(site.tensor(op.outputs[0]).elements // outputs)
    arguments = (f"&{params.name}", rows, source, w.weights.name, w.bias.name, site.output())
    return Call("fully_connected_i16", arguments, (*constants, *w.constants), params)
