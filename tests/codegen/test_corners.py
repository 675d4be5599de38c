"""Kernels where random models seldom go: the ends of int32, halves, numbers that are none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from support.host_c import Case, build, compiler, run
from support.small_graphs import float32, graph_of, int8

from tinyedge.build.compilers import WARNINGS
from tinyedge.codegen.codegen import codegen
from tinyedge.codegen.runtime import runtime_dir
from tinyedge.graph.ops import Quantize, Softmax
from tinyedge.graph.types import Array, Graph
from tinyedge.plan.plan import plan
from tinyedge.reference.fixedpoint import multiply_by_quantized_multiplier

REQUANTIZE_C = """
#include <stdio.h>
#include "te_requantize.h"
int main(void) {
    int32_t given[3];
    while (fread(given, sizeof given, 1, stdin) == 1) {
        const int32_t result = te_requantize(given[0], given[1], given[2]);
        fwrite(&result, sizeof result, 1, stdout);
    }
    return 0;
}
"""


def requantize_cases() -> NDArray[np.int32]:
    """(value, multiplier, shift): corners against each other, then random ones."""
    values = [0, 1, -1, 2, -2, 3, -3, 2**30, -(2**30), 2**31 - 1, -(2**31) + 1, -(2**31)]
    multipliers = [0, 1, 2**29, 2**30, 2**30 + 1, 3 << 29, 2**31 - 1]
    corners = [(v, m, s) for v in values for m in multipliers for s in range(-31, 31)]
    rng = np.random.default_rng(0)
    count = 50_000
    random = np.stack(
        [
            (rng.integers(-(2**31), 2**31, count) >> rng.integers(0, 31, count)),
            rng.integers(2**30, 2**31, count),
            rng.integers(-31, 31, count),
        ],
        axis=1,
    )
    every = np.concatenate([np.array(corners), random])
    shifted = every[:, 0] << np.maximum(every[:, 2], 0)
    fits = (shifted >= -(2**31)) & (shifted < 2**31)
    return every[fits].astype(np.int32)


def test_requantize_equals_the_reference_at_every_corner(tmp_path: Path) -> None:
    (tmp_path / "main.c").write_text(REQUANTIZE_C)
    argv = [*compiler(), *WARNINGS, f"-I{runtime_dir()}", "main.c", "-o", "program"]
    subprocess.run(argv, cwd=tmp_path, check=True)
    cases = requantize_cases()
    done = subprocess.run(
        [tmp_path / "program"], input=cases.tobytes(), capture_output=True, check=True
    )
    expected = multiply_by_quantized_multiplier(*cases.T.astype(np.int64))
    got = np.frombuffer(done.stdout, np.int32)
    wrong = np.flatnonzero(got != expected)
    assert wrong.size == 0, f"{cases[wrong[0]]}: {got[wrong[0]]}, not {expected[wrong[0]]}"


def differences(graph: Graph, inputs: Array, folder: Path) -> list[str]:
    """The program of one operator against the reference."""
    made = Case("small", graph, codegen(graph, plan(graph)))
    return run(build([made], folder), [made], [(0, [inputs])])


def test_floats_that_are_no_numbers_are_quantized_as_the_reference_does(tmp_path: Path) -> None:
    halves = np.arange(-140, 140) + 0.5
    odd = [np.nan, np.inf, -np.inf, 3e38, -3e38, 1e-45, -0.0, 0.49999997, -0.49999997, 2**23 + 1]
    x = np.concatenate([halves, np.nextafter(halves, 0), odd]).astype(np.float32)
    for zero_point in (-128, 0, 127):
        tensors = [float32((x.size,)), int8((x.size,), 1.0, zero_point)]
        op = Quantize((0,), (1,))
        assert differences(graph_of(op, tensors), x, tmp_path) == []


def test_softmax_of_rows_that_are_all_alike_or_far_apart(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [np.full(511, 3), np.full(511, -128), np.where(np.arange(511) == 7, 127, -128)]
    rows += [rng.integers(-128, 128, 511) for _ in range(5)]
    x = np.stack(rows).astype(np.int8)
    for scale in (1e-4, 0.05, 0.1, 1.0, 40.0):
        tensors = [int8(x.shape, scale), int8(x.shape, 1 / 256, -128)]
        op = Softmax((0,), (1,), beta=1.0)
        assert differences(graph_of(op, tensors), x, tmp_path) == []
