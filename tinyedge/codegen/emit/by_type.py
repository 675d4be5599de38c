"""Operators that compute in several types, and are another matter in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tinyedge.codegen.call import Call
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Op
from tinyedge.graph.types import DType

Emitter = Callable[[Site, Any], Call]


def typed(site: Site, kernel: str) -> str:
    """The kernel of that name, or its like for int16, as the first input is."""
    wide = site.tensor(site.layer.op.inputs[0]).dtype is DType.INT16
    return f"{kernel}_i16" if wide else kernel


def by_type(emitters: Mapping[DType, Emitter]) -> Emitter:
    """The emitter of an operator that computes in any of these types; its first input says
    which."""

    def emit(site: Site, op: Op) -> Call:
        return emitters[site.tensor(op.inputs[0]).dtype](site, op)

    return emit
