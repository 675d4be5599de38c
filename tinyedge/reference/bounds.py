"""How far what a model computes may be from TFLM's result, where that is the C library's affair.

EXP, LOG, SIN, COS, TANH and ELU of float32, and what is made of them, are rounded correctly here,
and nearly so in TFLM, by whatever C library it is linked with: glibc on this machine, where
scripts/libm has compared all 2**32 arguments. Everything else is equal bit for bit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import (
    Cast,
    Cos,
    Elu,
    Exp,
    Log,
    Logistic,
    LogSoftmax,
    Op,
    Quantize,
    Reshape,
    SignalEnergy,
    SignalFramer,
    SignalStacker,
    Sin,
    Softmax,
    StridedSlice,
    Tanh,
    TensorId,
    Transpose,
)
from tinyedge.graph.types import Array, DType, Graph

# Units in the last place (ulp) between our result and glibc's: the most that there are for any
# argument.
ULPS: Mapping[type[Op], int] = MappingProxyType(
    {Exp: 1, Log: 1, Sin: 1, Cos: 1, Elu: 1, Tanh: 2, Logistic: 2}
)


@dataclass(frozen=True, slots=True)
class Bound:
    """How far two values may be apart.

    units: of float32, in the last place; of an integer, steps.
    least: a number below that counts as that large; 0 where there is no such.
    """

    units: int
    least: float = 0.0


def bound(op: Op, graph: Graph) -> Bound | None:
    """How far the operator's result may be from TFLM's on the same input; None: not at all."""
    x = graph.tensor(op.inputs[0])
    if x.dtype is not DType.FLOAT32:
        return None
    match op:
        # A row of n: its exponentials, each off by 1 ulp, so by 2**-23 of itself; their sum, two
        # roundings of 2**-24 for each of n - 1 additions besides, by n * 2**-23 of itself.
        case Softmax():
            # Of a quotient of both, 2**-23 of itself is up to 2 ulp; and it is rounded.
            return Bound(2 * (x.shape[-1] + 1) + 1)
        case LogSoftmax():
            # The logarithm of the sum: n * 2**-23, n ulp of 1, and 2 ulp; a difference, rounded.
            return Bound(x.shape[-1] + 3, least=1.0)
        case _:
            units = ULPS.get(type(op))
            return None if units is None else Bound(units)


def inexact(graph: Graph) -> dict[TensorId, Bound | None]:
    """The tensors that need not be equal to TFLM's bit for bit, and how far they may be off.

    None: behind an operator with a bound, where nothing is known.
    """
    found: dict[TensorId, Bound | None] = {}
    while True:
        before = len(found)
        for op in graph.ops:
            reads = any(number in found for number in op.inputs)
            own = bound(op, graph)
            if reads or own is not None:
                made = _behind(op, graph, found) if reads else own
                found.update(dict.fromkeys(op.outputs, made))
        if len(found) == before:  # a variable may carry it to an operator before
            return found


def undefined(
    graph: Graph, values: Mapping[TensorId, Array], before: Collection[TensorId] = ()
) -> frozenset[TensorId]:
    """The tensors that have elements for which C or TFLM defines no value in this run: QUANTIZE and
    CAST of a float32 that no int32 holds, frames for which SignalFramer or SignalStacker has not
    heard enough yet, and all that is behind.

    values: every tensor of the run. before: what this gave for the run before, which a variable
    may carry over.
    """
    kept = {variable.tensor for variable in graph.variables}
    found = kept.intersection(before)
    for op in graph.ops:
        if not found.isdisjoint(op.inputs) or _overflows(op, graph, values):
            found.update(op.outputs)
        elif isinstance(op, SignalFramer | SignalStacker) and not values[op.outputs[1]].all():
            found.add(op.outputs[0])
        else:
            found.difference_update(op.outputs)  # a variable gets a new value
    return frozenset(found)


def written(graph: Graph, number: TensorId) -> NDArray[np.bool_]:
    """Which elements of a tensor TFLM computes: SignalEnergy leaves those outside its range as its
    memory was, and what only looks at them again has the same."""
    op, tensor = graph.writer(number), graph.tensor(number)
    match op:
        case SignalEnergy(start=start, end=end):
            places = np.arange(tensor.elements)
            return ((places >= start) & (places < end)).reshape(tensor.shape)
        case Cast() | Reshape():
            return written(graph, op.inputs[0]).reshape(tensor.shape)
        case _:
            return np.ones(tensor.shape, np.bool_)


def _overflows(op: Op, graph: Graph, values: Mapping[TensorId, Array]) -> bool:
    x, y = (graph.tensor(number) for number in (op.inputs[0], op.outputs[0]))
    if not isinstance(op, Cast | Quantize) or x.dtype is not DType.FLOAT32:
        return False
    if y.dtype in (DType.FLOAT32, DType.BOOL):
        return False
    whole = (values[op.inputs[0]] if x.data is None else x.data).astype(np.float64)
    room = 2**9  # for what float32 rounds, and the zero point
    if isinstance(op, Quantize) and y.quant is not None:
        whole = whole / y.quant.scale
        room += abs(y.quant.zero_point)
    top = 2**32 if y.dtype is DType.UINT32 else 2**31
    held = (whole > room - 2**31) & (whole < top - room)  # what is not a number is in no range
    return not bool(held.all())


def units_apart(ours: Array, theirs: Array, least: float = 0.0) -> NDArray[np.int64]:
    """How many units of a ``Bound`` there are between two arrays, element by element.

    What is not a number is 0 apart from its like, and as far as can be from any number.
    """
    if ours.dtype != np.float32:
        return np.abs(ours.astype(np.int64) - theirs.astype(np.int64))
    apart = np.abs(_ordinal(ours) - _ordinal(theirs))
    with np.errstate(all="ignore"):
        unit = np.spacing(np.float32(least)).astype(np.float64)
        wide = np.abs(ours.astype(np.float64) - theirs.astype(np.float64)) / unit
        small = np.maximum(np.abs(ours), np.abs(theirs)) < least
        apart = np.where(small, np.ceil(np.nan_to_num(wide, posinf=0)).astype(np.int64), apart)
    nans = np.isnan(ours).astype(np.int64) + np.isnan(theirs)
    return np.where(nans == 0, apart, np.where(nans == 2, 0, np.iinfo(np.int64).max))


def _behind(op: Op, graph: Graph, found: Mapping[TensorId, Bound | None]) -> Bound | None:
    """The bound of what an operator makes of an inexact input."""
    (number, *_) = op.inputs
    given = found.get(number)
    if given is None:
        return None
    match op:
        case Reshape() | Transpose() | StridedSlice():
            return given
        case Quantize():
            # What is not saturated is at most 2**17 steps: of as many ulp, a step is more.
            quant = graph.tensor(op.outputs[0]).quant
            far = given.units * max(given.least * 2.0**-23, 0.0)
            return Bound(1) if quant and given.units < 2**6 and far < quant.scale else None
        case _:
            return None


def _ordinal(x: Array) -> NDArray[np.int64]:
    """Whole numbers in the order of the floats, one apart where they are neighbours."""
    bits = np.atleast_1d(np.asarray(x, np.float32)).view(np.int32).reshape(x.shape)
    wide = bits.astype(np.int64)
    return np.where(wide < 0, -(wide & 0x7FFFFFFF), wide)
