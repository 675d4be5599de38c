"""ELU: TFLM's table of int8, made in float32."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import Elu
from tinyedge.graph.types import Graph

from .fixedpoint import Int64, round_half_away
from .requantize import quant_of


def elu(op: Elu, graph: Graph, x: Int64) -> Int64:
    """The output of each int8 value in x, as if C's expf were rounded correctly.

    Where it is not, by one unit in the last place, the step still is the same but within about
    2**-24 of a half.
    """
    before, after = quant_of(graph, op.inputs[0]), quant_of(graph, op.outputs[0])
    real = np.float32(before.scale) * (x - before.zero_point).astype(np.float32)
    below = np.exp(np.minimum(real, 0).astype(np.float64)).astype(np.float32) - np.float32(1)
    steps = np.where(real < 0, below, real) * (np.float32(1) / np.float32(after.scale))
    rounded = round_half_away(steps).astype(np.int64) + after.zero_point
    return np.clip(rounded, -128, 127)
