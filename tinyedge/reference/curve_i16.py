"""LOGISTIC and TANH of int16: TFLM's reference_integer_ops::Logistic and Tanh."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import Logistic, Tanh
from tinyedge.graph.types import Array, Graph

from .requantize import quant_of
from .sigmoid_i16 import SCALED_PER_ONE, scaled_by, sigmoid_i16, tanh_i16

_LARGEST = 32767
_EXACT = {Logistic: (-12,), Tanh: (-12, -11)}


def curve_i16(op: Logistic | Tanh, graph: Graph, x: Array) -> NDArray[np.int16]:
    """int16 of zero point 0 -> int16 of scale 2**-15 and zero point 0."""
    scaled = scaled_by(x, *curve_scaling(op, quant_of(graph, op.inputs[0]).scale))
    return sigmoid_i16(scaled) if isinstance(op, Logistic) else tanh_i16(scaled)


def curve_scaling(op: Logistic | Tanh, scale: float) -> tuple[int, int]:
    """(multiplier, shift) from the input to steps of 1/12288: multiplier * 2**-shift, truncated
    to 15 bits.

    Within a thousandth of an octave of some powers of two, the scale is taken for that power.
    CalculateArithmeticOpDataLogistic in logistic_common.cc and its like in tanh.cc, which compute
    the logarithm in float32: at the very border of such an octave it could turn out otherwise.
    """
    octave = math.log2(scale)
    if round(octave) in _EXACT[type(op)] and abs(octave - round(octave)) < 1e-3:
        return 3 << (round(octave) + 12), 0
    multiplier, shift = scale * SCALED_PER_ONE, 0
    while multiplier <= _LARGEST / 2 and shift <= 30:
        multiplier, shift = multiplier * 2, shift + 1
    return int(multiplier), shift
