"""Float32 in the midst of int8, on cores with and without a floating-point unit: the same bits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.pipeline import Settings
from tinyedge.reference import tflm

builder = pytest.importorskip(
    "support.tflite_builder",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)
schema = builder.schema

BOARDS = ["host", "sim-cortex-m0plus", "sim-cortex-m4", "sim-cortex-m7", "sim-rv32imc"]


def head(b: Any) -> int:
    """int8, and float32 behind: a convolution with weights, a mean of its rows."""
    rng = np.random.default_rng(9)
    x = b.dequantize(b.relu6(b.input((1, 8, 8, 3), scale=0.05, zero_point=-3)))
    w = b.constant(rng.normal(0, 0.3, (6, 3, 3, 3)).astype(np.float32))
    y = b.conv_2d(x, w, b.constant(rng.normal(0, 1, 6).astype(np.float32)), scale=None)
    mean = b.tensor((1, 6), dtype="float32")
    axes = b.constant(np.array([1, 2], np.int32))
    b.operator("MEAN", [y, axes], [mean], schema.ReducerOptionsT())
    return mean


def through(b: Any, x: int, *kinds: str) -> int:
    for kind in kinds:
        y = b.tensor((1, 6), dtype="float32", name=kind.lower())
        options = {"SOFTMAX": "SoftmaxOptionsT", "L2_NORMALIZATION": "L2NormOptionsT"}
        made = getattr(schema, options[kind])() if kind in options else None
        b.operator(kind, [x], [y], made)
        x = y
    return x


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    ("kinds", "within"),
    [
        (("L2_NORMALIZATION", "SQUARE", "SQRT"), None),
        (("SOFTMAX",), 15),
        (("TANH", "SIN", "COS", "EXP", "LOG", "LOGISTIC", "ELU", "LOG_SOFTMAX"), "nothing"),
    ],
)
def test_equal_on_every_core(
    kinds: tuple[str, ...], within: int | str | None, board: str, tmp_path: Path
) -> None:
    b = builder.Builder()
    path = tmp_path / "floats.tflite"
    path.write_bytes(b.build([through(b, head(b), *kinds)]))
    report = pipeline.run(path, load_board(board), Settings(), count=2)
    assert report.passed, report.first_mismatch
    if within is None or not tflm.available():
        assert report.within == ()
        return
    (output,) = report.within
    assert output.output == kinds[-1].lower()
    assert output.allowed == (None if within == "nothing" else within)
    assert output.most <= 2
