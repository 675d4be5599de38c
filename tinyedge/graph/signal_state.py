"""What operators of TFLM's signal library keep from one run to the next, made variables.

in the file:   SignalDelay x -> y
here:          SignalDelay x, v -> y, v

v is a tensor behind all others. TFLM keeps rings with places to read and to write; here is only
what is read again, in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

import numpy as np

from tinyedge.graph.naming import shown
from tinyedge.graph.ops import (
    Op,
    SignalDelay,
    SignalFilterBankSpectralSubtraction,
    SignalFramer,
    SignalOverlapAdd,
    SignalStacker,
    TensorId,
)
from tinyedge.graph.types import DType, Tensor, Variable

MAX_STATE_BYTES = 2**24  # of all operators; far beyond any microcontroller

_NONE_YET = -1

# Name, shape, type and the value of each element before the first run.
Kept = tuple[str, tuple[int, ...], DType, int]


def state_bytes(op: Op, tensors: Sequence[Tensor]) -> int:
    """How many bytes an operator keeps, of one that is not checked yet; 0 for most."""
    return sum(prod(shape) * dtype.size_bytes for _, shape, dtype, _ in _kept(op, tensors))


def remember(
    op: Op, tensors: Sequence[Tensor], first: TensorId
) -> tuple[Op, tuple[Tensor, ...], tuple[Variable, ...]]:
    """The operator with its variables among inputs and outputs; these, numbered from ``first``."""
    kept = _kept(op, tensors)
    name = shown(tensors[op.outputs[0]].name)
    made = tuple(Tensor(f"{name} {what}", shape, dtype) for what, shape, dtype, _ in kept)
    variables = tuple(
        Variable(first + i, np.full(shape, value, dtype.numpy))
        for i, (_, shape, dtype, value) in enumerate(kept)
    )
    own = tuple(range(first, first + len(kept)))
    with_state = replace(op, inputs=op.inputs + own, outputs=op.outputs + own) if own else op
    return with_state, made, variables


def _kept(op: Op, tensors: Sequence[Tensor]) -> Sequence[Kept]:
    """What an operator keeps; its tensors are not checked yet."""
    x = tensors[op.inputs[0]] if op.inputs and op.inputs[0] >= 0 else None
    if x is None or not x.shape:
        return ()
    outer = prod(x.shape[:-1])
    match op:
        case SignalFilterBankSpectralSubtraction():
            return [("noise", x.shape, DType.UINT32, 0)]
        case SignalDelay():
            return [("samples", (outer, op.length), DType.INT16, 0)]
        case SignalFramer():
            return _kept_by_framer(op, outer)
        case SignalOverlapAdd() if len(x.shape) > 1 and op.step < x.shape[-1]:
            shape = (prod(x.shape[:-2]), x.shape[-1] - op.step)
            return [("samples", shape, x.dtype, 0)]
        case SignalStacker():
            held = ("held", (), DType.INT32, _NONE_YET)
            most = op.left + op.right
            return [("frames", (most, op.channels), DType.INT16, 0), held] if most else ()
        case _:
            return ()


def _kept_by_framer(op: SignalFramer, outer: int) -> Sequence[Kept]:
    """The samples before the next step; how many there are, unless there were zeros before."""
    whole = op.size if op.prefill else -(-op.size // op.step) * op.step
    if whole <= op.step:
        return ()
    samples = ("samples", (outer, whole - op.step), DType.INT16, 0)
    return [samples] if op.prefill else [samples, ("held", (), DType.INT32, 0)]
