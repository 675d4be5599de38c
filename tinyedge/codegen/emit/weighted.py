"""What operators with weights have in common: their constants and the way back to int8."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.codegen import c
from tinyedge.codegen.call import Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import DepthwiseConv2D, Weighing
from tinyedge.graph.types import DType
from tinyedge.reference.operands import constant, optional_constant
from tinyedge.reference.requantize import Requantization, weighted_parameters


@dataclass(frozen=True, slots=True)
class Weighted:
    """The constants of an operator with weights.

    kernel: what the name of the kernel ends in, by the width of the weights.
    fields: the members of its parameter structure that say how sums become int8.
    """

    parameters: Requantization
    kernel: str
    weights: Constant
    bias: Constant
    multiplier: Constant
    shift: Constant
    fields: tuple[tuple[str, str], ...]

    @property
    def constants(self) -> tuple[Constant, ...]:
        """All of them."""
        return self.weights, self.bias, self.multiplier, self.shift


def weighted(site: Site, op: Weighing, *, folded: bool) -> Weighted:
    """The constants of ``op``.

    folded: add input_offset * (sum of the weights) to each bias, so that the kernel need not add
        the offset to each input. No sum leaves int32 on the way that graph/check.py did not allow
        for: at each step the missing terms are as if those inputs were 0.
    """
    p = weighted_parameters(op, site.graph)
    tensor = site.tensor(op.inputs[1])
    narrow = tensor.dtype is DType.INT4
    data = constant(site.graph, op.inputs[1])
    weights = site.constant(
        "weights",
        "uint8_t" if narrow else "int8_t",
        _packed(op, data) if narrow else data,
        f"{c.text(tensor.name)} {c.shape(tensor.shape)}{' of int4' if narrow else ''}",
    )
    bias = site.constant(
        "bias", "int32_t", _bias(site, op, p, folded), _bias_note(site, op, folded)
    )
    multiplier = site.constant(
        "multiplier", "int32_t", np.array(p.multipliers, np.int32), "input * weight / output scale"
    )
    shift = site.constant(
        "shift", "int8_t", np.array(p.shifts, np.int8), "powers of two of the multipliers"
    )
    fields = (
        ("output_zero_point", c.integer(p.output_offset)),
        ("min", c.integer(p.min)),
        ("max", c.integer(p.max)),
        ("step", "1" if len(p.multipliers) > 1 else "0"),
        ("multiplier", multiplier.name),
        ("shift", shift.name),
    )
    return Weighted(p, "_i4" if narrow else "", weights, bias, multiplier, shift, fields)


def _packed(op: Weighing, data: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Two int4 to a byte, the first in the low half; each row of a product begins with a byte."""
    rows = 1 if isinstance(op, DepthwiseConv2D) else data.shape[0]
    halves = data.reshape(rows, -1).view(np.uint8) & 15
    halves = np.pad(halves, ((0, 0), (0, halves.shape[1] % 2)))
    return (halves[:, ::2] | halves[:, 1::2] << 4).astype(np.uint8)


def _bias(site: Site, op: Weighing, p: Requantization, folded: bool) -> NDArray[np.int32]:
    weights = constant(site.graph, op.inputs[1]).astype(np.int64)
    outputs = site.tensor(op.outputs[0]).shape[-1]
    bias = np.broadcast_to(optional_constant(site.graph, op.inputs, 2), (outputs,))
    if folded:
        bias = bias + p.input_offset * weights.reshape(outputs, -1).sum(axis=1)
    narrow: NDArray[np.int32] = bias.astype(np.int32)
    assert np.array_equal(narrow, bias), "graph/check.py lets no bias leave int32"
    return narrow


def _bias_note(site: Site, op: Weighing, folded: bool) -> str:
    given = len(op.inputs) > 2 and op.inputs[2] >= 0
    name = c.text(site.tensor(op.inputs[2]).name) if given else "no bias in the model"
    return f"{name}, input zero point folded in" if folded else name
