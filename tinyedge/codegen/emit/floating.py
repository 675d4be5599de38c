"""Operators of float32, element by element."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import (
    Abs,
    Add,
    Ceil,
    Cos,
    Div,
    Floor,
    FloorDiv,
    FloorMod,
    HardSwish,
    LeakyRelu,
    Maximum,
    Minimum,
    Mul,
    Neg,
    Relu,
    Relu6,
    Round,
    Rsqrt,
    Square,
    Sub,
)
from tinyedge.reference.floating import BOUNDS, LARGEST, Mapped, MappedPair

# Headers of several functions, by which a function is known that has none of its own name.
_ARITHMETIC = "arithmetic_of"
_SQRT = "sqrt_of"
_SIN = "sin_of"
_FLOOR_DIV = "floor_div_of"


def one_float32(site: Site, op: Abs | Neg | Floor | Ceil | Round | Relu | Relu6) -> Call:
    """One number after the other."""
    constants: list[Constant] = []
    tail = _tail(site, constants)
    match op:
        case Abs() | Neg():
            arguments = ("TE_NEG_F32" if isinstance(op, Neg) else "TE_ABS_F32", *tail)
            return Call("abs_f32", arguments, tuple(constants))
        case Relu() | Relu6():
            high = c.real(6.0) if isinstance(op, Relu6) else c.real(0.0)  # none
            return Call("clamp_f32", (c.real(0.0), high, *tail), tuple(constants))
        case _:
            return Call("floor_f32", (f"TE_{op.kind}_F32", *tail), tuple(constants))


def map_float32(site: Site, op: Mapped) -> Call:
    """One number after the other, through a function."""
    constants: list[Constant] = []
    name = f"{op.kind.lower()}_of"
    header = name
    match op:
        case Square() | HardSwish():
            header = _ARITHMETIC
        case Rsqrt():
            header = _SQRT
        case Cos():
            header = _SIN
    arguments = (f"te_{name}", *_tail(site, constants))
    return Call("map_f32", arguments, tuple(constants), used=(header,))


def leaky_relu_float32(site: Site, op: LeakyRelu) -> Call:
    """One number after the other."""
    constants: list[Constant] = []
    arguments = (c.real(op.alpha), *_tail(site, constants))
    return Call("leaky_relu_f32", arguments, tuple(constants))


def two_float32(site: Site, op: Add | Sub | Mul | Minimum | Maximum) -> Call:
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


def map_pair_float32(site: Site, op: MappedPair) -> Call:
    """Two numbers after the other, broadcast, through a function."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    bounds = BOUNDS[op.activation] if isinstance(op, Div) else (0.0, 0.0)  # none
    params = site.params(
        "te_map_pair_f32_params",
        ("shape", broadcast(site, op)),
        ("function", f"te_{op.kind.lower()}_of"),
        ("min", c.real(bounds[0])),
        ("max", c.real(bounds[1])),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    header = _FLOOR_DIV if isinstance(op, FloorDiv | FloorMod) else _ARITHMETIC
    return Call("map_pair_f32", arguments, tuple(constants), params, used=(header,))


def _tail(site: Site, constants: list[Constant]) -> tuple[str, str, str]:
    """How many, from where, to where."""
    count = site.tensor(site.layer.op.outputs[0]).elements
    return c.integer(count), site.input(0, constants), site.output()
