"""Sigmoid and tanh of int16, from one table: TFLM's reference_integer_ops::Logistic and Tanh.

Both take ``scaled``, an integer of 1/12288 (1/4096, a step of Q3.12, is 3 of it), and give Q0.15.
The table has sigmoid(i / 24); between two of its numbers lies a straight line. tanh(x) is
2 * sigmoid(2 * x) - 1.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .fixedpoint import Int64

SCALED_PER_ONE = 12288

# Where TFLM's table has one more than the nearest number.
_ONE_MORE = frozenset([
    4, 8, 12, 14, 15, 16, 17, 19, 20, 21, 22, 25, 27, 28, 29, 30, 31, 33, 34, 35, 37, 39, 40, 41,
    43, 44, 45, 46, 49, 50, 54, 62, 63, 64, 66, 82, 86, 93, 100, 103, 112, 116, 135, 255,
])  # fmt: skip

# sigmoid(i / 24) in steps of 1/65536.
TABLE: NDArray[np.int64] = np.array(
    [round(65536 / (1 + math.exp(-i / 24))) + (i in _ONE_MORE) for i in range(256)], np.int64
)


def scaled_by(x: NDArray[np.int16] | Int64, multiplier: int, shift: int) -> Int64:
    """x * multiplier / 2**shift, halves up; shift >= 0: how an int16 becomes ``scaled``."""
    half = (1 << shift) >> 1
    result: Int64 = (np.asarray(x, np.int64) * multiplier + half) >> shift
    return result


def sigmoid_i16(scaled: Int64) -> NDArray[np.int16]:
    """Q0.15; half a step is added before the last ten bits are cut off."""
    size = _interpolated(np.abs(scaled), bits=9, most=0x7FFF << 10)
    wide = np.where(scaled >= 0, size + 512, (1 << 25) - size + 511) >> 10
    return wide.astype(np.int16)


def tanh_i16(scaled: Int64) -> NDArray[np.int16]:
    """Q0.15; likewise, with eight bits."""
    size = _interpolated(np.abs(scaled), bits=8, most=0xFFFF << 8)
    wide = np.where(scaled >= 0, size - (1 << 23) + 128, -size + (1 << 23) + 127) >> 8
    return wide.astype(np.int16)


def _interpolated(size: Int64, *, bits: int, most: int) -> Int64:
    """The table at size / 2**bits, times 2**bits; ``most`` from its last number on."""
    index, part = size >> bits, size & ((1 << bits) - 1)
    at = np.minimum(index, 254)
    low, high = TABLE[at], TABLE[at + 1]
    return np.where(index >= 255, most, (low << bits) + part * (high - low))
