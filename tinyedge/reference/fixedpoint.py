"""The fixed-point arithmetic of TensorFlow Lite Micro, on whole arrays.

Written from the algorithms of gemmlowp (fixedpoint/fixedpoint.h) and of TFLite
(kernels/internal: common.cc, common.h, quantization_util.cc, built without
TFLITE_SINGLE_ROUNDING, as TFLM is). A raw value of m integer bits, Qm.(31-m), is the integer
real * 2**(31-m) in the range of int32; arrays hold it as int64, so that nothing overflows
silently. Q0.31 cannot hold 1; its largest value stands for it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Int64 = NDArray[np.int64]

INT32_MIN = -(2**31)
INT32_MAX = 2**31 - 1

_ONE_Q0 = INT32_MAX
_ONE_Q2 = 1 << 29


def quantize_multiplier(real: float) -> tuple[int, int]:
    """Split a real multiplier into a Q0.31 significand and a power of two.

    Args:
        real: >= 0 and finite, for example input_scale * weight_scale / output_scale.

    Returns:
        (multiplier, shift): real = multiplier * 2**(shift - 31), 2**30 <= multiplier < 2**31.
        (0, 0) for 0 and for what is too small, shift < -31 (below about 2**-32).

    QuantizeMultiplier in quantization_util.cc.
    """
    if not (math.isfinite(real) and real >= 0):
        raise ValueError(f"a multiplier must be finite and not negative, not {real}")
    significand, shift = math.frexp(real)
    # Exact: the product has at most 31 + 22 bits, and the half one bit more at the far end.
    multiplier = math.floor(significand * 2**31 + 0.5)
    if multiplier == 2**31:
        multiplier, shift = 2**30, shift + 1
    return (multiplier, shift) if shift >= -31 and multiplier else (0, 0)


def high_mul(a: ArrayLike, b: ArrayLike) -> Int64:
    """The high half of 2 * a * b, rounded to nearest, halves up; a, b in the range of int32.

    gemmlowp's SaturatingRoundingDoublingHighMul adds 2**30 to a product that is not negative and
    1 - 2**30 to a negative one, then divides by 2**31, truncating. The truncation of a negative
    dividend is a floor after adding 2**31 - 1: both cases are floor((a * b + 2**30) / 2**31).
    The one product that does not fit saturates.
    """
    product = np.asarray(a, np.int64) * np.asarray(b, np.int64)
    result: Int64 = np.minimum((product + (1 << 30)) >> 31, INT32_MAX)
    return result


def rounding_divide_by_pot(x: ArrayLike, exponent: ArrayLike) -> Int64:
    """x / 2**exponent, rounded to nearest, halves away from zero; exponent >= 0.

    gemmlowp's RoundingDivideByPOT, which compares the remainder with a threshold instead.
    """
    x = np.asarray(x, np.int64)
    exponent = np.asarray(exponent, np.int64)
    half = (np.int64(1) << exponent) >> 1
    result: Int64 = (x + half - ((x < 0) & (exponent > 0))) >> exponent
    return result


def saturating_shift_left(x: ArrayLike, exponent: int) -> Int64:
    """x * 2**exponent, saturated to the range of int32."""
    result: Int64 = np.clip(np.asarray(x, np.int64) << exponent, INT32_MIN, INT32_MAX)
    return result


def wrap_int32(x: ArrayLike) -> Int64:
    """The low 32 bits as a signed number: what a register of int32 keeps."""
    return np.asarray(x, np.int64).astype(np.int32).astype(np.int64)


def multiply_by_quantized_multiplier(
    x: ArrayLike, multiplier: ArrayLike, shift: ArrayLike
) -> Int64:
    """x * multiplier * 2**(shift - 31), rounded twice as TFLM does.

    Args:
        x: in the range of int32.
        multiplier, shift: as from ``quantize_multiplier``; broadcast against x, so that one per
            channel works on [..., channel].

    A positive shift goes first, and wraps like the int32 it is in TFLM; graph/check.py proves that
    it does not in an accepted model. Then the high half of the product, then the rounding right
    shift. MultiplyByQuantizedMultiplier in common.cc.
    """
    shift = np.asarray(shift, np.int64)
    left = wrap_int32(np.asarray(x, np.int64) << np.maximum(shift, 0))
    return rounding_divide_by_pot(high_mul(left, multiplier), np.maximum(-shift, 0))


def reduced_multiplier(multiplier: int) -> int:
    """A Q0.31 significand, not negative, rounded to Q0.15, halves up; 2**15 - 1 at most."""
    return min((multiplier + (1 << 15)) >> 16, (1 << 15) - 1)


def multiply_by_reduced_multiplier(x: ArrayLike, multiplier: ArrayLike, shift: ArrayLike) -> Int64:
    """x * multiplier * 2**(shift - 15), rounded once, halves up; it must fit int32.

    Args:
        x: in [-2**47, 2**47).
        multiplier: as from ``reduced_multiplier``. shift: in [-31, 7]. Both broadcast against x.

    MultiplyByQuantizedMultiplier of int64 in common.cc.
    """
    down = 15 - np.asarray(shift, np.int64)
    product = np.asarray(x, np.int64) * np.asarray(multiplier, np.int64)
    result: Int64 = (product + (np.int64(1) << (down - 1))) >> down
    return result


def round_half_away(x: NDArray[Any] | float) -> NDArray[np.float64]:
    """C's round(): to the nearest integer, halves away from zero.

    Exact for every float32: in double the half is added without rounding wherever it matters.
    """
    wide = np.asarray(x, np.float64)
    return np.trunc(wide + np.copysign(0.5, wide))


# exp(-2**exponent) in Q0.31, for the bits of the input in turn.
_EXP_OF_BIT = (
    (-2, 1672461947),
    (-1, 1302514674),
    (0, 790015084),
    (1, 290630308),
    (2, 39332535),
    (3, 720401),
    (4, 242),
)


def exp_on_negative_values(raw: ArrayLike, integer_bits: int) -> Int64:
    """exp(x) in Q0.31 of x <= 0 in Q(integer_bits); integer_bits at most 5.

    exp of x modulo 1/4, by its Taylor series, times exp(-2**k) for each remaining bit of x.
    gemmlowp's function of that name.
    """
    raw = np.asarray(raw, np.int64)
    fractional_bits = 31 - integer_bits
    quarter = 1 << (fractional_bits - 2)
    below_quarter = (raw & (quarter - 1)) - quarter  # in [-1/4, 0)
    result = _exp_between_minus_quarter_and_0(saturating_shift_left(below_quarter, integer_bits))
    remainder = below_quarter - raw
    for exponent, factor in _EXP_OF_BIT:
        if exponent < integer_bits:
            has_bit = (remainder >> (fractional_bits + exponent)) & 1
            result = np.where(has_bit, high_mul(result, factor), result)
    return np.where(raw == 0, _ONE_Q0, result)


def _exp_between_minus_quarter_and_0(a: Int64) -> Int64:
    """exp(a), both Q0.31: the Taylor series around -1/8 up to the fourth power."""
    exp_minus_eighth, third = 1895147668, 715827883
    x = a + (1 << 28)
    x2 = high_mul(x, x)
    x3 = high_mul(x2, x)
    x4 = high_mul(x2, x2)
    series = high_mul(rounding_divide_by_pot(x4, 2) + x3, third) + x2
    return exp_minus_eighth + high_mul(exp_minus_eighth, x + rounding_divide_by_pot(series, 1))


def _reciprocal_of_half_denominator(a: Int64) -> Int64:
    """2 / (1 + a) in Q2.29 of a in (0, 1) in Q0.31: three steps of Newton and Raphson."""
    half_denominator = (a + _ONE_Q0 + 1) >> 1
    x = 1515870810 + high_mul(half_denominator, -1010580540)  # 48/17 - 32/17 d, in Q2.29
    for _ in range(3):
        error = _ONE_Q2 - high_mul(half_denominator, x)
        x = x + saturating_shift_left(high_mul(x, error), 2)
    return x


def one_over_one_plus_x(a: ArrayLike) -> Int64:
    """1 / (1 + a), both Q0.31, for a in [0, 1)."""
    return saturating_shift_left(_reciprocal_of_half_denominator(np.asarray(a, np.int64)), 1)


def one_minus_x_over_one_plus_x(a: ArrayLike) -> Int64:
    """(1 - a) / (1 + a), both Q0.31, for a in [0, 1)."""
    reciprocal = _reciprocal_of_half_denominator(np.asarray(a, np.int64))
    return saturating_shift_left(reciprocal - _ONE_Q2, 2)


def logistic(raw: ArrayLike, integer_bits: int) -> Int64:
    """1 / (1 + exp(-x)) in Q0.31 of x in Q(integer_bits); integer_bits at most 5."""
    raw = np.asarray(raw, np.int64)
    of_magnitude = one_over_one_plus_x(exp_on_negative_values(-np.abs(raw), integer_bits))
    result = np.where(raw > 0, of_magnitude, _ONE_Q0 - of_magnitude)
    return np.where(raw == 0, 1 << 30, result)


def tanh(raw: ArrayLike, integer_bits: int) -> Int64:
    """tanh(x) in Q0.31 of x in Q(integer_bits); integer_bits at most 4."""
    raw = np.asarray(raw, np.int64)
    # The same bits read with one integer bit more are twice the value: exp(-2 |x|).
    of_magnitude = one_minus_x_over_one_plus_x(
        exp_on_negative_values(-np.abs(raw), integer_bits + 1)
    )
    return np.where(raw == 0, 0, np.where(raw < 0, -of_magnitude, of_magnitude))


def input_radius(integer_bits: int, left_shift: int) -> int:
    """The largest input difference that, shifted left, still fits Q(integer_bits).

    left_shift: in [0, 62]. CalculateInputRadius in quantization_util.cc, of 31 bits.
    """
    return (((1 << integer_bits) - 1) << (31 - integer_bits)) >> left_shift


def log(raw: ArrayLike, integer_bits: int) -> Int64:
    """log(x) in Q5.26 of x >= 1 in Q(integer_bits), both as positive raw values; integer_bits at
    most 21.

    x is 2**k * r with r around 2**(-1/4), and log(r) a quotient of polynomials.
    log_x_for_x_greater_than_or_equal_to_1_impl in common.h; its sums have one integer bit more.
    """
    x = np.asarray(raw, np.int64)
    log_2, half_root, quarter_root = 1488522236, 1518500250, 1805811301  # of 1/2
    fractional_bits = 25
    quarter = 1 << (fractional_bits - 2)
    headroom = _leading_zeros(x)
    halved = high_mul(x << (headroom - 1), half_root)
    first = np.minimum(2 * halved, INT32_MAX)
    first_power = ((integer_bits - headroom) << fractional_bits) + quarter
    below = _leading_zeros(high_mul(x, half_root)) - 1
    second = np.minimum(x << below, INT32_MAX)
    second_power = ((integer_bits - below) << fractional_bits) - quarter
    r = np.minimum(first, second)
    power = np.maximum(first_power, second_power)
    p = (r + quarter_root + 1) >> 1
    q = 2 * (r - quarter_root)
    square = high_mul(q, q)
    numerator = high_mul(q, r) + high_mul(high_mul(q, square), 117049297)
    denominator = high_mul(p, 1057819769 + q + high_mul(127690142, square)) + high_mul(638450708, q)
    quotient = high_mul(rounding_divide_by_pot(numerator, 6), one_over_one_plus_x(denominator))
    return saturating_shift_left(high_mul(power, log_2) + quotient, 1)


def _leading_zeros(raw: Int64) -> Int64:
    """Of positive numbers, in 32 bits; exact, as float64 holds them all."""
    return 32 - np.frexp(raw.astype(np.float64))[1].astype(np.int64)
