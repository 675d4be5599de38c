"""LOGISTIC and TANH of int16."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Logistic, Tanh
from tinyedge.reference.curve_i16 import curve_scaling
from tinyedge.reference.requantize import quant_of


def curve_i16(site: Site, op: Logistic | Tanh) -> Call:
    """One table for both, in the kernel."""
    constants: list[Constant] = []
    multiplier, shift = curve_scaling(op, quant_of(site.graph, op.inputs[0]).scale)
    arguments = (
        f"TE_{op.kind}_I16",
        c.integer(multiplier),
        c.integer(shift),
        c.integer(site.tensor(op.outputs[0]).elements),
        site.input(0, constants),
        site.output(),
    )
    return Call("curve_i16", arguments, tuple(constants))
