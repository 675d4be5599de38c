"""MUL."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.emit.by_type import typed
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Mul
from tinyedge.reference.mul import mul_parameters


def mul(site: Site, op: Mul) -> Call:
    """The product of what the inputs are above their zero points, requantized."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = mul_parameters(op, site.graph)
    params = site.params(
        "te_mul_params",
        ("shape", broadcast(site, op)),
        ("input_zero_point", c.braces(c.integer(-offset) for offset in p.offsets)),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
        ("output_zero_point", c.integer(p.output_offset)),
        ("min", c.integer(p.min)),
        ("max", c.integer(p.max)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call(typed(site, "mul"), arguments, tuple(constants), params)
