"""ADD and SUB."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.broadcast import broadcast
from tinyedge.codegen.emit.by_type import typed
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Add, Sub
from tinyedge.reference.add import add_parameters


def add(site: Site, op: Add | Sub) -> Call:
    """Both inputs are brought to a common scale, and their sum or difference to the output's."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    p = add_parameters(op, site.graph)
    inputs = [
        f"{{.zero_point = {c.integer(-offset)}, .multiplier = {c.integer(multiplier)}, "
        f".shift = {c.integer(shift)}}}"
        for offset, multiplier, shift in zip(p.offsets, p.multipliers, p.shifts, strict=True)
    ]
    params = site.params(
        "te_add_params",
        ("shape", broadcast(site, op)),
        ("input[0]", inputs[0]),
        ("input[1]", inputs[1]),
        ("left_shift", c.integer(p.left_shift)),
        ("sign", c.integer(-1 if isinstance(op, Sub) else 1)),
        ("output_multiplier", c.integer(p.output_multiplier)),
        ("output_shift", c.integer(p.output_shift)),
        ("output_zero_point", c.integer(p.output_offset)),
        ("min", c.integer(p.min)),
        ("max", c.integer(p.max)),
    )
    arguments = (f"&{params.name}", *sources, site.output())
    return Call(typed(site, "add"), arguments, tuple(constants), params)
