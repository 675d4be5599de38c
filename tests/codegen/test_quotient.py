"""Quotients of float32 that are subnormal: compilers' libraries for cores without a floating-point
unit cut them, IEEE 754 and TFLM's machine round them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest
from support.host_c import compiler

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.build.compilers import WARNINGS
from tinyedge.codegen.runtime import runtime_dir
from tinyedge.graph.types import Array

QUOTIENT_C = """
#include <stdio.h>
#include "te_quotient_f32.h"
int main(void) {
    float given[2];
    while (fread(given, sizeof given, 1, stdin) == 1) {
        const float result = te_quotient_f32(given[0], given[1]);
        fwrite(&result, sizeof result, 1, stdout);
    }
    return 0;
}
"""


def pairs() -> Array:
    """[N, 2]: numbers of every size, most with quotients near the smallest; corners."""
    rng = np.random.default_rng(0)
    count = 200_000
    a, b = (
        (rng.integers(1 << 23, 1 << 24, count) * rng.choice([-1.0, 1.0], count)) for _ in range(2)
    )
    exponents = rng.integers(-126, 128, count)
    b = np.ldexp(b, exponents - 23)
    near = np.ldexp(a, np.maximum(exponents + rng.integers(-152, -120, count) - 23, -172))
    odd = [0.0, -0.0, np.inf, -np.inf, np.nan, 1e-45, -1e-45, 1.1754944e-38, 3.4028235e38, 1, 3]
    corners = np.array([(x, y) for x in odd for y in odd])
    with np.errstate(over="ignore", under="ignore"):
        return np.concatenate([np.stack([near, b], axis=1), corners]).astype(np.float32)


def test_subnormal_quotients_are_rounded_as_the_processor_does(tmp_path: Path) -> None:
    (tmp_path / "main.c").write_text(QUOTIENT_C)
    sources = [str(runtime_dir() / f"te_{name}.c") for name in ("quotient_f32", "wide")]
    argv = [*compiler(), *WARNINGS, f"-I{runtime_dir()}", "main.c", *sources, "-o", "program"]
    subprocess.run(argv, cwd=tmp_path, check=True)
    given = pairs()
    done = subprocess.run(
        [tmp_path / "program"], input=given.tobytes(), capture_output=True, check=True
    )
    got = np.frombuffer(done.stdout, np.float32)
    with np.errstate(all="ignore"):
        expected = given[:, 0] / given[:, 1]
    tiny = (np.abs(expected) < np.finfo(np.float32).tiny) & (expected != 0)
    assert tiny.sum() > 40_000
    number = ~np.isnan(expected)
    assert got[number].tobytes() == expected[number].tobytes()
    assert np.isnan(got[~number]).all()


@pytest.mark.parametrize("board", ["sim-cortex-m0plus", "sim-cortex-m4", "sim-rv32imc"])
def test_subnormal_quotients_on_cores_with_and_without_fpu(board: str, tmp_path: Path) -> None:
    builder = pytest.importorskip(
        "support.tflite_builder",
        reason="building models needs the TFLite schema: pip install tflite-micro",
    )
    given = pairs()[:512]
    b = builder.Builder()
    x = b.input((1, 512), dtype="float32")
    y = b.tensor((1, 512), dtype="float32")
    divisor = b.constant(given[None, :, 1])
    b.operator("DIV", [x, divisor], [y], builder.schema.DivOptionsT())
    path, samples = tmp_path / "quotients.tflite", tmp_path / "samples.npz"
    path.write_bytes(b.build([y]))
    np.savez(samples, x=given[None, :, 0].reshape(1, 1, 512))
    report = pipeline.run(path, load_board(board), pipeline.Settings(), samples=samples)
    assert report.passed, report.first_mismatch
