"""FULLY_CONNECTED."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.weighted import weighted
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import FullyConnected


def fully_connected(site: Site, op: FullyConnected) -> Call:
    """All axes before the last are rows."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    w = weighted(site, op, folded=True)
    outputs, inputs = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_fully_connected_params",
        ("inputs", c.integer(inputs)),
        ("outputs", c.integer(outputs)),
        *w.fields,
    )
    rows = site.tensor(op.outputs[0]).elements // outputs
    return Call(
        kernel=f"fully_connected{w.kernel}",
        arguments=(
            f"&{params.name}",
            c.integer(rows),
            source,
            w.weights.name,
            w.bias.name,
            site.output(),
        ),
        constants=(*constants, *w.constants),
        params=params,
    )
