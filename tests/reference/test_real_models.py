"""The models that come with the project, against TensorFlow Lite Micro."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.read import read
from tinyedge.graph.types import DType
from tinyedge.paths import models_dir


@needs_tflm
@pytest.mark.parametrize("path", sorted(models_dir().rglob("*.tflite")), ids=lambda p: p.stem)
def test_equals_tflm_bit_for_bit(path: Path) -> None:
    model = path.read_bytes()
    graph = read(model, file=path.name)
    rng = np.random.default_rng(0)
    for _ in range(3):
        inputs = [
            rng.normal(0, 30, graph.tensor(number).shape).astype(np.float32)
            if graph.tensor(number).dtype is DType.FLOAT32
            else rng.integers(-128, 128, graph.tensor(number).shape).astype(np.int8)
            for number in graph.inputs
        ]
        assert first_difference(model, graph, inputs) is None
