"""Operators that map each byte to a byte by itself, as tables of their 256 outputs.

Bytes are int8; only QUANTIZE has uint8, on one side.
"""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import (
    Abs,
    Elu,
    HardSwish,
    LeakyRelu,
    Logistic,
    Quantize,
    Relu,
    Relu6,
    Rsqrt,
    Tanh,
)
from tinyedge.graph.types import Array, Graph

from .abs import abs_
from .elu import elu
from .fixedpoint import Int64
from .hard_swish import hard_swish
from .leaky_relu import leaky_relu
from .logistic import logistic
from .quantize import requantize
from .relu import relu
from .relu6 import relu6
from .rsqrt import rsqrt
from .tanh import tanh

Elementwise = Logistic | Tanh | Relu | Relu6 | LeakyRelu | HardSwish | Quantize | Abs | Rsqrt | Elu


def lookup_table(op: Elementwise, graph: Graph) -> Array:
    """The outputs of the inputs whose bits, read as unsigned, are 0, 1 ... 255.

    QUANTIZE must come from int8 or uint8.
    """
    bits = np.arange(256, dtype=np.uint8)
    x = bits.view(graph.tensor(op.inputs[0]).dtype.numpy).astype(np.int64)
    return _outputs(op, graph, x).astype(graph.tensor(op.outputs[0]).dtype.numpy)


def look_up(op: Elementwise, graph: Graph, x: Array) -> Array:
    """Each element through the table."""
    result: Array = lookup_table(op, graph)[x.view(np.uint8)]
    return result


def compute(op: Elementwise, graph: Graph, x: Array) -> Array:
    """Each element by itself: of int16, where a table would be too large."""
    wide = _outputs(op, graph, x.astype(np.int64))
    return wide.astype(graph.tensor(op.outputs[0]).dtype.numpy)


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
        case Abs():
            return abs_(op, graph, x)
        case Rsqrt():
            return rsqrt(op, graph, x)
        case Elu():
            return elu(op, graph, x)
        case Quantize():
            return requantize(op, graph, x)
