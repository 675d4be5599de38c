"""Outputs behind an operator that is the C library's in TFLM: compared within a bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from support.tflite_builder import Builder, schema
from verify.test_verify import prove

from tinyedge.graph.read import read
from tinyedge.graph.types import Array
from tinyedge.reference.bounds import undefined, written
from tinyedge.reference.execute import execute


def model(*kinds: str, quantized: bool = False) -> bytes:
    """int8 to float32, through functions, perhaps back."""
    b = Builder()
    x = b.dequantize(b.input((1, 6), scale=0.02, zero_point=3))
    for kind in kinds:
        y = b.tensor((1, 6), dtype="float32", name=kind.lower())
        b.operator(kind, [x], [y], schema.SoftmaxOptionsT() if kind == "SOFTMAX" else None)
        x = y
    return b.build([b.quantize(x, scale=0.1, zero_point=-100, name="q") if quantized else x])


def off(data: bytes, change: Callable[[Array], Array]) -> Callable[[Sequence[Array]], list[Array]]:
    """A TFLM whose only output is that of the reference, changed."""
    graph = read(data, file="m.tflite")
    return lambda inputs: [change(execute(graph, inputs)[graph.outputs[0]])]


def up(count: int) -> Callable[[Array], Array]:
    """That many floats up."""
    return lambda x: (x.view(np.int32) + np.int32(count)).view(np.float32)


def test_one_ulp_is_allowed_where_the_bound_is_one_and_the_report_says_so() -> None:
    data = model("EXP")
    report = prove(data=data, tflm=off(data, up(1)))
    assert report.passed
    assert [str(output) for output in report.within] == [
        "exp: within 1 ulp of tflm, 1 allowed behind EXP"
    ]
    assert report.to_json()["tflm_within"] == [
        {
            "output": "exp",
            "operators": ["EXP"],
            "unit": "ulp",
            "allowed": 1,
            "most": 1,
            "undefined": 0,
        }
    ]


def test_two_ulp_are_not() -> None:
    data = model("EXP")
    report = prove(data=data, count=2, tflm=off(data, up(2)))
    assert not report.passed
    assert report.mismatches == 12
    assert report.first_mismatch is not None
    assert report.first_mismatch.oracle == "tflm"
    assert report.within[0].most == 2


def test_a_row_of_six_has_the_bound_of_its_sum() -> None:
    data = model("SOFTMAX")
    report = prove(data=data, tflm=off(data, up(15)))
    assert str(report.within[0]) == "softmax: within 15 ulp of tflm, 15 allowed behind SOFTMAX"
    assert report.passed


def test_behind_quantize_one_step_is_allowed() -> None:
    data = model("EXP", quantized=True)
    report = prove(data=data, tflm=off(data, lambda q: (q - 1).astype(np.int8)))
    assert report.passed
    assert str(report.within[0]) == "q: within 1 step of tflm, 1 allowed behind EXP"
    assert not prove(data=data, tflm=off(data, lambda q: (q - 2).astype(np.int8))).passed


def test_behind_two_of_them_nothing_is_known_and_nothing_compared() -> None:
    data = model("EXP", "SIN")
    report = prove(data=data, tflm=off(data, lambda x: x + 1))
    assert report.passed
    assert str(report.within[0]) == "sin: not compared with tflm, behind EXP, SIN"


@pytest.mark.parametrize("kind", ["SQRT", "SQUARE", "NEG"])
def test_what_ieee_754_defines_has_no_bound(kind: str) -> None:
    data = model(kind)
    honest = prove(data=data, tflm=off(data, lambda x: x))
    assert honest.passed
    assert honest.within == ()
    assert not prove(data=data, tflm=off(data, up(1))).passed


def test_what_is_not_a_number_equals_its_like_whatever_its_bits() -> None:
    data = model("SQRT")

    def other_bits(x: Array) -> Array:
        return np.where(np.isnan(x), np.uint32(0xFFC00000).view(np.float32), x)

    assert prove(data=data, tflm=off(data, other_bits)).passed
    assert not prove(data=data, tflm=off(data, lambda x: np.nan_to_num(x, nan=0.0))).passed


def test_what_c_leaves_undefined_is_no_mismatch_and_the_report_says_so() -> None:
    """QUANTIZE of the square root of a negative number was one, of a firmware that is right."""
    data = model("SQRT", quantized=True)
    report = prove(data=data, count=2, tflm=off(data, lambda q: np.full_like(q, -128)))
    assert report.passed
    assert [str(output) for output in report.within] == [
        "q: not compared with tflm in 2 samples, behind QUANTIZE of a float that no int32 holds"
    ]
    data = model("SQUARE", quantized=True)
    assert not prove(data=data, tflm=off(data, lambda q: np.full_like(q, -128))).passed


def test_a_variable_remembers_that_it_is_undefined_until_it_gets_a_new_value() -> None:
    b = Builder()
    x = b.input((2,), scale=0.5)
    root = b.tensor((2,), dtype="float32")
    b.operator("SQRT", [b.dequantize(x)], [root])
    kept = b.variable((2,), scale=0.5)
    y = b.add(b.read_variable(kept), x, scale=0.5)
    b.assign_variable(kept, b.quantize(root, scale=0.5))
    graph = read(b.build([y]), file="m.tflite")
    found: frozenset[int] = frozenset()
    seen = []
    for inputs in ([4, 4], [-4, 4], [4, 4], [4, 4]):
        values = execute(graph, [np.array(inputs, np.int8)])
        found = undefined(graph, values, found)
        seen.append(graph.outputs[0] in found)
    assert seen == [False, False, True, False]


def test_without_tflm_there_is_nothing_to_be_within() -> None:
    assert prove(data=model("EXP")).within == ()


def test_what_tflm_leaves_unwritten_is_known() -> None:
    """SignalEnergy outside of its range, here [2, 4) of 6; scripts/fuzz --boards found the
    mismatches that were none."""
    b = Builder()
    x = b.input((12,), dtype="int16")
    y, z = b.tensor((6,), dtype="uint32", name="y"), b.tensor((6,), dtype="int32", name="z")
    b.custom("SignalEnergy", [x], [y], start_index=2, end_index=4)
    b.operator("CAST", [y], [z])
    graph = read(b.build([b.reshape(z, (2, 3))]), file="m.tflite")
    assert written(graph, graph.outputs[0]).tolist() == [[False, False, True], [True, False, False]]
    assert written(graph, x).all()


def test_frames_that_wait_for_samples_are_not_compared_with_tflm() -> None:
    """SignalFramer without prefill gives no frame of 4 before it has heard 4 samples."""
    b = Builder()
    x = b.input((1, 2), dtype="int16")
    y, valid = b.tensor((1, 1, 4), dtype="int16", name="y"), b.tensor((), dtype="bool")
    b.custom("SignalFramer", [x], [y, valid], frame_size=4, frame_step=2, prefill=0)
    data = b.build([y])
    graph = read(data, file="m.tflite")
    values = execute(graph, [np.array([[1, 2]], np.int16)])
    assert not values[valid].any()
    assert undefined(graph, values) == {y}
