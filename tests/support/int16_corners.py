"""Models of int16 that are given every value there is, and such whose sums are the largest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .tflite_builder import Builder, schema

EVERY_VALUE = np.arange(-(2**15), 2**15).astype(np.int16)


def _one(kind: str, x_scale: float, y_scale: float, options: Any = None) -> bytes:
    b = Builder()
    x = b.input((2**15, 2), scale=x_scale, dtype="int16")
    y = b.tensor((2**15, 2), scale=y_scale, dtype="int16")
    b.operator(kind, [x], [y], options)
    return b.build([y])


def _leaky_relu(x_scale: float, y_scale: float, alpha: float) -> bytes:
    options = schema.LeakyReluOptionsT()
    options.alpha = alpha
    return _one("LEAKY_RELU", x_scale, y_scale, options)


def _rsqrt(x_scale: float, y_scale: float) -> bytes:
    b = Builder()
    x = b.input((2**15, 2), scale=x_scale, dtype="int16")
    between = b.tensor((2**15, 2), scale=x_scale, dtype="int16")
    b.operator("RELU", [x], [between])
    y = b.tensor((2**15, 2), scale=y_scale, dtype="int16")
    b.operator("RSQRT", [between], [y])
    return b.build([y])


def _softmax(x_scale: float) -> bytes:
    """Of each value and the largest: every number of both tables, and what lies between."""
    b = Builder()
    x = b.input((2**15, 2), scale=x_scale, dtype="int16")
    column = b.tensor((2**16, 1), scale=x_scale, dtype="int16")
    b.operator("RESHAPE", [x], [column], schema.ReshapeOptionsT())
    largest = b.constant(np.full((2**16, 1), 2**15 - 1, np.int16), scale=x_scale)
    options = schema.ConcatenationOptionsT()
    options.axis = 1
    pairs = b.tensor((2**16, 2), scale=x_scale, dtype="int16")
    b.operator("CONCATENATION", [column, largest], [pairs], options)
    y = b.tensor((2**16, 2), scale=2.0**-15, dtype="int16")
    made = schema.SoftmaxOptionsT()
    made.beta = 1.0
    b.operator("SOFTMAX", [pairs], [y], made)
    return b.build([y])


# By what is special about them. Where float32 and double give another result: found by search.
CORNERS: Mapping[str, bytes] = {
    "abs_divides_in_double": _one("ABS", 0.06470537185668945, 0.19832120835781097),
    "abs_of_the_least": _one("ABS", 0.5, 0.5),
    "leaky_relu_divides_in_double": _leaky_relu(
        0.00035480328369885683, 0.0003018343704752624, 0.30000001192092896
    ),
    "rsqrt_takes_the_root_in_double": _rsqrt(0.0003423066809773445, 0.00041330858948640525),
    "logistic_needs_no_multiplier": _one("LOGISTIC", 2.0**-12, 2.0**-15),
    "logistic_is_no_power_of_two": _one("LOGISTIC", 0.0003, 2.0**-15),
    "logistic_at_the_largest_scale": _one("LOGISTIC", 32767 / 12288, 2.0**-15),
    "logistic_at_the_least_scale": _one("LOGISTIC", 2.0**-28, 2.0**-15),
    "tanh_needs_no_multiplier": _one("TANH", 2.0**-12, 2.0**-15),
    "tanh_only_doubles": _one("TANH", 2.0**-11, 2.0**-15),
    "tanh_is_almost_a_power_of_two": _one("TANH", 2.0**-11 * 1.0006, 2.0**-15),
    "tanh_is_no_power_of_two": _one("TANH", 0.0003, 2.0**-15),
    "softmax_in_steps_of_its_tables": _softmax(10 / 65535),
    "softmax_between_its_numbers": _softmax(0.00007),
    "softmax_far_apart": _softmax(4.9),
}


def _average(rows: int, columns: int, zero_point: int) -> bytes:
    b = Builder()
    quant = {"scale": 0.5, "zero_point": zero_point}
    x = b.input((1, rows, columns, 1), dtype="int16", **quant)
    return b.build([b.average_pool_2d(x, window=(rows, columns))])


def _mean(kind: str, count: int, zero_point: int, scales: tuple[float, float]) -> bytes:
    b = Builder()
    x = b.input((1, count), scale=scales[0], zero_point=zero_point, dtype="int16")
    y = b.tensor((1,), scale=scales[1], zero_point=zero_point, dtype="int16")
    axes = b.constant(np.array([1], np.int32))
    b.operator(kind, [x, axes], [y], schema.ReducerOptionsT())
    return b.build([y])


def _long_softmax() -> bytes:
    b = Builder()
    x = b.input((1, 2**16), scale=2.0**-12, dtype="int16")
    y = b.tensor((1, 2**16), scale=2.0**-15, dtype="int16")
    options = schema.SoftmaxOptionsT()
    options.beta = 1.0
    b.operator("SOFTMAX", [x], [y], options)
    return b.build([y])


def _sum(kind: str, zero_points: tuple[int, int, int], y_scale: float) -> bytes:
    """x + y or x - y; of one scale."""
    b = Builder()
    first, second = (
        b.input((1, 2), scale=0.5, zero_point=zero, dtype="int16") for zero in zero_points[:2]
    )
    y = b.tensor((1, 2), scale=y_scale, zero_point=zero_points[2], dtype="int16")
    options = schema.AddOptionsT() if kind == "ADD" else schema.SubOptionsT()
    b.operator(kind, [first, second], [y], options)
    return b.build([y])


def _product(kind: str, y_scale: float) -> bytes:
    """x * y or (x - y)**2; of one scale."""
    b = Builder()
    inputs = [b.input((1, 2), scale=1.0, dtype="int16") for _ in range(2)]
    y = b.tensor((1, 2), scale=y_scale, dtype="int16")
    b.operator(kind, inputs, [y], schema.MulOptionsT() if kind == "MUL" else None)
    return b.build([y])


LEAST, MOST = -(2**15), 2**15 - 1

# To be given their ends, in every combination: sums and products as large as ``check`` allows.
LARGEST: Mapping[str, bytes] = {
    "average_of_the_largest_window": _average(2, 32767, 0),
    "average_of_the_largest_window_at_an_end": _average(2, 32767, LEAST),
    "mean_of_as_many_as_fit": _mean("MEAN", 65534, 0, (0.5, 0.501)),
    "mean_at_the_least_zero_point": _mean("MEAN", 32767, LEAST, (0.5, 0.501)),
    "mean_at_the_largest_zero_point": _mean("MEAN", 32767, MOST, (0.5, 0.501)),
    "sum_of_as_many_as_fit": _mean("SUM", 65534, 0, (0.001, 50.0)),
    "softmax_of_the_longest_row": _long_softmax(),
    "add_at_both_ends": _sum("ADD", (LEAST, LEAST, LEAST), 0.5),
    "add_to_the_least_scale": _sum("ADD", (MOST, MOST, MOST), 0.5 * 2.0**-13),
    "sub_at_both_ends": _sum("SUB", (LEAST, MOST, 0), 2.0),
    "sub_to_the_least_scale": _sum("SUB", (MOST, LEAST, LEAST), 0.5 * 2.0**-13),
    "mul_of_the_least": _product("MUL", 1.001),
    "squared_difference_of_both_ends": _product("SQUARED_DIFFERENCE", 4.0 * 1.001),
}


def ends(shapes: Sequence[tuple[int, ...]]) -> list[list[NDArray[np.int16]]]:
    """Inputs of those shapes: each the least or the largest throughout, or both in turn."""
    kinds = [np.array(kind, np.int16) for kind in ([LEAST], [MOST], [LEAST, MOST], [MOST, LEAST])]
    return [
        [np.resize(kind, shape) for kind, shape in zip(chosen, shapes, strict=True)]
        for chosen in product(kinds, repeat=len(shapes))
    ]


def every_value() -> list[NDArray[np.int16]]:
    """The one input of each."""
    return [EVERY_VALUE.reshape(2**15, 2)]
