"""REDUCE_MAX and REDUCE_MIN."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.reduction import few_axes, many_axes
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import ReduceMax, ReduceMin


def reduce_max(site: Site, op: ReduceMax | ReduceMin) -> Call:
    """The least is the complement of the largest complement."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    few = few_axes(site, op)
    kernel = "reduce_max_axes" if few is None else "reduce_max"
    params = site.params(
        f"te_{kernel}_params",
        *(few or many_axes(site, op)),
        ("flip", c.integer(-1 if isinstance(op, ReduceMin) else 0)),
    )
    return Call(kernel, (f"&{params.name}", source, site.output()), tuple(constants), params)
