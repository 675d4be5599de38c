"""ARG_MAX and ARG_MIN."""

from __future__ import annotations

from math import prod

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import ArgMax, ArgMin


def arg_max_float32(site: Site, op: ArgMax | ArgMin) -> Call:
    """The same of float32."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    shape = site.tensor(op.inputs[0]).shape
    params = site.params(
        "te_arg_max_f32_params",
        ("outer", c.integer(prod(shape[: op.axis]))),
        ("size", c.integer(shape[op.axis])),
        ("inner", c.integer(prod(shape[op.axis + 1 :]))),
        ("least", c.integer(int(isinstance(op, ArgMin)))),
    )
    return Call("arg_max_f32", (f"&{params.name}", source, site.output()), tuple(constants), params)


def arg_max(site: Site, op: ArgMax | ArgMin) -> Call:
    """The least is where the largest complement is."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    shape = site.tensor(op.inputs[0]).shape
    params = site.params(
        "te_arg_max_params",
        ("outer", c.integer(prod(shape[: op.axis]))),
        ("size", c.integer(shape[op.axis])),
        ("inner", c.integer(prod(shape[op.axis + 1 :]))),
        ("flip", c.integer(-1 if isinstance(op, ArgMin) else 0)),
    )
    return Call("arg_max", (f"&{params.name}", source, site.output()), tuple(constants), params)
