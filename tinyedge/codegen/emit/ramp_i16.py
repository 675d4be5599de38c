"""RELU, RELU6, LEAKY_RELU and ABS of int16."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Abs, LeakyRelu, Relu, Relu6
from tinyedge.reference.abs import abs_multiplier
from tinyedge.reference.fixedpoint import quantize_multiplier
from tinyedge.reference.leaky_relu import leaky_relu_multipliers
from tinyedge.reference.relu import relu_multiplier
from tinyedge.reference.relu6 import relu6_range
from tinyedge.reference.requantize import quant_of

_RANGE = (int(np.iinfo(np.int16).min), int(np.iinfo(np.int16).max))


def ramp_i16(site: Site, op: Relu | Relu6 | LeakyRelu | Abs) -> Call:
    """Two straight lines that meet at the zero point, then a clamp."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    before, after = (quant_of(site.graph, n) for n in (op.inputs[0], op.outputs[0]))
    low, high = _RANGE
    match op:
        case Relu():
            lines = (relu_multiplier(op, site.graph),) * 2
            low = after.zero_point
        case Relu6():
            lines = (quantize_multiplier(1.0),) * 2
            low, high = relu6_range(op, site.graph)
        case LeakyRelu():
            lines = leaky_relu_multipliers(op, site.graph)
        case Abs():
            lines = (abs_multiplier(op, site.graph),) * 2
    params = site.params(
        "te_ramp_i16_params",
        ("count", c.integer(site.tensor(op.outputs[0]).elements)),
        ("input_zero_point", c.integer(before.zero_point)),
        ("sign", c.integer(-1 if isinstance(op, Abs) else 1)),
        ("multiplier", c.braces(c.integer(multiplier) for multiplier, _ in lines)),
        ("shift", c.braces(c.integer(shift) for _, shift in lines)),
        ("output_zero_point", c.integer(after.zero_point)),
        ("min", c.integer(low)),
        ("max", c.integer(high)),
    )
    return Call("ramp_i16", (f"&{params.name}", source, site.output()), tuple(constants), params)
