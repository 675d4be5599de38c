"""Operators of float32."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Abs, Add, Mul, Neg, Relu, Relu6, Sub
from tinyedge.reference.floating import BOUNDS, LARGEST, OfOne, OfTwo


def one_float32(site: Site, op: OfOne) -> Call:
    """One number after the other."""
    constants: list[Constant] = []
    tail = (
        c.integer(site.tensor(op.outputs[0]).elements),
        site.input(0, constants),
        site.output(),
    )
    match op:
        case Abs() | Neg():
            arguments = ("TE_NEG_F32" if isinstance(op, Neg) else "TE_ABS_F32", *tail)
            return Call("abs_f32", arguments, tuple(constants))
        case Relu() | Relu6():
            high = c.real(6.0) if isinstance(op, Relu6) else c.real(0.0)  # none
            return Call("clamp_f32", (c.real(0.0), high, *tail), tuple(constants))
        case _:
            return Call("floor_f32", (f"TE_{op.kind}_F32", *tail), tuple(constants))


def two_float32(site: Site, op: OfTwo) -> Call:
    """Two numbers after the other, broadcast."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    bounds = (-LARGEST, LARGEST)
    if isinstance(op, Add | Sub | Mul):
        bounds = BOUNDS[op.activation]
    params = site.params(
        "te_pair_f32_params",
        ("shape", broadcast(site, op)),
        ("kind", f"TE_{op.kind}_F32"),
        ("min", c.real(bounds[0])),
        ("max", c.real(bounds[1])),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("pair_f32", arguments, tuple(constants), params)
