"""Damaged and hostile files: an error of ours or a graph, never anything else."""

from __future__ import annotations

import random
import struct
from copy import copy
from typing import Any

import numpy as np
import pytest
from support.damaged import mutated
from support.edited import edited
from support.tflite_builder import Builder

from tinyedge.errors import ModelError, TinyEdgeError
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify

MUTATIONS = 1000


def model_with_most_operators() -> bytes:
    b = Builder()
    x = b.quantize(b.input((1, 8, 6, 2), dtype="float32"), scale=0.05, zero_point=4)
    padded = b.pad(x, [(0, 0), (1, 1), (0, 2), (0, 0)])
    w = b.constant(np.ones((3, 3, 3, 2), np.int8), scale=[0.1, 0.2, 0.3])
    bias = b.constant(np.array([1, 2, 3], np.int32), scale=0.005)
    y = b.conv_2d(padded, w, bias, scale=0.05, zero_point=4, padding="VALID", activation="RELU")
    z = b.depthwise_conv_2d(
        y, b.constant(np.ones((1, 3, 3, 3), np.int8), scale=0.1), scale=0.05, zero_point=4
    )
    joined = b.concatenation([b.add(y, z, scale=0.05, zero_point=4), z], 3)
    pooled = b.max_pool_2d(b.relu6(joined), window=(2, 2), stride=(2, 2))
    flat = b.reshape(b.mean(pooled, [1, 2], scale=0.05, zero_point=4), (1, 6))
    state = b.variable((1, 6), scale=0.05, zero_point=4, initial=range(6), name="state")
    b.assign_variable(
        b.handle("state"), b.add(b.read_variable(state), flat, scale=0.05, zero_point=4)
    )
    dense = b.fully_connected(flat, b.constant(np.ones((4, 6), np.int8), scale=0.1), scale=0.1)
    answer = b.softmax(dense)
    in_bytes = b.quantize(answer, scale=1 / 256, dtype="uint8")
    return b.build([b.dequantize(answer), in_bytes])


def test_a_damaged_file_gives_an_error_of_ours_or_a_graph() -> None:
    data = model_with_most_operators()
    read_again = 0
    for seed in range(MUTATIONS):
        damaged = mutated(data, random.Random(seed))
        try:
            simplify(read(damaged, file="m.tflite"))
            read_again += 1
        except TinyEdgeError as error:
            assert "\n" not in str(error), f"seed {seed}"
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
    assert 0 < read_again < MUTATIONS


def test_a_file_cut_short_anywhere_is_refused() -> None:
    """The last bytes are the vtables and strings that were written first."""
    data = model_with_most_operators()
    for length in range(0, len(data) - 64, 37):
        with pytest.raises(ModelError):
            read(data[:length], file="m.tflite")


def one_operator() -> bytes:
    b = Builder()
    return b.build([b.tanh(b.input((1, 4), scale=0.1))])


def test_one_tensor_with_a_long_name_listed_over_and_over() -> None:
    """1,000 tensors of 100 kB each, were every one of them given a copy of its name."""

    def add_tensors(model: Any) -> None:
        tensors = model.subgraphs[0].tensors
        tensors += [copy(tensors[1]) for _ in range(1000)]
        tensors[0].name = "x" * 100_000

    data = bytearray(edited(one_operator(), add_tensors))
    start, count = vector_of_tensors(bytes(data))
    (first,) = struct.unpack_from("<I", data, start)
    for i in range(count):
        struct.pack_into("<I", data, start + 4 * i, first - 4 * i)
    assert_too_large(bytes(data))


def test_a_vector_longer_than_the_file() -> None:
    data = bytearray(one_operator())
    start, _ = vector_of_tensors(bytes(data))
    struct.pack_into("<I", data, start - 4, 0x4000_0000)
    assert_too_large(bytes(data))


def vector_of_tensors(data: bytes) -> tuple[int, int]:
    """(position of the first offset, number of tensors)."""
    from tflite.Model import Model

    graph = Model.GetRootAs(data, 0).Subgraphs(0)
    return graph._tab.Vector(graph._tab.Offset(4)), graph.TensorsLength()


def assert_too_large(data: bytes) -> None:
    with pytest.raises(ModelError) as caught:
        read(data, file="m.tflite")
    assert str(caught.value) == (
        "m.tflite: is damaged: its parts are larger than the file; export or download it again"
    )
