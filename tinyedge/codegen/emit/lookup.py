"""Operators that map each byte by itself: LOGISTIC, TANH, RELU, RELU6, QUANTIZE from integers."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.types import DType
from tinyedge.reference.lookup import Elementwise, lookup_table


def lookup(site: Site, op: Elementwise) -> Call:
    """A table of 256 outputs, in the order of the input's bits read as unsigned."""
    constants: list[Constant] = []
    signed = site.tensor(op.inputs[0]).dtype is DType.INT8
    note = f"{op.kind} of {'0..127, -128..-1' if signed else '0..255'}"
    data = lookup_table(op, site.graph).view(np.int8)
    if site.tensor(op.outputs[0]).dtype is DType.UINT8:
        note += ", each less 256 from 128 on"
    table = site.constant("table", "int8_t", data, note)
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (table.name, count, site.input_bytes(0, constants), site.output_bytes())
    return Call("lookup", arguments, (*constants, table))
