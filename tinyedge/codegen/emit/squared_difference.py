"""SQUARED_DIFFERENCE."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.emit.by_type import typed
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import SquaredDifference
from tinyedge.reference.squared_difference import squared_difference_parameters


def squared_difference(site: Site, op: SquaredDifference) -> Call:
    """Both inputs are brought to a common scale, and the square to the output's."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = squared_difference_parameters(op, site.graph)
    params = site.params(
        "te_squared_difference_params",
        ("shape", broadcast(site, op)),
        ("zero_point", c.braces(c.integer(-offset) for offset in p.offsets)),
        ("multiplier", c.braces(c.integer(m) for m in p.multipliers)),
        ("shift", c.braces(c.integer(s) for s in p.shifts)),
        ("output_multiplier", c.integer(p.output_multiplier)),
        ("output_shift", c.integer(p.output_shift)),
        ("output_zero_point", c.integer(p.output_offset)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call(typed(site, "squared_difference"), arguments, tuple(constants), params)
