"""CAST: TFLM's static_cast of each element."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Cast
from tinyedge.graph.types import Array, Graph

from .fixedpoint import INT32_MAX, INT32_MIN

UINT32_MAX = 2**32 - 1


def cast(op: Cast, graph: Graph, x: Array) -> Array:
    """Integers wrap. What of float32 does not fit the type is undefined in C, and here what most
    processors do: cut to an int32, of which the low bits stay, but for an uint32 that holds it;
    not-a-number becomes 0.
    """
    dtype = graph.tensor(op.outputs[0]).dtype.numpy
    if x.dtype != np.float32 or dtype == np.float32:
        return x.astype(dtype)
    whole = np.trunc(np.nan_to_num(x.astype(np.float64), nan=0.0))
    return (
        np.clip(whole, INT32_MIN, UINT32_MAX if dtype == np.uint32 else INT32_MAX)
        .astype(np.int64)
        .astype(dtype)
    )
