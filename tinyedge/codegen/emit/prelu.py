"""PRELU."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.emit.by_type import typed
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Prelu
from tinyedge.reference.prelu import prelu_parameters


def prelu(site: Site, op: Prelu) -> Call:
    """Two requantizations, by the sign of what the input is above its zero point."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = prelu_parameters(op, site.graph)
    params = site.params(
        "te_prelu_params",
        ("shape", broadcast(site, op)),
        ("input_zero_point", c.integer(-p.offsets[0])),
        ("slope_zero_point", c.integer(-p.offsets[1])),
        ("multiplier", c.braces(c.integer(m) for m in p.multipliers)),
        ("shift", c.braces(c.integer(s) for s in p.shifts)),
        ("output_zero_point", c.integer(p.output_offset)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call(typed(site, "prelu"), arguments, tuple(constants), params)
