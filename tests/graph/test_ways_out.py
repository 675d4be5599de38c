"""What is advised about operators without a kernel."""

from __future__ import annotations

import pytest
from tflite.utils import BUILTIN_OPCODE2NAME

from tinyedge.graph.importers import IMPORTERS
from tinyedge.graph.ways_out import WAYS_OUT, way_out


def test_advice_is_about_operators_that_there_are() -> None:
    assert set(WAYS_OUT) <= set(BUILTIN_OPCODE2NAME.values())


def test_there_is_no_advice_against_what_has_a_kernel() -> None:
    assert not set(WAYS_OUT) & set(IMPORTERS), "supported now: take the line out of ways_out.py"


def test_advice_is_one_line_that_can_follow_a_semicolon() -> None:
    for text in WAYS_OUT.values():
        assert text[0].islower() and "\n" not in text and not text.endswith(".")


@pytest.mark.parametrize(
    ("kind", "advice"),
    [
        (
            "GELU",
            "train it with RELU, RELU6, HARD_SWISH, LEAKY_RELU or ELU, or approximate it by "
            "x * sigmoid(1.702 x) (MUL, LOGISTIC)",
        ),
        (
            "CUSTOM (TFLite_Detection_PostProcess)",
            "export it without post-processing, so that it gives boxes and scores, and decode "
            "these in the application",
        ),
        (
            "CUSTOM (FlexErf)",
            "convert it with supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8], without "
            "SELECT_TF_OPS, and replace what that refuses",
        ),
        ("CUSTOM (Mine)", "replace it by operators of TFLite, or cut the model before it"),
        (
            "STABLEHLO_ADD",
            "convert it to TFLite's own operators: STABLEHLO operators run on no microcontroller",
        ),
        (
            "operator number 999",
            "build that part of the model from supported operators, which README.md lists",
        ),
    ],
)
def test_the_way_out(kind: str, advice: str) -> None:
    assert way_out(kind) == advice
