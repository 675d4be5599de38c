"""MINIMUM and MAXIMUM; of bool they are LOGICAL_AND and LOGICAL_OR."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import LogicalAnd, LogicalOr, Maximum, Minimum


def minimum_int32(site: Site, op: Minimum | Maximum) -> Call:
    """The larger has the smaller complement."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    params = site.params(
        "te_minimum_i32_params",
        ("shape", broadcast(site, op)),
        ("flip", c.integer(-1 if isinstance(op, Maximum) else 0)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("minimum_i32", arguments, tuple(constants), params)


def minimum(site: Site, op: Minimum | Maximum | LogicalAnd | LogicalOr) -> Call:
    """Both have one quantization: the values are compared as they are."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    params = site.params("te_minimum_params", ("shape", broadcast(site, op)))
    kernel = "minimum" if isinstance(op, Minimum | LogicalAnd) else "maximum"
    arguments = (f"&{params.name}", *sources, site.output())
    return Call(kernel, arguments, tuple(constants), params)
