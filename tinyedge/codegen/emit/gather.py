"""GATHER, GATHER_ND and RESIZE_NEAREST_NEIGHBOR."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.reference.gather import Gatherer, gathering


def gather(site: Site, op: Gatherer) -> Call:
    """The places to take from are known, in bytes."""
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
