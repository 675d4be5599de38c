"""QUANTIZE."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.lookup import lookup
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Quantize
from tinyedge.graph.types import DType
from tinyedge.reference.requantize import quant_of


def quantize(site: Site, op: Quantize) -> Call:
    """From float32 by division, from integers by a table."""
    if site.tensor(op.inputs[0]).dtype is not DType.FLOAT32:
        return lookup(site, op)
    constants: list[Constant] = []
    source = site.input(0, constants)
    quant = quant_of(site.graph, op.outputs[0])
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (c.real(quant.scale), c.integer(quant.zero_point), count, source, site.output())
    return Call("quantize", arguments, tuple(constants))
