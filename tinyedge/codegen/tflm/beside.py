"""Operators that TFLite Micro has and ``graph`` does without, or has not yet."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tinyedge.codegen.tflm.operators import REGISTRATIONS

# By TFLite's name of the operator, the method of MicroMutableOpResolver.
_METHODS: Mapping[str, str] = MappingProxyType(
    {
        "BROADCAST_ARGS": "AddBroadcastArgs",
        "CALL_ONCE": "AddCallOnce",
        "DYNAMIC_UPDATE_SLICE": "AddDynamicUpdateSlice",
        "EMBEDDING_LOOKUP": "AddEmbeddingLookup",
        "REDUCE_ALL": "AddReduceAll",
        "SHAPE": "AddShape",
        "VAR_HANDLE": "AddVarHandle",
    }
)


def method(kind: str) -> str | None:
    """By which an operator is registered, whether a model needs its result or not: TFLM prepares
    all that are in the file. None: TFLM has no such operator."""
    if kind in REGISTRATIONS:
        return REGISTRATIONS[kind].method
    return _METHODS.get(kind)
