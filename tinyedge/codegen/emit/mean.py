"""MEAN and SUM."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.reduction import few_axes, many_axes
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Mean, Sum
from tinyedge.graph.types import DType
from tinyedge.reference.mean import mean_parameters


def mean(site: Site, op: Mean | Sum) -> Call:
    """They differ in the multiplier alone. int8 has a faster kernel where axes are few."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    p = mean_parameters(op, site.graph)
    wide = site.tensor(op.inputs[0]).dtype is DType.INT16
    few = None if wide else few_axes(site, op)
    kernel = "mean_i16" if wide else "mean_axes" if few is None else "mean"
    params = site.params(
        f"te_{kernel}_params",
        *(few or many_axes(site, op)),
        ("bias", c.integer(-p.sum_offset)),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
        ("output_zero_point", c.integer(p.output_offset)),
    )
    return Call(kernel, (f"&{params.name}", source, site.output()), tuple(constants), params)
