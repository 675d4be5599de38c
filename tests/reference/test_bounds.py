"""How far apart two arrays are, in the units of a bound; and which tensors have one."""

from __future__ import annotations

import numpy as np
import pytest
from support.tflite_builder import Builder

from tinyedge.graph.read import read
from tinyedge.reference.bounds import Bound, inexact, units_apart

NAN = float("nan")
INFINITY = float("inf")
UP = 1.0 + 2.0**-23


def apart(a: float, b: float, least: float = 0.0) -> int:
    given = (np.array([value], np.float32) for value in (a, b))
    return int(units_apart(*given, least)[0])


@pytest.mark.parametrize(
    ("a", "b", "units"),
    [
        (1.0, 1.0, 0),
        (1.0, UP, 1),
        (1.0, 1.0 - 2.0**-24, 1),
        (0.0, -0.0, 0),
        (1e-45, -1e-45, 2),
        (INFINITY, 3.4028235e38, 1),
        (NAN, NAN, 0),
        (NAN, 1.0, 2**63 - 1),
        (INFINITY, NAN, 2**63 - 1),
        (INFINITY, INFINITY, 0),
    ],
)
def test_units_in_the_last_place(a: float, b: float, units: int) -> None:
    assert apart(a, b) == apart(b, a) == units


def test_what_is_less_counts_as_the_least() -> None:
    assert apart(2.0**-30, 2.0**-23, 1.0) == 1
    assert apart(0.0, 2.0**-22, 1.0) == 2
    assert apart(2.0, 2.0 + 2.0**-22, 1.0) == 1


def test_steps_of_integers() -> None:
    a, b = np.array([-128, 127, 5], np.int8), np.array([127, 127, 4], np.int8)
    assert units_apart(a, b).tolist() == [255, 0, 1]


def test_a_view_hands_the_bound_on_and_a_sum_does_not() -> None:
    b = Builder()
    x = b.input((4,), dtype="float32")
    y = b.tensor((4,), dtype="float32")
    b.operator("TANH", [x], [y])
    z = b.tensor((2, 2), dtype="float32")
    b.operator("RESHAPE", [y, b.constant(np.array([2, 2], np.int32))], [z])
    s = b.tensor((4,), dtype="float32")
    b.operator("ADD_N", [y, x], [s])
    found = inexact(read(b.build([z, s]), file="m.tflite"))
    assert found == {y: Bound(2), z: Bound(2), s: None}
