"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Comparison, NotEqual
from tinyedge.graph.types import DType
from tinyedge.reference.comparison import answers, comparison_parameters
from tinyedge.reference.fixedpoint import quantize_multiplier


def comparison_32(site: Site, op: Comparison) -> Call:
    """int32 or float32, compared as they are."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    is_float = site.tensor(op.inputs[0]).dtype is DType.FLOAT32
    params = site.params(
        "te_comparison_32_params",
        ("shape", broadcast(site, op)),
        ("is_float", c.integer(int(is_float))),
        *((word, c.integer(int(given))) for word, given in answers(op).items()),
        ("unordered", c.integer(int(isinstance(op, NotEqual)))),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("comparison_32", arguments, tuple(constants), params)


def comparison_bool(site: Site, op: Comparison) -> Call:
    """As int8 of any one scale."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    half = quantize_multiplier(0.5)
    params = site.params(
        "te_comparison_params",
        ("shape", broadcast(site, op)),
        ("zero_point", "{0, 0}"),
        ("multiplier", c.braces([c.integer(half[0])] * 2)),
        ("shift", c.braces([c.integer(half[1])] * 2)),
        *((word, c.integer(int(given))) for word, given in answers(op).items()),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("comparison", arguments, tuple(constants), params)


def comparison(site: Site, op: Comparison) -> Call:
    """The kernel is told what to give where the first is less, equal and greater."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = comparison_parameters(op, site.graph)
    params = site.params(
        "te_comparison_params",
        ("shape", broadcast(site, op)),
        ("zero_point", c.braces(c.integer(-offset) for offset in p.offsets)),
        ("multiplier", c.braces(c.integer(m) for m in p.multipliers)),
        ("shift", c.braces(c.integer(s) for s in p.shifts)),
        ("less", c.integer(int(p.less))),
        ("equal", c.integer(int(p.equal))),
        ("greater", c.integer(int(p.greater))),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call("comparison", arguments, tuple(constants), params)
