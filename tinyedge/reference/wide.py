"""Positive numbers of 64 significant bits: firmware/runtime/te_wide.h in numpy, of whole arrays.

What the functions of float32 are computed in, in integers alone and in the same order as in C, so
that their bits are the same on every target.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UInt64 = NDArray[np.uint64]
UInt32 = NDArray[np.uint32]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

SIGN = np.uint32(0x80000000)
INFINITY = np.uint32(0x7F800000)  # what is more, without the sign, is not a number
NAN = np.uint32(0x7FC00000)  # what operations give that have no result

_FRACTION_BITS = 23
_LEAST_NORMAL = -126
_LARGEST = 127
_DROPPED_BITS = 40
_TOP = np.uint64(1 << 63)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """significand * 2**(exponent - 63); the highest bit of the significand is set."""

    significand: UInt64
    exponent: Int64

    def normalized(self) -> Wide:
        """The same numbers with the highest bit set; a significand of 0 stays 0."""
        significand, exponent = self.significand, self.exponent
        for step in (32, 16, 8, 4, 2, 1):
            empty = significand >> np.uint64(64 - step) == 0
            significand = np.where(empty, significand << np.uint64(step), significand)
            exponent = np.where(empty, exponent - step, exponent)
        return Wide(significand, exponent)

    def bits(self, sign: Any) -> UInt32:
        """The nearest floats, halves to the even one; sign: 0 or SIGN."""
        missing = np.maximum(_LEAST_NORMAL - self.exponent, 0)
        dropped = np.minimum(_DROPPED_BITS + missing, 64)
        kept = shifted(self.significand, dropped).astype(np.uint32)
        half = np.uint64(1) << (dropped - 1).astype(np.uint64)
        rest = self.significand & (half + (half - np.uint64(1)))
        up = (rest > half) | ((rest == half) & (kept & np.uint32(1) != 0))
        biased = np.clip(self.exponent - _LEAST_NORMAL, 0, 255).astype(np.uint32)
        made = (biased << np.uint32(_FRACTION_BITS)) + kept + up.astype(np.uint32)
        made = np.where(missing > 64 - _DROPPED_BITS, np.uint32(0), made)
        made = np.where(self.exponent > _LARGEST, INFINITY, made)
        result: UInt32 = (made | sign).astype(np.uint32)
        return result


def wide_of(bits: UInt32) -> Wide:
    """The numbers of which these are the bits, without the sign; 0 gives a significand of 0."""
    fraction = (bits & np.uint32(0x7FFFFF)).astype(np.uint64) << np.uint64(_DROPPED_BITS)
    biased = (bits >> np.uint32(_FRACTION_BITS) & np.uint32(0xFF)).astype(np.int64)
    normal = biased > 0
    significand = np.where(normal, fraction | _TOP, fraction)
    exponent = np.where(normal, biased - 1, 0) + _LEAST_NORMAL
    return Wide(significand, exponent).normalized()


def shifted(significand: UInt64, shift: Int64) -> UInt64:
    """floor(significand / 2**shift), for any shift; one below 0 counts as 0."""
    moved = significand >> np.clip(shift, 0, 63).astype(np.uint64)
    return np.where(shift < 64, moved, np.uint64(0))


def product(a: Any, b: Any) -> UInt64:
    """floor(a * b / 2**64)"""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _32, b & _LOW, b >> _32
    first = a_high * b_low + (a_low * b_low >> _32)
    second = a_low * b_high + (first & _LOW)
    high: UInt64 = a_high * b_high + (first >> _32) + (second >> _32)
    return high


def series(c: Sequence[int], x: UInt64) -> UInt64:
    """c[0] + x * (c[1] + x * (c[2] + ...)), in units of 2**-64."""
    total = np.full(x.shape, c[-1], np.uint64)
    for each in reversed(c[:-1]):
        total = np.uint64(each) + product(total, x)
    return total


def alternating(c: Sequence[int], x: UInt64) -> UInt64:
    """c[0] - x * (c[1] - x * (c[2] - ...)), in units of 2**-64."""
    total = np.full(x.shape, c[-1], np.uint64)
    for each in reversed(c[:-1]):
        total = np.uint64(each) - product(total, x)
    return total
