"""Running whole graphs."""

from __future__ import annotations

import typing

import numpy as np
import pytest
from support.small_graphs import graph_of, int8

from tinyedge.graph.ops import Op, Relu6, TensorId
from tinyedge.graph.types import Array, Graph
from tinyedge.reference.execute import EXECUTORS, execute


def small() -> Graph:
    return graph_of(Relu6((0,), (1,)), [int8((2,)), int8((2,))])


def test_every_operator_is_executed() -> None:
    assert set(EXECUTORS) == set(typing.get_args(Op))


def test_gives_inputs_and_every_computed_tensor() -> None:
    x = np.array([-3, 3], np.int8)
    values = execute(small(), [x])
    assert {number: value.tolist() for number, value in values.items()} == {0: [-3, 3], 1: [0, 3]}


def test_leaves_the_input_alone() -> None:
    x = np.array([-3, 3], np.int8)
    execute(small(), [x])
    assert x.tolist() == [-3, 3]


def test_no_input() -> None:
    with pytest.raises(ValueError, match=r"^small takes 1 inputs, not 0$"):
        execute(small(), [])


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((2,), np.float32), r"^x: the input is float32\[2\], not int8\[2\]$"),
        (np.zeros((1, 2), np.int8), r"^x: the input is int8\[1, 2\], not int8\[2\]$"),
    ],
)
def test_an_input_of_another_shape_or_type(array: Array, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        execute(small(), [array])


def test_tensor_numbers_are_the_models() -> None:
    numbers: list[TensorId] = list(execute(small(), [np.zeros((2,), np.int8)]))
    assert numbers == [0, 1]
