"""Multiply-accumulates, counted by hand."""

from __future__ import annotations

import numpy as np
from support.tflite_builder import Builder, schema

from tinyedge.graph.macs import macs
from tinyedge.graph.read import read


def test_macs() -> None:
    b = Builder()
    x = b.input((2, 8, 6, 3), scale=0.1)
    w = b.constant(np.ones((4, 3, 5, 3), np.int8), scale=0.1)
    y = b.conv_2d(x, w, scale=0.1, stride=(2, 1))  # 2 x 4 x 6 positions, 4 outputs of 3*5*3
    d = b.constant(np.ones((1, 3, 3, 8), np.int8), scale=0.1)
    z = b.depthwise_conv_2d(y, d, scale=0.1, padding="VALID")  # 2 x 2 x 4 positions, 8 of 3*3
    f = b.constant(np.ones((10, 64), np.int8), scale=0.1)
    graph = read(b.build([b.softmax(b.fully_connected(z, f, scale=0.5))]), file="m.tflite")

    assert [macs(op, graph) for op in graph.ops] == [
        2 * 4 * 6 * 4 * 45,
        2 * 2 * 4 * 8 * 9,
        2 * 10 * 64,
        0,
    ]


def test_products_of_matrices_and_convolutions_run_backwards() -> None:
    b = Builder()
    x = b.input((2, 3, 4, 5), scale=0.1)
    w = b.constant(np.ones((6, 2, 3, 5), np.int8), scale=0.1)
    y = b.tensor((2, 6, 8, 6), scale=0.1)
    options = schema.TransposeConvOptionsT()
    options.strideH = options.strideW = 2
    b.operator("TRANSPOSE_CONV", [b.constant(np.array([2, 6, 8, 6], np.int32)), w, x], [y], options)
    z = b.tensor((2, 6, 6, 6), scale=100.0)
    swapped = schema.BatchMatMulOptionsT()
    swapped.adjX = True
    b.operator("BATCH_MATMUL", [y, y], [z], swapped)  # 8 x 6, swapped, by 8 x 6
    graph = read(b.build([z]), file="m.tflite")

    # Each of 3 x 4 pixels meets 6 kernels of 2 x 3 x 5; each of 6 x 6 products sums up 8.
    assert [macs(op, graph) for op in graph.ops] == [2 * 3 * 4 * 6 * 30, 2 * 6 * 36 * 8]
