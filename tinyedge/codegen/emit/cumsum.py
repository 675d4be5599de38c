"""CUMSUM."""

from __future__ import annotations

from math import prod

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Cumsum
from tinyedge.reference.cumsum import cumsum_parameters


def cumsum(site: Site, op: Cumsum) -> Call:
    """From the end on, it begins with the last element and steps backwards."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    p = cumsum_parameters(op, site.graph)
    shape = site.tensor(op.inputs[0]).shape
    size, inner = shape[op.axis], prod(shape[op.axis + 1 :])
    params = site.params(
        "te_cumsum_params",
        ("outer", c.integer(prod(shape[: op.axis]))),
        ("size", c.integer(size)),
        ("inner", c.integer(inner)),
        ("first", c.integer((size - 1) * inner if op.reverse else 0)),
        ("step", c.integer(-inner if op.reverse else inner)),
        ("exclusive", c.integer(int(op.exclusive))),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
        ("output_zero_point", c.integer(p.output_zero_point)),
    )
    return Call("cumsum", (f"&{params.name}", source, site.output()), tuple(constants), params)
