"""Operators of float32 where random models seldom go: against TFLM, and the generated C."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.host_c import build, case, run
from support.tflite_builder import Builder, schema
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify

HALVES = (np.arange(-40, 40) / 2).astype(np.float32)
ENDS = [np.inf, -np.inf, 3.4028235e38, -3.4028235e38, 1e-45, -1e-45, 1.17549435e-38, -0.0, 0.0]
LARGE = [8388607.5, -8388607.5, 8388608.0, -8388608.0, 4194304.5, -4194303.5, 2.0**31, 1e10, -1e10]
ODD = np.array([*ENDS, *LARGE], np.float32)
NUMBERS = np.concatenate([HALVES, np.nextafter(HALVES, np.float32(99)), ODD])


def model_of(kind: str, x: Any, options: Any = None) -> bytes:
    """An operator of one operand, or of each pair of two."""
    b = Builder()
    first = b.input(x.shape, dtype="float32")
    if options is None:
        y = b.tensor(x.shape, dtype="float32", name="y")
        b.operator(kind, [first], [y])
        return b.build([y])
    second = b.input((x.size, 1), dtype="float32")
    y = b.tensor((x.size, x.size), dtype="float32", name="y")
    b.operator(kind, [first, second], [y], options)
    return b.build([y])


OPTIONS = {
    "ADD": schema.AddOptionsT(),
    "SUB": schema.SubOptionsT(),
    "MUL": schema.MulOptionsT(),
    "MINIMUM": schema.MaximumMinimumOptionsT(),
    "MAXIMUM": schema.MaximumMinimumOptionsT(),
}
KINDS = ["ABS", "NEG", "FLOOR", "CEIL", "ROUND", "RELU", "RELU6", *OPTIONS]


def inputs_of(kind: str) -> tuple[Any, list[Any]]:
    """Numbers no two of which make something that is not a number, whose bits may differ."""
    if kind not in OPTIONS:
        return NUMBERS, [NUMBERS]
    x = NUMBERS[np.isfinite(NUMBERS)]
    return x, [x, x.reshape(-1, 1)]


@needs_tflm
@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_equals_tflm(kind: str) -> None:
    x, inputs = inputs_of(kind)
    model = model_of(kind, x, OPTIONS.get(kind))
    assert first_difference(model, read(model, file="m.tflite"), inputs) is None


def test_the_generated_c_equals_the_reference(tmp_path: Path) -> None:
    cases, runs = [], []
    for number, kind in enumerate(KINDS):
        x, inputs = inputs_of(kind)
        cases.append(case(model_of(kind, x, OPTIONS.get(kind)), kind, number))
        runs.append((number, inputs))
    assert run(build(cases, tmp_path, ("-O2",)), cases, runs) == []


@needs_tflm
def test_an_island_of_float32_is_fused_and_stays_exact(tmp_path: Path) -> None:
    b = Builder()
    x = b.input((1, 16, 16), scale=0.05, zero_point=-3)
    whole = b.tensor((1, 16, 16), dtype="float32")
    factor = b.constant(np.array(1.3, np.float32))
    b.operator("MUL", [b.dequantize(x), factor], [whole], OPTIONS["MUL"])
    total = b.tensor((1, 16, 16), dtype="float32")
    term = b.constant(np.array([0.7], np.float32))
    b.operator("ADD", [whole, term], [total], OPTIONS["ADD"])
    cut = b.tensor((1, 16, 16), dtype="float32")
    b.operator("RELU6", [total], [cut])
    floor = b.tensor((1, 16, 16), dtype="float32")
    b.operator("FLOOR", [cut], [floor])
    model = b.build([b.quantize(floor, scale=0.05)])
    graph = read(model, file="m.tflite")
    values = np.arange(-128, 128, dtype=np.int8).reshape(1, 16, 16)
    kinds = [op.kind for op in simplify(graph).ops]
    assert kinds == ["DEQUANTIZE", "MUL", "ADD", "FLOOR", "QUANTIZE"]
    made = [case(model, "island")]
    assert run(build(made, tmp_path), made, [(0, [values])]) == []
    assert first_difference(model, graph, [values]) is None
