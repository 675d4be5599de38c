"""What firmware of ``--protocol mlperf`` must print, from the reference of every operator."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Context, Decimal

import numpy as np

from tinyedge.codegen.mlperf import element_of, rest_of
from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import Array, DType, Graph
from tinyedge.reference.execute import execute
from tinyedge.samples import quantize
from tinyedge.zoo.model_toml import Benchmark

_MILLI = Decimal("0.001")
_EXACT = Context(prec=60)  # float32 has 39 digits before the point


class Expected:
    """A model that runs over what is sent to it, and keeps its state from run to run."""

    def __init__(self, graph: Graph, benchmark: Benchmark | None) -> None:
        self._graph = graph
        self._benchmark = benchmark
        self._values: Mapping[TensorId, Array] | None = None

    def said(self, data: bytes, runs: int) -> tuple[str, ...]:
        """The numbers after that many runs over one input, as they come over the line."""
        inputs = inputs_from(data, self._graph, self._benchmark)
        for _ in range(runs if self._graph.variables else 1):
            self._values = execute(self._graph, inputs, self._values)
        assert self._values is not None
        reals = _reals(self._values[self._graph.outputs[0]], self._graph)
        benchmark = self._benchmark
        if benchmark is not None and benchmark.id == "ad01":
            reals = _mean_square(reals, np.frombuffer(data, "<f4"))
        elif benchmark is not None and benchmark.outputs:
            reals = reals[list(benchmark.outputs)]
        cut = benchmark is not None and benchmark.id == "kws01"
        return tuple(decimals(float(real), cut=cut) for real in reals)


def inputs_from(data: bytes, graph: Graph, benchmark: Benchmark | None) -> list[Array]:
    """The model's inputs, from the bytes that come over the line."""
    if benchmark is None:
        return _as_they_are(data, graph)
    taken = graph.tensor(graph.inputs[0])
    if benchmark.element == "float32":
        reals = np.frombuffer(data, "<f4").astype(np.float32)
        if taken.dtype is not DType.FLOAT32:
            assert taken.quant is not None
            reals = quantize(reals, taken.quant, taken.dtype)
        return [reals.reshape(taken.shape)]
    sent = np.full(taken.elements, rest_of(benchmark), np.uint8)
    sent[: len(data)] = np.frombuffer(data, np.uint8)
    return [element_of(sent, taken, benchmark).reshape(taken.shape)]


def decimals(real: float, *, cut: bool) -> str:
    """A number as C's "%0.3f" prints it; cut: without what is behind the third decimal."""
    if not cut or not np.isfinite(real):
        return f"{real:.3f}"
    return f"{Decimal(real).quantize(_MILLI, ROUND_DOWN, _EXACT):f}"


def _as_they_are(data: bytes, graph: Graph) -> list[Array]:
    inputs: list[Array] = []
    at = 0
    for number in graph.inputs:
        tensor = graph.tensor(number)
        values = np.frombuffer(data, tensor.dtype.numpy, tensor.elements, at)
        inputs.append(values.reshape(tensor.shape))
        at += tensor.size_bytes
    return inputs


def _reals(output: Array, graph: Graph) -> Array:
    """float32, by the formula of the benchmark's own helper."""
    flat = output.reshape(-1)
    if flat.dtype == np.float32:
        return flat
    quant = graph.tensor(graph.outputs[0]).quant
    scale, zero_point = (quant.scale, quant.zero_point) if quant else (1.0, 0)
    steps = (flat.astype(np.int64) - zero_point).astype(np.float32)
    return np.asarray(steps * np.float32(scale), np.float32)


def _mean_square(outputs: Array, inputs: Array) -> Array:
    """One number; summed one by one in float32, as the benchmark's firmware does."""
    with np.errstate(over="ignore"):
        differences = outputs - inputs
        sums = np.cumsum(differences * differences, dtype=np.float32)
    return np.asarray([sums[-1] / np.float32(outputs.size)], np.float32)
