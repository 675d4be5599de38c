"""Write a model for projects that want TensorFlow Lite Micro itself."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.codegen import banner
from tinyedge.codegen.render import render
from tinyedge.codegen.tflm.operators import REGISTRATIONS, tflite_kind
from tinyedge.codegen.tflm.page import TflmPage
from tinyedge.codegen.tflm.types import TflmSources
from tinyedge.graph.types import Graph


def codegen_tflm(model: bytes, graph: Graph, arena_bytes: int) -> TflmSources:
    """The model as an array, a resolver with exactly its operators, and the size of the arena.

    model: the .tflite file. graph: read from it, not simplified: TFLM runs every operator.
    arena_bytes: the smallest that works, as ``tinyedge.reference.arena`` finds it.

    Raises:
        ModelError: the model's name collides with ours.
    """
    c.Names(graph.name)  # refuses a name that would shadow a header
    kinds = sorted({tflite_kind(op) for op in graph.ops})
    registrations = [REGISTRATIONS[kind] for kind in kinds]
    page = TflmPage(
        name=graph.name,
        prefix=graph.name.upper(),
        banner=banner(graph),
        sha256=graph.sha256,
        bytes=len(model),
        rows=c.rows(np.frombuffer(model, np.uint8)),
        arena_bytes=arena_bytes,
        headers=tuple(sorted({r.header for r in registrations if r.header})),
        calls=tuple(r.call for r in registrations),
    )
    files = {
        f"{graph.name}_{part}": render(f"tflm_{part}.j2", page)
        for part in ("data.h", "data.cc", "resolver.h")
    }
    return TflmSources(graph.name, files, graph.sha256, arena_bytes)
