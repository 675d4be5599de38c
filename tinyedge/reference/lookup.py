"""Operators that map each int8 to an int8 by itself, as tables of their 256 outputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import HardSwish, LeakyRelu, Logistic, Quantize, Relu, Relu6, Tanh
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64
from .hard_swish import hard_swish
from .leaky_relu import leaky_relu
from .logistic import logistic
from .quantize import requantize
from .relu import relu
from .relu6 import relu6
from .tanh import tanh

Elementwise = Logistic | Tanh | Relu | Relu6 | LeakyRelu | HardSwish | Quantize


def lookup_table(op: Elementwise, graph: Graph) -> NDArray[np.int8]:
    """The outputs of -128, -127 ... 127, in this order; QUANTIZE must come from int8."""
    return _outputs(op, graph, np.arange(-128, 128, dtype=np.int64)).astype(np.int8)


def look_up(op: Elementwise, graph: Graph, x: Array) -> NDArray[np.int8]:
    """int8 -> int8 of the same shape, through the table."""
    result: NDArray[np.int8] = lookup_table(op, graph)[x.astype(np.int64) + 128]
    return result


def _outputs(op: Elementwise, graph: Graph, x: Int64) -> Int64:
    match op:
        case Logistic():
            return logistic(op, graph, x)
        case Tanh():
            return tanh(op, graph, x)
        case Relu():
            return relu(op, graph, x)
        case Relu6():
            return relu6(op, graph, x)
        case LeakyRelu():
            return leaky_relu(op, graph, x)
        case HardSwish():
            return hard_swish(op, graph, x)
        case Quantize():
            return requantize(op, graph, x)
