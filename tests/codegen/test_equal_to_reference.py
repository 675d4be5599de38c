"""The test that matters: generated C, compiled with sanitizers, against the reference; every tensor
of every layer, every byte."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from support.host_c import Case, build, case, run

random_models = pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

CASES = int(os.environ.get("TINYEDGE_RANDOM_CASES", "12"))
SAMPLES = 2


@pytest.mark.parametrize("kind", random_models.RANDOM)
def test_equals_the_reference_byte_for_byte(kind: str, tmp_path: Path) -> None:
    cases: list[Case] = []
    runs = []
    for seed in range(CASES):
        rng = np.random.default_rng(seed)
        cases.append(case(random_models.RANDOM[kind](rng), f"{kind}, seed {seed}", seed))
        for _ in range(SAMPLES):
            runs.append((seed, random_models.random_inputs(rng, cases[-1].graph)))
        if cases[-1].graph.variables:
            runs += [(seed, []), *runs[-SAMPLES:]]
    assert run(build(cases, tmp_path), cases, runs) == []
