"""The reference against TensorFlow Lite Micro: every tensor, every bit."""

from __future__ import annotations

import numpy as np
import pytest
from support.tflm import first_difference, needs_tflm

from tinyedge.graph.read import read
from tinyedge.reference.execute import execute

random_models = pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

pytestmark = needs_tflm


@pytest.mark.parametrize("kind", random_models.RANDOM)
def test_equals_tflm_bit_for_bit(kind: str, random_cases: int) -> None:
    for seed in range(random_cases):
        rng = np.random.default_rng(seed)
        model = random_models.RANDOM[kind](rng)
        graph = read(model, file=f"{kind}_{seed}.tflite")
        difference = first_difference(model, graph, random_models.random_inputs(rng, graph))
        assert difference is None, f"{kind}, seed {seed}: {difference}"


@pytest.mark.parametrize("kind", random_models.RANDOM)
def test_the_random_models_are_worth_comparing(kind: str) -> None:
    """A generator whose outputs are all alike would let any kernel pass."""
    constant = layers = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        graph = read(random_models.RANDOM[kind](rng), file="m.tflite")
        values = execute(graph, random_models.random_inputs(rng, graph))
        results = [values[op.outputs[0]] for op in graph.ops]
        constant += sum(bool((a == a.flat[0]).all()) for a in results if a.size > 1)
        layers += len(results)
    assert constant < 0.5 * layers
