"""Operators that map each int8 by itself: LOGISTIC, TANH, RELU, RELU6, QUANTIZE from int8."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.reference.lookup import Elementwise, lookup_table


def lookup(site: Site, op: Elementwise) -> Call:
    """A table of 256 outputs, in the order of the input's bits read as unsigned."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    ordered = np.roll(lookup_table(op, site.graph), 128)  # from -128.. to 0..127, -128..-1
    table = site.constant("table", "int8_t", ordered, f"{op.kind} of 0..127, -128..-1")
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (table.name, count, source, site.output())
    return Call("lookup", arguments, (*constants, table))
