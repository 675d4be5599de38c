"""The arithmetic below the operators, against its definitions and worked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tinyedge.reference import fixedpoint
from tinyedge.reference.fixedpoint import (
    INT32_MAX,
    INT32_MIN,
    exp_on_negative_values,
    high_mul,
    input_radius,
    multiply_by_quantized_multiplier,
    one_minus_x_over_one_plus_x,
    one_over_one_plus_x,
    quantize_multiplier,
    round_half_away,
    rounding_divide_by_pot,
    saturating_shift_left,
    wrap_int32,
)

CORNERS = [INT32_MIN, INT32_MIN + 1, -(2**30), -3, -2, -1, 0, 1, 2, 3, 2**30, INT32_MAX]


def some_int32(rng: np.random.Generator, count: int = 5000) -> list[int]:
    return [*CORNERS, *rng.integers(INT32_MIN, INT32_MAX, count, endpoint=True).tolist()]


def test_quantize_multiplier_by_hand() -> None:
    assert quantize_multiplier(1.0) == (2**30, 1)  # 1 = 1/2 * 2**1
    assert quantize_multiplier(0.75) == (3 * 2**29, 0)
    assert quantize_multiplier(0.1) == (1717986918, -3)  # 0.8 * 2**31 = 1717986918.4
    assert quantize_multiplier(6.0) == (3 * 2**29, 3)


def test_a_significand_that_rounds_up_to_1_carries_into_the_shift() -> None:
    assert quantize_multiplier(1 - 2.0**-40) == (2**30, 1)


def test_multipliers_too_small_to_matter_are_0() -> None:
    assert quantize_multiplier(2.0**-32) == (2**30, -31)
    assert quantize_multiplier(2.0**-32 * (1 - 2.0**-20)) == (0, 0)
    assert quantize_multiplier(0.0) == (0, 0)


@pytest.mark.parametrize("real", [-1.0, math.inf, math.nan])
def test_multipliers_that_are_none(real: float) -> None:
    with pytest.raises(ValueError, match="a multiplier must be finite and not negative, not "):
        quantize_multiplier(real)


def test_high_mul_is_gemmlowps() -> None:
    """Its definition: nudge by the sign of the product, then truncate."""

    def by_definition(a: int, b: int) -> int:
        if a == b == INT32_MIN:
            return INT32_MAX
        nudged = a * b + (2**30 if a * b >= 0 else 1 - 2**30)
        return nudged // 2**31 if nudged >= 0 else -(-nudged // 2**31)

    values = some_int32(np.random.default_rng(1))
    others = [*values[::-1]]
    pairs = [(a, b) for a in CORNERS for b in CORNERS] + list(zip(values, others, strict=True))
    a, b = np.array(pairs).T
    assert high_mul(a, b).tolist() == [by_definition(x, y) for x, y in pairs]


def test_rounding_divide_by_pot_is_gemmlowps() -> None:
    """Its definition: compare the remainder with a threshold."""

    def by_definition(x: int, exponent: int) -> int:
        mask = (1 << exponent) - 1
        threshold = (mask >> 1) + (x < 0)
        return (x >> exponent) + ((x & mask) > threshold)

    values = some_int32(np.random.default_rng(2), 500)
    for exponent in range(32):
        expected = [by_definition(x, exponent) for x in values]
        assert rounding_divide_by_pot(values, exponent).tolist() == expected


def test_halves_go_away_from_zero() -> None:
    assert rounding_divide_by_pot([5, 3, -3, -5], 1).tolist() == [3, 2, -2, -3]
    assert round_half_away(np.array([0.5, 1.5, -0.5, -2.5])).tolist() == [1, 2, -1, -3]


def test_the_float_below_one_half_rounds_to_0() -> None:
    assert round_half_away(np.nextafter(np.float32(0.5), np.float32(0))) == 0


def test_saturation_and_wrapping() -> None:
    assert saturating_shift_left([2**30, -(2**30), 3], 1).tolist() == [INT32_MAX, INT32_MIN, 6]
    assert wrap_int32([2**31, -(2**31) - 1]).tolist() == [INT32_MIN, INT32_MAX]


def test_multiply_rounds_twice() -> None:
    # 0.29 = 0.58 * 2**-1: 5 * 0.58 = 2.9 -> 3, 3 / 2 = 1.5 -> 2, where 5 * 0.29 = 1.45 -> 1.
    assert multiply_by_quantized_multiplier(5, *quantize_multiplier(0.29)) == 2
    assert multiply_by_quantized_multiplier(-5, *quantize_multiplier(0.29)) == -2


def test_a_left_shift_comes_first_and_wraps() -> None:
    # 2**29 * 4 = 2**31, which int32 holds as -2**31; times 1/2.
    assert multiply_by_quantized_multiplier(2**29, 2**30, 2) == -(2**30)


def test_multiply_per_channel() -> None:
    multipliers, shifts = zip(*map(quantize_multiplier, (0.5, 4.0)), strict=True)
    scaled = multiply_by_quantized_multiplier([[10, 10], [7, -7]], multipliers, shifts)
    assert scaled.tolist() == [[5, 40], [4, -28]]


def test_exp() -> None:
    x = np.linspace(-15.9, 0, 4000)
    raw = np.floor(x * 2**26).astype(np.int64)
    values = exp_on_negative_values(raw, 5) / 2.0**31
    np.testing.assert_allclose(values, np.exp(raw / 2.0**26), rtol=0, atol=2e-7)
    assert exp_on_negative_values(0, 5) == INT32_MAX  # the nearest to 1


def test_reciprocals() -> None:
    a = np.linspace(0, 1 - 2.0**-31, 4000)
    raw = (a * 2**31).astype(np.int64)
    np.testing.assert_allclose(one_over_one_plus_x(raw) / 2.0**31, 1 / (1 + a), atol=2e-8)
    ratio = one_minus_x_over_one_plus_x(raw) / 2.0**31
    np.testing.assert_allclose(ratio, (1 - a) / (1 + a), rtol=0, atol=4e-8)


def test_logistic_and_tanh() -> None:
    raw = np.random.default_rng(3).integers(INT32_MIN + 1, INT32_MAX, 4000)
    x = raw / 2.0**27
    logistic = fixedpoint.logistic(raw, 4) / 2.0**31
    np.testing.assert_allclose(logistic, 1 / (1 + np.exp(-x)), rtol=0, atol=2e-7)
    np.testing.assert_allclose(fixedpoint.tanh(raw, 4) / 2.0**31, np.tanh(x), rtol=0, atol=4e-7)
    assert fixedpoint.logistic(0, 4) == 2**30
    assert fixedpoint.tanh(0, 4) == 0


def test_the_last_bits_are_gemmlowps() -> None:
    """Values that gemmlowp's own header gives (fixedpoint/fixedpoint.h, compiled)."""
    assert exp_on_negative_values([-1, -(2**26), -123456789, -INT32_MAX], 5).tolist() == [
        *(2147483124, 790015308, 341177383, 0)
    ]
    unit = [0, 1, 2**30, 1234567890, INT32_MAX]
    assert one_over_one_plus_x(unit).tolist() == [
        *(2147483647, 2147483647, 1431655762, 1363576508, 1073741820)
    ]
    # Nearly nothing is left of 1 - x in the last: the error of the method shows as -8.
    assert one_minus_x_over_one_plus_x(unit).tolist() == [
        *(2147483647, 2147483647, 715827876, 579669368, -8)
    ]
    assert fixedpoint.logistic([1, -1, 2**27, -(2**27), 987654321], 4).tolist() == [
        *(1073741948, 1073741699, 1569936226, 577547421, 2146116376)
    ]
    assert fixedpoint.tanh([1, -1, 2**26, -(2**26), 987654321], 4).tolist() == [
        *(260, -260, 992388804, -992388804, 2147481900)
    ]


def test_input_radius() -> None:
    # 15 * 2**27 / 2**20 = 1920: inputs below that many steps, shifted left by 20, fit Q4.27.
    assert input_radius(4, 20) == 1920
    assert input_radius(4, 31) == 0
