"""Comparing every tensor with TensorFlow Lite Micro itself, where its wheel is installed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tinyedge.graph.types import Array, Graph
from tinyedge.reference.execute import execute
from tinyedge.reference.tflm import Oracle, available

needs_tflm = pytest.mark.skipif(
    not available(),
    reason="needs TensorFlow Lite Micro (Linux x86-64): pip install tflite-micro",
)


def first_difference(model: bytes, graph: Graph, inputs: Sequence[Array]) -> str | None:
    """Where the reference and TFLM first differ, in words; None where every bit agrees.

    Values are compared as bytes, so that -0.0 is not 0.0.
    """
    expected = Oracle(model).tensors(inputs)
    got = execute(graph, inputs)
    for op in graph.ops:
        number = op.outputs[0]
        ours, theirs = got[number], expected[number].reshape(got[number].shape)
        if ours.dtype != theirs.dtype:
            return f"{op.kind}: {ours.dtype}, TFLM {theirs.dtype}"
        if ours.tobytes() != theirs.tobytes():
            wrong = np.argwhere(np.atleast_1d(ours != theirs))
            at = tuple(int(i) for i in wrong[0]) if ours.shape else ()
            return f"{op.kind} at {at}: {ours[at]}, TFLM {theirs[at]}; {len(wrong)} in all"
    return None
