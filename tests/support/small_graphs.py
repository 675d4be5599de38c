"""Graphs of one operator, made without a model file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from tinyedge.graph.ops import Op
from tinyedge.graph.types import Array, DType, Graph, Quant, Tensor
from tinyedge.reference.execute import execute


def int8(shape: tuple[int, ...], scale: float = 1.0, zero_point: int = 0) -> Tensor:
    """A tensor that is computed."""
    return Tensor("x", shape, DType.INT8, Quant((float(np.float32(scale)),), (zero_point,)))


def int16(shape: tuple[int, ...], scale: float = 1.0, zero_point: int = 0) -> Tensor:
    """A tensor that is computed."""
    return Tensor("x", shape, DType.INT16, Quant((float(np.float32(scale)),), (zero_point,)))


def float32(shape: tuple[int, ...]) -> Tensor:
    """A tensor of real numbers."""
    return Tensor("x", shape, DType.FLOAT32)


def constant(
    values: ArrayLike, dtype: DType = DType.INT8, scales: Sequence[float] = (1.0,), axis: int = 0
) -> Tensor:
    """Weights, a bias, axes."""
    data = np.asarray(values, dtype.numpy)
    quant = Quant(tuple(float(np.float32(s)) for s in scales), (0,) * len(scales), axis)
    return Tensor("w", data.shape, dtype, quant, data)


def graph_of(op: Op, tensors: Sequence[Tensor]) -> Graph:
    """The operator alone; the tensors without data that it reads are the inputs."""
    inputs = tuple(n for n in dict.fromkeys(op.inputs) if n >= 0 and tensors[n].data is None)
    return Graph("small", tuple(tensors), (op,), inputs, op.outputs, "0" * 64)


def run(op: Op, tensors: Sequence[Tensor], *inputs: ArrayLike) -> Array:
    """The operator's output."""
    graph = graph_of(op, tensors)
    arrays = [
        np.asarray(values, graph.tensor(n).dtype.numpy).reshape(graph.tensor(n).shape)
        for n, values in zip(graph.inputs, inputs, strict=True)
    ]
    return execute(graph, arrays)[op.outputs[0]]
