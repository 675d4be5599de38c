"""ADD_N."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import AddN
from tinyedge.reference.add_n import add_n_parameters


def add_n(site: Site, op: AddN) -> Call:
    """One sum of whole steps, brought to the output's scale."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(len(op.inputs))]
    p = add_n_parameters(op, site.graph)
    params = site.params(
        "te_add_n_params",
        ("inputs", c.integer(len(sources))),
        ("count", c.integer(site.tensor(op.outputs[0]).elements)),
        ("offset", c.integer(p.offset)),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
        ("output_zero_point", c.integer(p.output_offset)),
    )
    arguments = (f"&{params.name}", f"(const int8_t *const[]){c.braces(sources)}", site.output())
    return Call("add_n", arguments, tuple(constants), params)
