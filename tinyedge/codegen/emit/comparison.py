"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Comparison
from tinyedge.reference.comparison import comparison_parameters


def comparison(site: Site, op: Comparison) -> Call:
    """The kernel is told what to give where the first is less, equal and greater."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = comparison_parameters(op, site.graph)
    params = site.params(
        "te_comparison_params",
        ("shape", broadcast(site, op)),
        ("zero_point", c.braces(c.integer(-offset) for offset in p.offsets)),
        ("multiplier", c.braces(c.integer(m) for m in p.multipliers)),
        ("shift", c.braces(c.integer(s) for s in p.shifts)),
        ("less", c.integer(int(p.less))),
        ("equal", c.integer(int(p.equal))),
        ("greater", c.integer(int(p.greater))),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("comparison", arguments, tuple(constants), params)
