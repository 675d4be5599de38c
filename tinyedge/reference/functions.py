"""Functions of float32 that TFLM takes from the C library: EXP, LOG, SIN, COS, TANH, ELU.

No two C libraries give the same bits, so these are our own: firmware/runtime/te_<name>_of.c, in the
same integers. They are rounded correctly for every float32 (scripts/libm measures it);
``bounds`` says how far that may be from TFLM.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.types import Array

from .wide import (
    INFINITY,
    NAN,
    SIGN,
    Bool,
    Int64,
    UInt32,
    UInt64,
    Wide,
    alternating,
    product,
    series,
    shifted,
    wide_of,
)

Float32 = NDArray[np.float32]

_ONE = np.float32(1).view(np.uint32)
_BELOW_2_TO_MINUS_12 = -13  # exponent; there, sin(x) and tanh(x) are x, and cos(x) is 1


def _inverse(n: int) -> int:
    """2**64 / n, rounded."""
    return ((1 << 65) + n) // (2 * n)


_STEPS = 16
_STEPS_PER_1 = 24204406  # 16 / ln(2) * 2**20, cut
_STEP_HIGH, _STEP_LOW = 0xB17217F7, 0xD1CF79AC  # ln(2) / 16 * 2**68, which is ln(2) * 2**64
_STEP = np.uint64(0x0B17217F7D1CF79A)
_POWERS = np.array(  # 2**(k / 16) * 2**63
    [
        *(0x8000000000000000, 0x85AAC367CC487B15, 0x8B95C1E3EA8BD6E7, 0x91C3D373AB11C336),
        *(0x9837F0518DB8A96F, 0x9EF5326091A111AE, 0xA5FED6A9B15138EA, 0xAD583EEA42A14AC6),
        *(0xB504F333F9DE6484, 0xBD08A39F580C36BF, 0xC5672A115506DADD, 0xCE248C151F8480E4),
        *(0xD744FCCAD69D6AF4, 0xE0CCDEEC2A94E111, 0xEAC0C6E7DD24392F, 0xF5257D152486CC2C),
    ],
    np.uint64,
)
_FACTORIALS = [_inverse(factorial(n)) for n in range(2, 10)]
_ODD_FACTORIALS = [_inverse(factorial(n)) for n in range(3, 20, 2)]
_EVEN_FACTORIALS = [_inverse(factorial(n)) for n in range(2, 21, 2)]
_ODD = [_inverse(n) for n in range(3, 24, 2)]

_ROOT_2 = 0xB504F3  # of a fraction of 24 bits in [1, 2)
_HALF_PI = np.uint64(0xC90FDAA22168C235)  # * 2**63
_TWO_OVER_PI = np.array(  # the highest bit first; bit 0 is worth 2**36
    [
        *(0x00000000, 0x0517CC1B, 0x727220A9, 0x4FE13ABE),
        *(0x8FA9A6EE, 0x06DB14AC, 0xC9E21C82, 0x0FF28B1D),
    ],
    np.uint64,
)
_LEADING = 36


def exp(x: Float32) -> Float32:
    """exp(x)"""
    bits = _bits(x)
    sign, size = bits & SIGN, bits & ~SIGN
    number = wide_of(size)
    made = _exp(sign != 0, number).bits(np.uint32(0))
    made = np.where(number.exponent > 6, np.where(sign != 0, np.uint32(0), INFINITY), made)
    made = np.where(size == 0, _ONE, made)
    return _floats(np.where(size > INFINITY, bits, made))


def elu(x: Float32) -> Float32:
    """x, or exp(x) - 1 where x is negative."""
    bits = _bits(x)
    negative = (bits > SIGN) & (bits <= (SIGN | INFINITY))
    below = _one_minus_exp(wide_of(bits & ~SIGN)).bits(SIGN)
    return _floats(np.where(negative, below, bits))


def tanh(x: Float32) -> Float32:
    """tanh(x) = n / (2 - n), n = 1 - exp(-2 * x)"""
    bits = _bits(x)
    sign, size = bits & SIGN, bits & ~SIGN
    number = wide_of(size)
    n = _one_minus_exp(Wide(number.significand, number.exponent + 1))
    with np.errstate(over="ignore"):
        divisor = np.uint64(0) - shifted(n.significand, -n.exponent)
    made = _quotient(n, divisor).bits(sign)
    stays = (size == 0) | (size > INFINITY) | (number.exponent <= _BELOW_2_TO_MINUS_12)
    return _floats(np.where(stays, bits, made))


def log(x: Float32) -> Float32:
    """log(x): with x = 2**k * m, k * ln(2) + log(m)."""
    bits = _bits(x)
    size = bits & ~SIGN
    number = wide_of(size)
    m = (number.significand >> np.uint64(40)).astype(np.int64)
    halved = m > _ROOT_2
    k = number.exponent + halved
    one = np.where(halved, 1 << 24, 1 << 23)
    part = _twice_artanh(*_small_quotient(np.abs(m - one), one + m))
    whole_sign = np.where(k < 0, SIGN, np.uint32(0))
    part_sign = np.where(halved, SIGN, np.uint32(0))
    steps = np.abs(k).astype(np.uint64)
    whole = (steps * np.uint64(_STEP_HIGH) << np.uint64(24)) + (
        steps * np.uint64(_STEP_LOW) >> np.uint64(8)
    )
    is_power = m == one
    small = np.where(is_power, np.uint64(0), shifted(part.significand, 7 - part.exponent))
    with np.errstate(over="ignore"):
        total = np.where(whole_sign == part_sign, whole + small, whole - small)
    made = Wide(total, np.full(x.shape, 7, np.int64)).normalized().bits(whole_sign)
    made = np.where(k == 0, part.normalized().bits(part_sign), made)
    made = np.where((k == 0) & is_power, np.uint32(0), made)
    made = np.where(bits != size, NAN, made)
    made = np.where(size == 0, SIGN | INFINITY, made)
    return _floats(np.where((size > INFINITY) | (bits == INFINITY), bits, made))


def sin(x: Float32) -> Float32:
    """sin(x)"""
    bits = _bits(x)
    sign, size = bits & SIGN, bits & ~SIGN
    number = wide_of(size)
    made = _sine(*_reduced(number)) ^ sign
    made = np.where(size == INFINITY, NAN, made)
    stays = (size > INFINITY) | (number.exponent <= _BELOW_2_TO_MINUS_12)
    return _floats(np.where(stays, bits, made))


def cos(x: Float32) -> Float32:
    """cos(x)"""
    bits = _bits(x)
    size = bits & ~SIGN
    number = wide_of(size)
    quadrant, negative, rest = _reduced(number)
    made = _sine(quadrant + 1, negative, rest)
    made = np.where(number.exponent <= _BELOW_2_TO_MINUS_12, _ONE, made)
    made = np.where(size == INFINITY, NAN, made)
    return _floats(np.where(size > INFINITY, bits, made))


def one_nan(x: Array) -> Array:
    """x; of what is not a number, whatever bits the processor gave it, always the same one."""
    return np.where(np.isnan(x), _floats(np.asarray(NAN)), x)


def _exp(negative: Bool, number: Wide) -> Wide:
    """exp(x) of |x| below 2**7: 2**(k / 16) * exp(r), r in [0, ln(2) / 16)."""
    size = shifted(number.significand, 7 - number.exponent).astype(np.int64)
    x = np.where(negative, -size, size)
    k = ((x >> 32) * _STEPS_PER_1 - (1 << 32)) >> 44
    with np.errstate(over="ignore"):
        r = (x.view(np.uint64) << np.uint64(8)) - (
            (k * _STEP_HIGH).view(np.uint64) << np.uint64(28)
        )
        r = r - (k * _STEP_LOW >> 4).view(np.uint64)
        beyond = r >= _STEP
        r = np.where(beyond, r - _STEP, r)
    k = k + beyond
    above_1 = r + product(r, product(r, series(_FACTORIALS, r)))
    base = _POWERS[k % _STEPS]
    return Wide(base + product(base, above_1), k >> 4)


def _one_minus_exp(number: Wide) -> Wide:
    """1 - exp(-x) of x above 0."""
    with np.errstate(over="ignore"):
        r = shifted(number.significand, -1 - number.exponent)
        lost = product(number.significand, product(r, alternating(_FACTORIALS, r)))
        small = Wide(number.significand - lost, number.exponent).normalized()
        within = Wide(number.significand, np.minimum(number.exponent, 6))
        power = _exp(np.full(r.shape, True), within)
        rest = np.uint64(0) - shifted(power.significand, -1 - power.exponent)
    large = Wide(rest, np.full(r.shape, -1, np.int64)).normalized()
    is_small, is_1 = number.exponent <= -6, number.exponent > 4
    significand = np.where(is_1, np.uint64(2**64 - 1), large.significand)
    exponent = np.where(is_1, -1, large.exponent)
    return Wide(
        np.where(is_small, small.significand, significand),
        np.where(is_small, small.exponent, exponent),
    )


def _quotient(a: Wide, b: UInt64) -> Wide:
    """a / b, bit by bit."""
    top = np.uint64(63)
    one = np.uint64(1)
    less = a.significand < b
    rest = np.where(less, a.significand << one, a.significand)
    carry = less & (a.significand >> top != 0)
    found = np.zeros(b.shape, np.uint64)
    with np.errstate(over="ignore"):
        for _ in range(64):
            fits = carry | (rest >= b)
            rest = np.where(fits, rest - b, rest)
            found = found << one | fits.astype(np.uint64)
            carry = rest >> top != 0
            rest = rest << one
    return Wide(found, a.exponent - less)


def _small_quotient(a: Int64, b: Int64) -> tuple[UInt64, Int64]:
    """(significand, exponent) of a / b of whole numbers, a < b < 2**26; 0 stays 0."""
    exponent = np.zeros(a.shape, np.int64)
    a = np.where(a == 0, b, a)  # any number: who asks does not look
    for _ in range(25):
        less = a < b
        a = np.where(less, a << 1, a)
        exponent = exponent - less
    found = np.zeros(a.shape, np.uint64)
    for _ in range(64):
        fits = a >= b
        a = np.where(fits, a - b, a) << 1
        found = found << np.uint64(1) | fits.astype(np.uint64)
    return found, exponent


def _twice_artanh(s: UInt64, exponent: Int64) -> Wide:
    """log((1 + s) / (1 - s)), s below 0.18; its highest bit may not be set."""
    fixed = shifted(s, -1 - exponent)
    square = product(fixed, fixed)
    tail = product(square, series(_ODD, square))
    one = np.uint64(1)
    return Wide((s >> one) + (product(s, tail) >> one), exponent + 2)


def _reduced(x: Wide) -> tuple[Int64, Bool, Wide]:
    """(quadrant, whether the rest is negative, rest): Payne and Hanek, of 96 bits."""
    first = np.clip(x.exponent - 23 + _LEADING - 1, 0, 139)
    m = x.significand >> np.uint64(40)
    words = []
    for at in (first, first + 32, first + 64):
        pair = _TWO_OVER_PI[at // 32] << np.uint64(32) | _TWO_OVER_PI[at // 32 + 1]
        words.append(pair << (at % 32).astype(np.uint64) >> np.uint64(32))
    low = m * words[2]
    middle = m * words[1] + (low >> np.uint64(32))
    high = m * words[0] + (middle >> np.uint64(32))
    mask = np.uint64(0xFFFFFFFF)
    quadrant = ((high & mask) >> np.uint64(30)).astype(np.int64)
    top = (high << np.uint64(32) | middle & mask) << np.uint64(2) | (low & mask) >> np.uint64(30)
    bottom = low << np.uint64(2) & mask
    negative = top >> np.uint64(63) != 0
    with np.errstate(over="ignore"):
        turned = np.where(bottom == 0, np.uint64(0) - top, ~top)
        bottom = np.where(negative, (np.uint64(0) - bottom) & mask, bottom)
    top = np.where(negative, turned, top)
    rest = Wide(top, np.full(top.shape, -1, np.int64)).normalized()
    added = shifted(bottom << np.uint64(32), 65 + rest.exponent)
    significand = product(rest.significand | added, _HALF_PI)
    return quadrant + negative, negative, Wide(significand, rest.exponent + 1).normalized()


def _sine(quadrant: Int64, negative: Bool, rest: Wide) -> UInt32:
    """The bits of the sine of a turn by that many quadrants and the rest."""
    fixed = shifted(rest.significand, -1 - rest.exponent)
    square = product(fixed, fixed)
    below = np.where(quadrant & 2 != 0, SIGN, np.uint32(0))
    with np.errstate(over="ignore"):
        lost = product(rest.significand, product(square, alternating(_ODD_FACTORIALS, square)))
        sine = Wide(rest.significand - lost, rest.exponent).normalized()
        tail = product(square, alternating(_EVEN_FACTORIALS, square))
        cosine = Wide(np.uint64(1 << 63) - (tail >> np.uint64(1)), np.zeros(fixed.shape, np.int64))
    turned = np.where(negative, SIGN, np.uint32(0))
    return np.where(
        quadrant & 1 == 0, sine.bits(below ^ turned), cosine.normalized().bits(below)
    ).astype(np.uint32)


def _bits(x: Float32) -> UInt32:
    return np.atleast_1d(x).astype(np.float32, copy=False).view(np.uint32).reshape(x.shape)


def _floats(bits: NDArray[np.uint32]) -> Float32:
    made = np.atleast_1d(bits.astype(np.uint32, copy=False)).view(np.float32)
    return made.reshape(bits.shape)
