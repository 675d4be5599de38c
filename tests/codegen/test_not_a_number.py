"""What is not a number, compared and looked for: TFLM, the reference and generated C agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from support.host_c import build, case, run
from support.tflite_builder import Builder, schema
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.read import read
from tinyedge.graph.types import Array

NAN = float("nan")
INFINITY = float("inf")
ODD = (NAN, INFINITY, -INFINITY, 0.0, -0.0, 1e-45, 1.0)
COMPARISONS = ("EQUAL", "NOT_EQUAL", "GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL")


def all_pairs() -> bytes:
    """Every comparison of each number with each."""
    b = Builder()
    a, c = b.input((7, 1), dtype="float32"), b.input((1, 7), dtype="float32")
    outputs = []
    for kind in COMPARISONS:
        outputs.append(b.tensor((7, 7), dtype="bool"))
        b.operator(kind, [a, c], outputs[-1:])
    return b.build(outputs)


def extremes() -> bytes:
    """Where the largest and the least of each row is."""
    b = Builder()
    x = b.input((40, 5), dtype="float32")
    outputs = [b.tensor((40,), dtype="int32") for _ in range(2)]
    axis = b.constant(np.array([1], np.int32))
    for kind, options, y in (
        ("ARG_MAX", schema.ArgMaxOptionsT(), outputs[0]),
        ("ARG_MIN", schema.ArgMinOptionsT(), outputs[1]),
    ):
        options.outputType = schema.TensorType.INT32
        b.operator(kind, [x, axis], [y], options)
    return b.build(outputs)


def samples() -> list[tuple[bytes, list[Array]]]:
    odd = np.array(ODD, np.float32)
    rows = np.random.default_rng(0).choice(odd, (40, 5))
    return [(all_pairs(), [odd.reshape(7, 1), odd.reshape(1, 7)]), (extremes(), [rows])]


@needs_tflm
def test_the_reference_equals_tflm() -> None:
    for model, inputs in samples():
        assert first_difference(model, read(model, file="m"), inputs) is None


def test_generated_c_equals_the_reference(tmp_path: Path) -> None:
    cases = [case(model, f"m{i}", i) for i, (model, _) in enumerate(samples())]
    runs = [(i, inputs) for i, (_, inputs) in enumerate(samples())]
    assert run(build(cases, tmp_path), cases, runs) == []
