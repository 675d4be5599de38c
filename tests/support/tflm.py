"""Comparing every tensor with TensorFlow Lite Micro itself, where its wheel is installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from tinyedge.graph.ops import Cast, SignalFramer, SignalStacker, TensorId
from tinyedge.graph.types import Array, Graph
from tinyedge.reference.bounds import Bound, bound, inexact, units_apart, written
from tinyedge.reference.execute import replay, run
from tinyedge.reference.tflm import Oracle, available

from .edited import edited

needs_tflm = pytest.mark.skipif(
    not available(),
    reason="needs TensorFlow Lite Micro (Linux x86-64): pip install tflite-micro",
)


def first_difference(model: bytes, graph: Graph, *samples: Sequence[Array]) -> str | None:
    """Where the reference and TFLM first differ, in words; None where every bit agrees.

    The samples are run one after the other, and a model with a state remembers. Values are
    compared as bytes, so that -0.0 is not 0.0; but what is not a number equals its like. An
    operator that has a bound (reference.bounds) is compared within it, and what is behind it
    computes with TFLM's own values.
    """
    by_tflm = _every_tensor(model, graph)
    off = inexact(graph)
    for sample, (inputs, got) in enumerate(zip(samples, replay(graph, samples), strict=True)):
        expected = by_tflm(inputs)
        for op in graph.ops:
            where = f"{op.kind} (sample {sample})" if sample else op.kind
            for number in op.outputs:
                if number not in expected:
                    continue  # a variable that is no tensor in TFLM: seen when it is read
                theirs = expected[number].reshape(got[number].shape)
                if any(n in off for n in op.inputs):
                    assert not graph.variables, "a state behind an operator that has a bound"
                    got = {**got, **run(graph, op, _known(expected, graph))}
                computed = _written(graph, number, got)
                theirs = np.where(computed, theirs, got[number].astype(theirs.dtype))
                found = _difference(got[number], theirs, bound(op, graph))
                if found is not None:
                    which = "" if number == op.outputs[0] else f" tensor {number}"
                    return f"{where}{which}{found}"
    return None


def _written(graph: Graph, number: TensorId, values: Mapping[TensorId, Array]) -> Array:
    """Which elements TFLM computes: some kernels of its signal library leave others as they are."""
    match graph.writer(number):
        case SignalFramer() | SignalStacker() as op if number == op.outputs[0]:
            return values[op.outputs[1]]
        case Cast() as op:
            return _written(graph, op.inputs[0], values)
        case _:
            return written(graph, number)


def _known(expected: Mapping[TensorId, Array], graph: Graph) -> dict[TensorId, Array]:
    return {n: value.reshape(graph.tensor(n).shape) for n, value in expected.items()}


def _difference(ours: Array, theirs: Array, within: Bound | None) -> str | None:
    if ours.dtype != theirs.dtype:
        return f": {ours.dtype}, TFLM {theirs.dtype}"
    if ours.tobytes() == theirs.tobytes():
        return None
    if within is not None:
        differs = units_apart(ours, theirs, within.least) > within.units
    elif ours.dtype.kind == "f":
        unlike = (ours != theirs) | (np.signbit(ours) != np.signbit(theirs))
        differs = unlike & ~(np.isnan(ours) & np.isnan(theirs))
    else:
        differs = ours != theirs
    wrong = np.argwhere(np.atleast_1d(differs))
    if not wrong.size:
        return None
    at = tuple(int(i) for i in wrong[0]) if ours.shape else ()
    return f" at {at}: {ours[at]}, TFLM {theirs[at]}; {len(wrong)} in all"


def _every_tensor(
    model: bytes, graph: Graph
) -> Callable[[Sequence[Array]], Mapping[TensorId, Array]]:
    """TFLM's run that keeps every tensor ends the process if there are variables: make each tensor
    an output of the model then, the states that are tensors of the file among them."""
    if not graph.variables:
        return Oracle(model).tensors
    numbers: list[TensorId] = []

    def show_all(loaded: Any) -> None:
        main = loaded.subgraphs[0]
        computed = (n for op in graph.ops for n in op.outputs)
        numbers.extend(n for n in computed if n < len(main.tensors))
        main.outputs = numbers

    oracle = Oracle(edited(model, show_all))
    return lambda inputs: dict(zip(numbers, oracle.outputs(inputs), strict=True))
