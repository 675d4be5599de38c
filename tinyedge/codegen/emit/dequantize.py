"""DEQUANTIZE."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Dequantize
from tinyedge.graph.types import DType
from tinyedge.reference.requantize import quant_of


def dequantize(site: Site, op: Dequantize) -> Call:
    """From int8 or int16 to float32."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    quant = quant_of(site.graph, op.inputs[0])
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (c.real(quant.scale), c.integer(quant.zero_point), count, source, site.output())
    wide = site.tensor(op.inputs[0]).dtype is DType.INT16
    return Call("dequantize_i16" if wide else "dequantize", arguments, tuple(constants))
