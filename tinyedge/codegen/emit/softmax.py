"""SOFTMAX."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Softmax
from tinyedge.reference.softmax import softmax_exp_table


def softmax(site: Site, op: Softmax) -> Call:
    """The exponentials come from a table, as only 256 differences to the maximum exist.

    The table ends with its last value above 0: about 21.5 / (beta * scale) of them, so it takes
    the flash of the code that would compute them, and a fraction of its time.
    """
    constants: list[Constant] = []
    source = site.input(0, constants)
    table = np.trim_zeros(softmax_exp_table(op, site.graph), "b")
    exp = site.constant("exp", "int32_t", table, "exp(-beta * input scale * i), Q31")
    tensor = site.tensor(op.outputs[0])
    depth = tensor.shape[-1]
    params = site.params(
        "te_softmax_params",
        ("rows", c.integer(tensor.elements // depth)),
        ("depth", c.integer(depth)),
        ("exp_count", c.integer(table.size)),
        ("exp", exp.name),
    )
    arguments = (f"&{params.name}", source, site.output())
    return Call("softmax", arguments, (*constants, exp), params)
