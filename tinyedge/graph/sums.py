"""In how many bits TFLite Micro sums the products of int16 activations and int8 weights."""

from __future__ import annotations

from tinyedge.graph.ops import Conv2D, FullyConnected, Weighing
from tinyedge.graph.types import DType, Graph

# Of weights, input and bias together; what its requantization of 64 bits is made for.
WIDE_BITS = 47


def sums_are_wide(op: Weighing, graph: Graph) -> bool:
    """True for 64 bits, which are requantized by a multiplier of 16 bits; False for 32, as int8.

    Only CONV_2D and FULLY_CONNECTED of int16 leave it to the file: the bias is int64 or int32, and
    where it is left out, an option says which it would be.
    """
    if graph.tensor(op.inputs[0]).dtype is not DType.INT16:
        return False
    if not isinstance(op, Conv2D | FullyConnected):
        return True
    bias = op.inputs[2]
    return op.wide_sums if bias < 0 else graph.tensor(bias).dtype is not DType.INT32
