"""What ``check`` accepts, TensorFlow Lite Micro runs, and gets what the reference gets.

In a process of its own: an operator that TFLM does not like can end it.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tinyedge.errors import ModelError
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.reference import tflm
from tinyedge.reference.execute import execute

MODELS = 200
TESTS = Path(__file__).parents[1]


@pytest.mark.skipif(
    not tflm.available(), reason="TensorFlow Lite Micro is missing: pip install 'tinyedge[verify]'"
)
def test_tflite_micro_runs_what_is_accepted_and_agrees() -> None:
    process = subprocess.run(
        [sys.executable, "-W", "error", __file__, str(MODELS)],
        env={"PYTHONPATH": f"{TESTS.parent}:{TESTS}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout[-500:] + process.stderr[-2000:]
    assert process.stdout.count("same\n") > MODELS // 2


def compare(seed: int) -> str:
    """ "same", or "refused"; an AssertionError if the two disagree."""
    from support.extreme_models import extreme_model

    data = extreme_model(seed)
    try:
        graph = read(data, file=f"seed {seed}")
    except ModelError:
        return "refused"
    rng = np.random.default_rng(seed)
    inputs = []
    for number in graph.inputs:
        shape = graph.tensor(number).shape
        ends = rng.choice([-128, 127], shape)
        middle = rng.integers(-128, 128, shape)
        inputs.append(np.where(rng.random(shape) < 0.3, ends, middle).astype(np.int8))
    got = execute(simplify(graph), inputs)
    expected = tflm.Oracle(data).tensors(inputs)
    for number, value in got.items():
        np.testing.assert_array_equal(value, expected[number])
    return "same"


def main(models: int) -> None:
    """Compare that many models; the last line printed names the one that ended the process."""
    for seed in range(models):
        print(f"seed {seed}: ", end="", flush=True)
        print(compare(seed), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
