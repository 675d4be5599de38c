"""ADD, SUB, MUL and DIV of int32."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.reference.integers import OfTwo, bounds


def two_int32(site: Site, op: OfTwo) -> Call:
    """Two numbers after the other, broadcast."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    low, high = bounds(op)
    params = site.params(
        "te_pair_i32_params",
        ("shape", broadcast(site, op)),
        ("kind", f"TE_{op.kind}_I32"),
        ("min", c.integer(low)),
        ("max", c.integer(high)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("pair_i32", arguments, tuple(constants), params)
