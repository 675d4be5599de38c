"""GATHER, GATHER_ND and RESIZE_NEAREST_NEIGHBOR."""

from __future__ import annotations

from math import prod

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Gather, GatherNd
from tinyedge.reference.gather import Gatherer, gathering
from tinyedge.reference.movement import steps_of

_AXES = 5  # of te_gather_nd.h, and of TFLM


def gather(site: Site, op: Gatherer) -> Call:
    """By one of three kernels: there is a simple one where the places are known."""
    if isinstance(op, Gather | GatherNd) and site.tensor(op.inputs[1]).data is None:
        return _gather_at(site, op) if isinstance(op, Gather) else _gather_nd(site, op)
    return _gather_known(site, op)


def _gather_at(site: Site, op: Gather) -> Call:
    constants: list[Constant] = []
    source, indices = (site.input(i, constants) for i in range(2))
    x = site.tensor(op.inputs[0])
    params = site.params(
        "te_gather_at_params",
        ("batches", c.integer(prod(x.shape[: op.batch_axes]))),
        ("outer", c.integer(prod(x.shape[op.batch_axes : op.axis]))),
        ("size", c.integer(x.shape[op.axis])),
        ("count", c.integer(prod(site.tensor(op.inputs[1]).shape[op.batch_axes :]))),
        ("run_bytes", c.integer(prod(x.shape[op.axis + 1 :]) * x.dtype.size_bytes)),
    )
    arguments = (f"&{params.name}", source, indices, site.output())
    return Call("gather_at", arguments, tuple(constants), params)


def _gather_nd(site: Site, op: GatherNd) -> Call:
    constants: list[Constant] = []
    source, indices = (site.input(i, constants) for i in range(2))
    x = site.tensor(op.inputs[0])
    *others, depth = site.tensor(op.inputs[1]).shape
    run = prod(x.shape[depth:])
    steps = (*steps_of(x.shape)[:depth], *(0 for _ in range(depth, _AXES)))
    params = site.params(
        "te_gather_nd_params",
        ("count", c.integer(prod(others))),
        ("depth", c.integer(depth)),
        ("step", c.braces(c.integer(step) for step in steps)),
        ("last", c.integer(x.elements - run)),
        ("run", c.integer(run)),
        ("element_bytes", c.integer(x.dtype.size_bytes)),
    )
    arguments = (f"&{params.name}", source, indices, site.output())
    return Call("gather_nd", arguments, tuple(constants), params)


def _gather_known(site: Site, op: Gatherer) -> Call:
    """The places to take from, in bytes."""
    source = site.tensor(op.inputs[0])
    constants: list[Constant] = []
    pointer = site.input(0, constants)
    bytes_each = source.dtype.size_bytes
    g = gathering(op, site.graph)
    first, second = (
        site.constant(name, "int32_t", (places * bytes_each).astype(np.int32), "in bytes")
        for name, places in (("first", g.first), ("second", g.second))
    )
    params = site.params(
        "te_gather_params",
        ("outer", c.integer(g.outer)),
        ("outer_bytes", c.integer(g.step * bytes_each)),
        ("first_count", c.integer(g.first.size)),
        ("second_count", c.integer(g.second.size)),
        ("run_bytes", c.integer(g.run * bytes_each)),
        ("first", first.name),
        ("second", second.name),
    )
    arguments = (f"&{params.name}", pointer, site.output())
    return Call("gather", arguments, (*constants, first, second), params)
