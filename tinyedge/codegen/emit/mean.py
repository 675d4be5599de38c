"""MEAN and SUM."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.reduction import reduction
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Mean, Sum
from tinyedge.reference.mean import mean_parameters


def mean(site: Site, op: Mean | Sum) -> Call:
    """They differ in the multiplier alone."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    p = mean_parameters(op, site.graph)
    kept, reduced = reduction(site, op)
    params = site.params(
        "te_mean_params",
        ("kept", kept),
        ("reduced", reduced),
        ("bias", c.integer(-p.sum_offset)),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
        ("output_zero_point", c.integer(p.output_offset)),
    )
    return Call("mean", (f"&{params.name}", source, site.output()), tuple(constants), params)
