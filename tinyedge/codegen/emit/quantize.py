"""QUANTIZE."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.lookup import lookup
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Quantize
from tinyedge.graph.types import DType
from tinyedge.reference.fixedpoint import quantize_multiplier
from tinyedge.reference.requantize import quant_of

_BYTES = (DType.INT8, DType.UINT8)
_TYPES = {
    DType.INT8: "TE_RESCALE_INT8",
    DType.INT16: "TE_RESCALE_INT16",
    DType.INT32: "TE_RESCALE_INT32",
}


def quantize(site: Site, op: Quantize) -> Call:
    """From float32 by division, from bytes to bytes by a table, between others by multiplying."""
    x, y = site.tensor(op.inputs[0]).dtype, site.tensor(op.outputs[0]).dtype
    if x in _BYTES and y in _BYTES:
        return lookup(site, op)
    if x is not DType.FLOAT32:
        return _rescale(site, op)
    constants: list[Constant] = []
    source = site.input(0, constants)
    quant = quant_of(site.graph, op.outputs[0])
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (c.real(quant.scale), c.integer(quant.zero_point), count, source, site.output())
    return Call("quantize_i16" if y is DType.INT16 else "quantize", arguments, tuple(constants))


def _rescale(site: Site, op: Quantize) -> Call:
    constants: list[Constant] = []
    source = site.input(0, constants)
    x, y = quant_of(site.graph, op.inputs[0]), quant_of(site.graph, op.outputs[0])
    multiplier, shift = quantize_multiplier(x.scale / y.scale)
    params = site.params(
        "te_rescale_params",
        ("from", _TYPES[site.tensor(op.inputs[0]).dtype]),
        ("to", _TYPES[site.tensor(op.outputs[0]).dtype]),
        ("input_zero_point", c.integer(x.zero_point)),
        ("multiplier", c.integer(multiplier)),
        ("shift", c.integer(shift)),
        ("output_zero_point", c.integer(y.zero_point)),
    )
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (f"&{params.name}", count, source, site.output())
    return Call("rescale", arguments, tuple(constants), params)
