"""The functions of float32 that are our own: against float64, and at the ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tinyedge.reference import functions

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

INFINITY = float("inf")
NAN = float("nan")
LEAST = 1e-45
LARGEST = 3.4028234663852886e38


def elu(x: Float64) -> Float64:
    return np.where(x < 0, np.expm1(np.minimum(x, 0)), x)


WIDE: dict[str, tuple[Callable[[Float32], Float32], Callable[[Float64], Float64]]] = {
    "exp": (functions.exp, np.exp),
    "log": (functions.log, np.log),
    "sin": (functions.sin, np.sin),
    "cos": (functions.cos, np.cos),
    "tanh": (functions.tanh, np.tanh),
    "elu": (functions.elu, elu),
}


def every_kind() -> Float32:
    """Any bits, and more of what is neither tiny nor huge."""
    rng = np.random.default_rng(0)
    anything = rng.integers(0, 2**32, 60_000, np.uint32)
    usual = rng.integers(0x38000000, 0x43000000, 60_000, np.uint32)
    return np.concatenate([anything, usual, usual | np.uint32(2**31)]).view(np.float32)


@pytest.mark.parametrize("name", WIDE)
def test_is_rounded_correctly(name: str) -> None:
    """float64 says which float32 is nearest, but where it is itself within some units of the middle
    between two; scripts/libm looks at these, and at all 2^32 arguments."""
    ours, wide = WIDE[name]
    x = every_kind()
    with np.errstate(all="ignore"):
        value = wide(x.astype(np.float64))
        low, high = (
            (value + side * 4 * np.nan_to_num(np.spacing(np.abs(value)))).astype(np.float32)
            for side in (-1, 1)
        )
    clear = (low == high) | np.isnan(value)
    got = ours(x)
    assert clear.mean() > 0.999
    assert np.array_equal(got[clear], low[clear], equal_nan=True)
    assert ((got == low) | (got == high))[~clear].all()


@pytest.mark.parametrize(
    ("name", "given", "due"),
    [
        ("exp", [0, -0.0, INFINITY, -INFINITY, 88.8, -104], [1, 1, INFINITY, 0, INFINITY, 0]),
        ("exp", [LEAST, -LEAST, LARGEST, -LARGEST], [1, 1, INFINITY, 0]),
        ("log", [1, 0, -0.0, INFINITY], [0.0, -INFINITY, -INFINITY, INFINITY]),
        ("log", [-1, -LEAST, -INFINITY], [NAN, NAN, NAN]),
        ("sin", [0, -0.0, LEAST, INFINITY, -INFINITY], [0, -0.0, LEAST, NAN, NAN]),
        ("cos", [0, -0.0, LEAST, INFINITY, -INFINITY], [1, 1, 1, NAN, NAN]),
        ("tanh", [0, -0.0, INFINITY, -INFINITY, -LARGEST], [0, -0.0, 1, -1, -1]),
        ("tanh", [LEAST, -LEAST], [LEAST, -LEAST]),
        ("elu", [0, -0.0, INFINITY, -INFINITY, -LEAST, 2.5], [0, -0.0, INFINITY, -1, -LEAST, 2.5]),
    ],
)
def test_at_the_ends(name: str, given: list[float], due: list[float]) -> None:
    got = WIDE[name][0](np.array(given, np.float32))
    assert got.tobytes() == np.array(due, np.float32).tobytes()


@pytest.mark.parametrize("name", WIDE)
def test_what_is_not_a_number_stays(name: str) -> None:
    bits = np.array([0x7FC00000, 0xFFC00000, 0x7F800001, 0xFFFFFFFF], np.uint32)
    assert WIDE[name][0](bits.view(np.float32)).tobytes() == bits.tobytes()


@pytest.mark.parametrize("name", WIDE)
def test_a_scalar_stays_one(name: str) -> None:
    assert WIDE[name][0](np.array(0.5, np.float32)).shape == ()


def test_the_floats_nearest_to_quarter_turns_keep_all_their_bits() -> None:
    """16367173 * 2^72 is the float32 that comes closest to a multiple of pi / 2, by 1.6e-9."""
    x = np.array([16367173 * 2.0**72], np.float32)
    # -1.61476979824762118e-9 in 300 bits
    assert functions.cos(x).tolist() == [np.float32(-1.6147698e-09)]
