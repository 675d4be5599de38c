"""What operators on single elements refuse, because TFLM has no or no defined answer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.tflite_builder import Builder, schema

from tinyedge.errors import ModelError
from tinyedge.graph.read import read

RECONVERT = "convert the model again with a current converter"


def problem(b: Builder, y: int) -> str:
    """The error without the file's name, and without the usual remedy."""
    with pytest.raises(ModelError) as caught:
        read(b.build([y]), file="m.tflite")
    return str(caught.value).removeprefix("m.tflite: ").removesuffix(f"; {RECONVERT}")


def of_one(kind: str, x_scale: float, y_scale: float) -> str:
    """The error about an operator of one operand."""
    b = Builder()
    y = b.tensor((4,), scale=y_scale, name="y")
    b.operator(kind, [b.input((4,), scale=x_scale, name="x")], [y])
    return problem(b, y)


def of_two(kind: str, a: dict[str, Any], c: Any, y: dict[str, Any], options: Any = None) -> str:
    """The error about an operator of an input and a constant, or a second input."""
    b = Builder()
    first = b.input((4,), name="a", **a)
    second = b.constant(c, scale=0.5, name="c") if isinstance(c, np.ndarray) else b.input((4,), **c)
    output = b.tensor((4,), name="y", **y)
    b.operator(kind, [first, second], [output], options)
    return problem(b, output)


@pytest.mark.parametrize(
    ("kind", "scales", "expected"),
    [
        (
            "ABS",
            (2.0**30, 1.0),
            "a sum of up to 128, times 1.07374e+09 from its scales, does not fit int32; reduce the "
            "weights' range or the layer's inputs, and convert again",
        ),
        (
            "RSQRT",
            (1.0, 2.0**-29),
            "scales of 1 and 1.86265e-09 lead to a multiplier of 5.36871e+08, which TFLite Micro "
            "shifts beyond 32 bits",
        ),
        (
            "RSQRT",
            (1.0, 2.0**12),
            "scales of 1 and 4096 lead to a multiplier of 0.000244141, which TFLite Micro shifts "
            "beyond 32 bits",
        ),
        (
            "ELU",
            (1.0, 2.0**-24),
            "the output scale 5.96046e-08 is too small for an input scale of 1",
        ),
    ],
)
def test_scales_too_far_apart(kind: str, scales: tuple[float, float], expected: str) -> None:
    assert of_one(kind, *scales) == f"{kind} (y): {expected}"


def test_a_difference_that_does_not_fit() -> None:
    like = {"scale": 1.0}
    assert of_two("SQUARED_DIFFERENCE", like, like, {"scale": 2.0**-14}) == (
        "SQUARED_DIFFERENCE (y): a sum of up to 1,065,369,600, times 4 from its scales, does not "
        "fit int32; reduce the weights' range or the layer's inputs, and convert again"
    )


def test_a_constant_division_by_zero() -> None:
    divisor = np.array([1, 2, 0, 3], np.int8)
    assert of_two("DIV", {"scale": 0.5}, divisor, {"scale": 0.001}, schema.DivOptionsT()) == (
        "DIV (y): tensor 1 (c) holds its zero point, a division by 0"
    )


def test_a_quotient_that_tflm_shifts_too_far() -> None:
    options = schema.DivOptionsT()
    assert of_two("DIV", {"scale": 0.5}, {"scale": 0.5}, {"scale": 0.1}, options) == (
        "DIV (y): scales of 0.5, 0.5 and 0.1 lead to a multiplier of 10, which TFLite Micro shifts "
        "beyond 32 bits"
    )


def test_a_comparison_of_a_large_scale() -> None:
    assert of_two("LESS", {"scale": 1.0}, {"scale": 0.5}, {"dtype": "bool"}) == (
        "LESS (y): tensor 0 (a) has the scale 1, not below 1"
    )


def test_a_comparison_that_is_no_bool() -> None:
    assert of_two("LESS", {"scale": 0.5}, {"scale": 0.5}, {"scale": 0.5}) == (
        "LESS (y): tensor 2 (y) is int8, not bool"
    )


def test_too_many_to_add() -> None:
    b = Builder()
    x, y = b.input((2,), scale=0.1, zero_point=-128), b.tensor((2,), scale=0.1, name="y")
    b.operator("ADD_N", [x] * 16, [y])
    assert problem(b, y) == "ADD_N (y): the sum of 16 tensors does not fit int32; add in two steps"


def test_terms_of_different_quantization() -> None:
    like = {"scale": 0.5}
    assert of_two("ADD_N", like, {"scale": 0.25, "zero_point": 3}, like) == (
        "ADD_N (y): tensor 1 (t1) has scale 0.25 and zero point 3, the first input 0.5 and 0"
    )


def test_a_cast_to_bool() -> None:
    b = Builder()
    y = b.tensor((4,), dtype="bool", name="y")
    b.operator("CAST", [b.input((4,), scale=0.1)], [y])
    assert problem(b, y) == (
        "CAST (y): tensor 0 (y) is bool, not int8 or int16 or int32 or uint32 or float32"
    )


def test_a_constant_that_is_not_finite() -> None:
    b = Builder()
    half = b.tensor((2,), scale=1.0)
    b.operator("CAST", [b.constant(np.array([1, np.inf], np.float32), name="c")], [half])
    y = b.concatenation([half, b.input((2,), scale=1.0)], 0)
    assert problem(b, y) == "tensor 1 (c) holds a number that is not finite"
