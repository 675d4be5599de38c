"""The reference of int16 against TensorFlow Lite Micro, at every value."""

from __future__ import annotations

import pytest
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.read import read

corners = pytest.importorskip(
    "support.int16_corners",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

pytestmark = needs_tflm


@pytest.mark.parametrize("name", corners.CORNERS)
def test_equals_tflm_at_every_value(name: str) -> None:
    model = corners.CORNERS[name]
    graph = read(model, file=f"{name}.tflite")
    assert first_difference(model, graph, corners.every_value()) is None


@pytest.mark.parametrize("name", corners.LARGEST)
def test_equals_tflm_where_sums_are_largest(name: str) -> None:
    model = corners.LARGEST[name]
    graph = read(model, file=f"{name}.tflite")
    samples = corners.ends([graph.tensor(number).shape for number in graph.inputs])
    assert first_difference(model, graph, *samples) is None
