"""Generated C of int16, compiled with sanitizers, against the reference, at every value."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.host_c import build, case, run

corners = pytest.importorskip(
    "support.int16_corners",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)


def test_equals_the_reference_at_every_value(tmp_path: Path) -> None:
    cases = [case(model, name, i) for i, (name, model) in enumerate(corners.CORNERS.items())]
    runs = [(i, corners.every_value()) for i in range(len(cases))]
    assert run(build(cases, tmp_path), cases, runs) == []


def test_equals_the_reference_where_sums_are_largest(tmp_path: Path) -> None:
    cases = [case(model, name, i) for i, (name, model) in enumerate(corners.LARGEST.items())]
    runs = []
    for i, c in enumerate(cases):
        shapes = [c.graph.tensor(number).shape for number in c.graph.inputs]
        runs += [(i, inputs) for inputs in corners.ends(shapes)]
    assert run(build(cases, tmp_path), cases, runs) == []
