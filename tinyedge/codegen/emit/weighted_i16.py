"""What operators with weights have in common in int16: constants and the way back from 64 bits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Constant
from tinyedge.codegen.emit.window import Field
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Weighing
from tinyedge.reference.operands import constant, optional_constant
from tinyedge.reference.requantize import weighted_parameters


@dataclass(frozen=True, slots=True)
class WeightedInt16:
    """The constants of an operator with weights.

    fields: the members of te_sum_i16_params.
    """

    weights: Constant
    bias: Constant
    constants: tuple[Constant, ...]
    fields: tuple[Field, ...]

    def sum(self, prefix: str) -> tuple[Field, ...]:
        """The fields as members of the member ``prefix``."""
        return tuple((f"{prefix}.{name}", value) for name, value in self.fields)


def weighted_i16(site: Site, op: Weighing) -> WeightedInt16:
    """The constants of ``op``; the bias has 64 bits, whatever it has in the file."""
    p = weighted_parameters(op, site.graph)
    tensor = site.tensor(op.inputs[1])
    note = f"{c.text(tensor.name)} {c.shape(tensor.shape)}"
    weights = site.constant("weights", "int8_t", constant(site.graph, op.inputs[1]), note)
    outputs = site.tensor(op.outputs[0]).shape[-1]
    biases = np.broadcast_to(optional_constant(site.graph, op.inputs, 2), (outputs,))
    given = op.inputs[2] >= 0
    note = c.text(site.tensor(op.inputs[2]).name) if given else "no bias in the model"
    bias = site.constant("bias", "int64_t", biases, note)
    multiplier = site.constant(
        "multiplier",
        "int32_t",
        np.array(p.multipliers, np.int32),
        f"input * weight / output scale{', of 16 bits' if p.wide else ''}",
    )
    shift = site.constant(
        "shift", "int8_t", np.array(p.shifts, np.int8), "powers of two of the multipliers"
    )
    fields = (
        ("min", c.integer(p.min)),
        ("max", c.integer(p.max)),
        ("step", "1" if len(p.multipliers) > 1 else "0"),
        ("wide", "1" if p.wide else "0"),
        ("multiplier", multiplier.name),
        ("shift", shift.name),
    )
    return WeightedInt16(weights, bias, (weights, bias, multiplier, shift), fields)
