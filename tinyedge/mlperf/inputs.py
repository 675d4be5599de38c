"""Samples as the bytes that go over the line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tinyedge.codegen.mlperf import bytes_of_input
from tinyedge.errors import SamplesError
from tinyedge.graph.types import DType, Graph
from tinyedge.samples import Samples, fit, inputs_of, random_samples
from tinyedge.zoo.model_toml import Benchmark


def sent(samples: Samples, graph: Graph, benchmark: Benchmark | None) -> list[tuple[bytes, ...]]:
    """The parts of each sample: one, but for ad01, whose files hold several windows.

    samples: of a benchmark's model, what the benchmark sends; of another, what the model takes.

    Raises:
        SamplesError: they are not.
    """
    if benchmark is None:
        fitted = fit(samples, inputs_of(graph))
        return [
            (b"".join(np.ascontiguousarray(x[i]).tobytes() for x in fitted.x),)
            for i in range(len(fitted))
        ]
    part_bytes = bytes_of_input(graph, benchmark)
    x = samples.x[0]
    takes = f"{part_bytes // np.dtype(benchmark.element).itemsize} {benchmark.element}"
    problem = ""
    if len(samples.x) != 1:
        problem = f"it has {len(samples.x)} inputs, {benchmark.id} takes 1"
    elif benchmark.element == "float32":
        if x.dtype.kind != "f":
            problem = f"x is {x.dtype}, {benchmark.id} takes {takes}"
    elif x.dtype != np.dtype(benchmark.element):
        problem = f"x is {x.dtype}, {benchmark.id} takes {takes}"
    if not problem:
        flat = x.reshape(len(x), -1).astype(np.dtype(benchmark.element).newbyteorder("<"))
        parts, odd = divmod(flat[0].nbytes, part_bytes)
        if odd or parts < 1 or (parts > 1 and benchmark.id != "ad01"):
            problem = f"x has the shape {list(x.shape)}, {benchmark.id} takes {takes} a sample"
    if problem:
        raise SamplesError(samples.where, problem, "give x as the benchmark's files hold it")
    return [
        tuple(row.tobytes()[at : at + part_bytes] for at in range(0, row.nbytes, part_bytes))
        for row in flat
    ]


def random_sent(
    graph: Graph, benchmark: Benchmark | None, count: int, seed: int
) -> list[tuple[bytes, ...]]:
    """As many random inputs; the same for the same arguments."""
    taken = inputs_of(graph)
    if benchmark is None or benchmark.element == "float32":
        if benchmark is not None:  # reals in the range of an input that the device quantizes
            taken = tuple(replace(each, dtype=DType.FLOAT32) for each in taken)
        return sent(random_samples(taken, count, seed), graph, benchmark)
    bits = np.random.PCG64(seed)
    size = bytes_of_input(graph, benchmark)
    return [
        ((bits.random_raw(size) >> np.uint64(56)).astype(np.uint8).tobytes(),) for _ in range(count)
    ]
