"""CONCATENATION."""

from __future__ import annotations

from math import prod

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Concatenation


def concatenation(site: Site, op: Concatenation) -> Call:
    """Per index of the axes before the joined one, a block of bytes from each input."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(len(op.inputs))]
    tensors = [site.tensor(number) for number in op.inputs]
    blocks = [prod(t.shape[op.axis :]) * t.dtype.size_bytes for t in tensors]
    bytes_ = site.constant("blocks", "int32_t", np.array(blocks, np.int32), "bytes of each input")
    params = site.params(
        "te_concatenation_params",
        ("rows", c.integer(prod(tensors[0].shape[: op.axis]))),
        ("inputs", c.integer(len(blocks))),
        ("block_bytes", bytes_.name),
    )
    arguments = (
        f"&{params.name}",
        f"(const void *const[]){c.braces(sources)}",
        site.output(),
    )
    return Call("concatenation", arguments, (*constants, bytes_), params)
