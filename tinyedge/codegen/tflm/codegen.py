"""Write a model for projects that want TensorFlow Lite Micro itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from tflite.TensorType import TensorType

from tinyedge.codegen import c
from tinyedge.codegen.codegen import banner
from tinyedge.codegen.render import render
from tinyedge.codegen.tflm.operators import Registration, registration
from tinyedge.codegen.tflm.page import TflmPage
from tinyedge.codegen.tflm.types import TflmSources
from tinyedge.graph.flatfile import RawSubgraph, decode
from tinyedge.graph.state import count_variables
from tinyedge.graph.types import Graph


def codegen_tflm(model: bytes, graph: Graph, arena_bytes: int) -> TflmSources:
    """The model as an array, a resolver with exactly its operators, and the size of the arena.

    model: the .tflite file. graph: read from it.
    arena_bytes: the smallest that works, as ``tinyedge.reference.arena`` finds it.

    Raises:
        ModelError: the model's name collides with ours.
    """
    c.Names(graph.name)  # refuses a name that would shadow a header
    subgraphs = decode(model, graph.name)
    registrations = _registrations(subgraphs)
    page = TflmPage(
        name=graph.name,
        prefix=graph.name.upper(),
        banner=banner(graph),
        sha256=graph.sha256,
        bytes=len(model),
        rows=c.rows(np.frombuffer(model, np.uint8)),
        arena_bytes=arena_bytes,
        variables=count_variables(subgraphs, graph.name) if graph.variables else 0,
        headers=tuple(sorted({r.header for r in registrations if r.header})),
        calls=tuple(r.call for r in registrations),
    )
    files = {
        f"{graph.name}_{part}": render(f"tflm_{part}.j2", page)
        for part in ("data.h", "data.cc", "resolver.h")
    }
    return TflmSources(graph.name, files, graph.sha256, arena_bytes)


def _registrations(subgraphs: Sequence[RawSubgraph]) -> list[Registration]:
    """Of each operator once: for int8 alone where no use of it has another type."""
    int8_only: dict[str, bool] = {}
    for subgraph in subgraphs:
        for op in subgraph.operators:
            types = {subgraph.tensors[n].type for n in (*op.inputs, *op.outputs) if n >= 0}
            # int32: biases and axes, unless there is nothing else.
            narrow = TensorType.INT8 in types and types <= {TensorType.INT8, TensorType.INT32}
            int8_only[op.kind] = int8_only.get(op.kind, True) and narrow
    return [
        registration(kind) if narrow else registration(kind).for_any_type()
        for kind, narrow in sorted(int8_only.items())
    ]
