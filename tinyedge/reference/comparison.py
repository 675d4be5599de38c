"""EQUAL and its like: TFLM's ComparisonWithScaling of int8, and Comparison of other types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import (
    Comparison,
    Equal,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    NotEqual,
)
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64, multiply_by_quantized_multiplier, quantize_multiplier
from .requantize import quant_of

LEFT_SHIFT = 8


_EXACT: Mapping[type[Comparison], Callable[[Array, Array], Array]] = {
    Equal: np.equal,
    NotEqual: np.not_equal,
    Greater: np.greater,
    GreaterEqual: np.greater_equal,
    Less: np.less,
    LessEqual: np.less_equal,
}


@dataclass(frozen=True, slots=True)
class ComparisonParameters:
    """What is compared: multiply((x + offsets[k]) << LEFT_SHIFT, multipliers[k], shifts[k]).

    offsets: minus the zero points. less, equal, greater: the result where the first is that.
    """

    offsets: tuple[int, int]
    multipliers: tuple[int, int]
    shifts: tuple[int, int]
    less: bool
    equal: bool
    greater: bool

    def scaled(self, x: Array, which: int) -> Int64:
        """One of the inputs, in 2**-8."""
        shifted = (x.astype(np.int64) + self.offsets[which]) << LEFT_SHIFT
        return multiply_by_quantized_multiplier(
            shifted, self.multipliers[which], self.shifts[which]
        )


def comparison_parameters(op: Comparison, graph: Graph) -> ComparisonParameters:
    """ComparisonsPrepare in comparisons.cc: each multiplier is the scale itself."""
    a, b = (quant_of(graph, number) for number in op.inputs)
    first, second = quantize_multiplier(a.scale), quantize_multiplier(b.scale)
    return ComparisonParameters(
        offsets=(-a.zero_point, -b.zero_point),
        multipliers=(first[0], second[0]),
        shifts=(first[1], second[1]),
        **answers(op),
    )


def answers(op: Comparison) -> dict[str, bool]:
    """What is given where the first is less than, equal to and greater than the second."""
    return {
        "less": isinstance(op, NotEqual | Less | LessEqual),
        "equal": isinstance(op, Equal | GreaterEqual | LessEqual),
        "greater": isinstance(op, NotEqual | Greater | GreaterEqual),
    }


def exact_comparison(op: Comparison, graph: Graph, a: Array, b: Array) -> NDArray[np.bool_]:
    """int32, float32 or bool -> bool, broadcast; not-a-number is NOT_EQUAL to all."""
    compared = _EXACT[type(op)](a, b)
    return np.asarray(compared, np.bool_)


def comparison(op: Comparison, graph: Graph, a: Array, b: Array) -> NDArray[np.bool_]:
    """int8, int8 -> bool, broadcast."""
    p = comparison_parameters(op, graph)
    first, second = p.scaled(a, 0), p.scaled(b, 1)
    return np.where(first < second, p.less, np.where(first > second, p.greater, p.equal))
