"""Comparing every tensor with TensorFlow Lite Micro itself, where its wheel is installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from tinyedge.graph.ops import AssignVariable, TensorId
from tinyedge.graph.types import Array, Graph
from tinyedge.reference.execute import replay
from tinyedge.reference.tflm import Oracle, available

from .edited import edited

needs_tflm = pytest.mark.skipif(
    not available(),
    reason="needs TensorFlow Lite Micro (Linux x86-64): pip install tflite-micro",
)


def first_difference(model: bytes, graph: Graph, *samples: Sequence[Array]) -> str | None:
    """Where the reference and TFLM first differ, in words; None where every bit agrees.

    The samples are run one after the other, and a model with a state remembers. Values are
    compared as bytes, so that -0.0 is not 0.0.
    """
    by_tflm = _every_tensor(model, graph)
    for sample, (inputs, got) in enumerate(zip(samples, replay(graph, samples), strict=True)):
        expected = by_tflm(inputs)
        for op in graph.ops:
            if isinstance(op, AssignVariable):
                continue  # seen when it is read
            where = f"{op.kind} (sample {sample})" if sample else op.kind
            number = op.outputs[0]
            ours, theirs = got[number], expected[number].reshape(got[number].shape)
            if ours.dtype != theirs.dtype:
                return f"{where}: {ours.dtype}, TFLM {theirs.dtype}"
            if ours.tobytes() != theirs.tobytes():
                wrong = np.argwhere(np.atleast_1d(ours != theirs))
                at = tuple(int(i) for i in wrong[0]) if ours.shape else ()
                return f"{where} at {at}: {ours[at]}, TFLM {theirs[at]}; {len(wrong)} in all"
    return None


def _every_tensor(
    model: bytes, graph: Graph
) -> Callable[[Sequence[Array]], Mapping[TensorId, Array]]:
    """TFLM's run that keeps every tensor ends the process if there are variables: make each tensor
    an output of the model then."""
    if not graph.variables:
        return Oracle(model).tensors
    numbers = [n for op in graph.ops if not isinstance(op, AssignVariable) for n in op.outputs]

    def show_all(loaded: Any) -> None:
        loaded.subgraphs[0].outputs = numbers

    oracle = Oracle(edited(model, show_all))
    return lambda inputs: dict(zip(numbers, oracle.outputs(inputs), strict=True))
