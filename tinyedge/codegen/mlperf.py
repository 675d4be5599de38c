"""What firmware with ``--protocol mlperf`` has to know of a model: te_mlperf_model.c."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.codegen import banner
from tinyedge.codegen.render import render
from tinyedge.codegen.types import Sources
from tinyedge.errors import ModelError
from tinyedge.graph.types import Array, DType, Graph, Tensor
from tinyedge.samples import quantize
from tinyedge.zoo.model_toml import Benchmark

FILE = "te_mlperf_model.c"  # no model can be called so
_KERNEL = "te_quantize.c"  # of firmware/mlperf/te_infer.c
_OUTPUT_TYPES = (DType.FLOAT32, DType.INT8, DType.UINT8, DType.INT16, DType.INT32)


@dataclass(frozen=True, slots=True)
class MlperfPage:
    """What mlperf_model.c.j2 prints; firmware/mlperf/te_mlperf_model.h says what each means.

    All values are as in C; table: lines, none where nothing is looked up.
    """

    banner: tuple[str, ...]
    model: str
    id: str
    input: str
    bytes: int
    element_bytes: int
    way: str
    meaning: str
    table: tuple[str, ...]
    table_type: str
    rest: int
    input_scale: str
    input_zero_point: int
    output_type: str
    count: int
    scale: str
    zero_point: int
    order: tuple[int, ...]
    mean_square: str
    cut: str


def with_mlperf(sources: Sources, graph: Graph, benchmark: Benchmark | None) -> Sources:
    """``sources`` with what the application of ``--protocol mlperf`` needs beside.

    benchmark: None: the model of none; the bytes that come are those of its inputs.

    Raises:
        ModelError: the model does not take what the benchmark sends, or its output cannot be said.
    """
    page = _page(graph, benchmark)
    return replace(
        sources,
        files={**sources.files, FILE: render("mlperf_model.c.j2", page)},
        runtime=tuple(sorted({*sources.runtime, _KERNEL})),
    )


def bytes_of_input(graph: Graph, benchmark: Benchmark | None) -> int:
    """How many bytes the runner sends for one inference."""
    if benchmark is None:
        return sum(graph.tensor(number).size_bytes for number in graph.inputs)
    elements = benchmark.elements or graph.tensor(graph.inputs[0]).elements
    return elements * np.dtype(benchmark.element).itemsize


def element_of(byte: Array, tensor: Tensor, benchmark: Benchmark) -> Array:
    """What the model's input holds for bytes that come: float32 as is, else the nearest steps."""
    code = byte.astype(np.uint8).view(benchmark.element).astype(np.float32)
    real = np.float32(benchmark.scale) * (code - np.float32(benchmark.zero_point))
    if tensor.dtype is DType.FLOAT32:
        return np.asarray(real, np.float32)
    assert tensor.quant is not None
    return quantize(real, tensor.quant, tensor.dtype)


def rest_of(benchmark: Benchmark) -> int:
    """The byte that stands for 0."""
    return benchmark.zero_point % 256


