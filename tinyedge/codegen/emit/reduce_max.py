"""REDUCE_MAX and REDUCE_MIN."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.reduction import reduction
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import ReduceMax, ReduceMin


def reduce_max(site: Site, op: ReduceMax | ReduceMin) -> Call:
    """The least is the complement of the largest complement."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    kept, reduced = reduction(site, op)
    params = site.params(
        "te_reduce_max_params",
        ("kept", kept),
        ("reduced", reduced),
        ("flip", c.integer(-1 if isinstance(op, ReduceMin) else 0)),
    )
    return Call("reduce_max", (f"&{params.name}", source, site.output()), tuple(constants), params)
