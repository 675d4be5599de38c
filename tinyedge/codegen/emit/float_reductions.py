"""MEAN, SUM, REDUCE_MAX, REDUCE_MIN, CUMSUM and ADD_N of float32."""

from __future__ import annotations

from math import prod

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.reduction import many_axes
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import AddN, Cumsum, Mean, ReduceMax, ReduceMin, Sum
from tinyedge.reference.float_reductions import count_of


def mean_float32(site: Site, op: Mean | Sum) -> Call:
    """A SUM is divided by 1, which changes nothing."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    params = site.params(
        "te_mean_f32_params",
        *many_axes(site, op),
        ("count", c.real(count_of(op, site.graph))),
    )
    return Call("mean_f32", (f"&{params.name}", source, site.output()), tuple(constants), params)


def reduce_max_float32(site: Site, op: ReduceMax | ReduceMin) -> Call:
    """The largest or the least."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    params = site.params(
        "te_reduce_max_f32_params",
        *many_axes(site, op),
        ("least", c.integer(int(isinstance(op, ReduceMin)))),
    )
    arguments = (f"&{params.name}", source, site.output())
    return Call("reduce_max_f32", arguments, tuple(constants), params)


def cumsum_float32(site: Site, op: Cumsum) -> Call:
    """From the end on, it begins with the last element and steps backwards."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    shape = site.tensor(op.inputs[0]).shape
    size, inner = shape[op.axis], prod(shape[op.axis + 1 :])
    params = site.params(
        "te_cumsum_f32_params",
        ("outer", c.integer(prod(shape[: op.axis]))),
        ("size", c.integer(size)),
        ("inner", c.integer(inner)),
        ("first", c.integer((size - 1) * inner if op.reverse else 0)),
        ("step", c.integer(-inner if op.reverse else inner)),
        ("exclusive", c.integer(int(op.exclusive))),
    )
    return Call("cumsum_f32", (f"&{params.name}", source, site.output()), tuple(constants), params)


def add_n_float32(site: Site, op: AddN) -> Call:
    """One sum after the other."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(len(op.inputs))]
    arguments = (
        c.integer(len(sources)),
        c.integer(site.tensor(op.outputs[0]).elements),
        f"(const float *const[]){c.braces(sources)}",
        site.output(),
    )
    return Call("add_n_f32", arguments, tuple(constants))