def check_benchmark(graph: Graph, benchmark: Benchmark | None) -> None:
    """Make sure that a model can be driven so.

    Raises:
        ModelError: it cannot.
    """
    output = graph.tensor(graph.outputs[0])
    if output.dtype not in _OUTPUT_TYPES:
        raise _refused(
            graph,
            f"its output is {output.dtype.value}, which --protocol mlperf cannot say",
            f"take a model with one of {', '.join(dtype.value for dtype in _OUTPUT_TYPES)}",
        )
    if benchmark is None:
        return
    remedy = "correct its [mlperf] table"
    taken = graph.tensor(graph.inputs[0])
    if len(graph.inputs) != 1 or taken.dtype not in (DType.FLOAT32, DType.INT8, DType.UINT8):
        types = ", ".join(graph.tensor(number).dtype.value for number in graph.inputs)
        raise _refused(
            graph, f"[mlperf] is for one input of 8 bits or float32, not {types}", remedy
        )
    if taken.dtype is not DType.FLOAT32 and (taken.quant is None or len(taken.quant.scales) != 1):
        raise _refused(graph, "[mlperf] needs an input with one scale and zero point", remedy)
    sent = benchmark.elements or taken.elements
    fewer = benchmark.element != "float32"
    if sent > taken.elements or (sent < taken.elements and not fewer):
        raise _refused(
            graph, f"[mlperf] elements is {sent}, the model takes {taken.elements}", remedy
        )
    if benchmark.element == "float32" and taken.dtype is DType.UINT8:
        raise _refused(graph, "[mlperf] element is float32, the model takes uint8", remedy)
    if benchmark.outputs and len(benchmark.outputs) != output.elements:
        raise _refused(
            graph,
            f"[mlperf] outputs has {len(benchmark.outputs)} numbers, "
            f"the model gives {output.elements}",
            remedy,
        )
    if benchmark.id == "ad01" and (
        benchmark.element != "float32" or output.elements != taken.elements or benchmark.outputs
    ):
        raise _refused(
            graph,
            "[mlperf] id ad01 is for float32, and a model that gives as many elements as it takes",
            remedy,
        )


def _refused(graph: Graph, problem: str, remedy: str) -> ModelError:
    return ModelError(graph.name, problem, remedy)


def _page(graph: Graph, benchmark: Benchmark | None) -> MlperfPage:
    check_benchmark(graph, benchmark)
    taken = graph.tensor(graph.inputs[0])
    output = graph.tensor(graph.outputs[0])
    quant = output.quant if output.dtype is not DType.FLOAT32 else None
    sent_bytes = bytes_of_input(graph, benchmark)
    way, table, meaning = _way(taken, benchmark)
    element = benchmark.element if benchmark else taken.dtype.value
    steps = taken.quant if way == "TE_MLPERF_QUANTIZED" else None
    return MlperfPage(
        banner=banner(graph),
        model=graph.name,
        id=benchmark.id if benchmark else graph.name,
        input=f"{sent_bytes:,} bytes of {element}",
        bytes=sent_bytes,
        element_bytes=np.dtype(element).itemsize if benchmark else 1,
        way=way,
        meaning=meaning,
        table=table,
        table_type="uint32_t" if way == "TE_MLPERF_WORDS" else "uint8_t",
        rest=rest_of(benchmark) if benchmark else 0,
        input_scale=c.real(steps.scale) if steps else "1.0f",
        input_zero_point=steps.zero_point if steps else 0,
        output_type=f"TE_MLPERF_{output.dtype.name}",
        count=output.elements,
        scale=c.real(quant.scale) if quant else "1.0f",
        zero_point=quant.zero_point if quant else 0,
        order=benchmark.outputs if benchmark else (),
        mean_square="true" if benchmark and benchmark.id == "ad01" else "false",
        cut="true" if benchmark and benchmark.id == "kws01" else "false",
    )


def _way(taken: Tensor, benchmark: Benchmark | None) -> tuple[str, tuple[str, ...], str]:
    """How bytes become the input; the table for it, and what that says."""
    if benchmark is None:
        return "TE_MLPERF_AS_THEY_ARE", (), ""
    if benchmark.element == "float32":
        as_is = taken.dtype is DType.FLOAT32
        return "TE_MLPERF_AS_THEY_ARE" if as_is else "TE_MLPERF_QUANTIZED", (), ""
    values = element_of(np.arange(256), taken, benchmark)
    real = f"{c.real(benchmark.scale)} * ({benchmark.element} - {benchmark.zero_point})"
    if taken.dtype is DType.FLOAT32:
        words = [f"0x{bits:08x}" for bits in values.view(np.uint32).tolist()]
        return "TE_MLPERF_WORDS", tuple(c.wrapped(words)), f"By byte: {real}, as bits of float32."
    meaning = f"By byte: the step of the input that is nearest to {real}."
    return "TE_MLPERF_BYTES", c.rows(values.view(np.uint8)), meaning
