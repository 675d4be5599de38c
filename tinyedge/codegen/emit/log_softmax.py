"""LOG_SOFTMAX."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import LogSoftmax
from tinyedge.reference.log_softmax import log_softmax_parameters


def log_softmax(site: Site, op: LogSoftmax) -> Call:
    """The exponentials come from a table, as those of SOFTMAX do."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    p = log_softmax_parameters(op, site.graph)
    table = np.trim_zeros(p.exp, "b")
    exp = site.constant("exp", "int32_t", table, "exp(-input scale * i), Q31")
    tensor = site.tensor(op.outputs[0])
    depth = tensor.shape[-1]
    params = site.params(
        "te_log_softmax_params",
        ("rows", c.integer(tensor.elements // depth)),
        ("depth", c.integer(depth)),
        ("exp_count", c.integer(table.size)),
        ("exp", exp.name),
        ("multiplier", c.integer(p.scaling.multiplier)),
        ("shift", c.integer(p.scaling.shift)),
        ("largest_diff", c.integer(p.scaling.largest_diff)),
        ("divisor", c.integer(p.divisor)),
        ("divisor_shift", c.integer(p.divisor_shift)),
    )
    arguments = (f"&{params.name}", source, site.output())
    return Call("log_softmax", arguments, (*constants, exp), params)
