"""Working memory that kernels take beside their tensors."""

from __future__ import annotations

from tinyedge.graph.ops import Conv2D, DepthwiseConv2D, Op, SignalIrfft
from tinyedge.graph.types import DType, Graph

INT32_BYTES = 4


def scratch_bytes(op: Op, graph: Graph) -> int:
    """Bytes of scratch that the kernel of ``op`` needs; 0 for most.

    CONV_2D gathers two patches (te_conv_2d.h), of int16 one, which takes as many bytes, unless they
    are pixels of the input as they lie; DEPTHWISE_CONV_2D of int8 keeps the sums of one output
    position (te_depthwise_conv_2d.h), and with int4 weights behind them all weights unpacked.
    SignalIrfft keeps a transform (te_signal_irfft_i16.h).
    """
    match op:
        case Conv2D() if graph.tensor(op.inputs[0]).dtype is DType.FLOAT32:
            return 0
        case Conv2D() if not patches_are_pixels(op, graph):
            weights = graph.tensor(op.inputs[1])
            return 2 * (weights.elements // weights.shape[0])
        case DepthwiseConv2D() if graph.tensor(op.inputs[0]).dtype is DType.INT8:
            weights = graph.tensor(op.inputs[1])
            unpacked = weights.elements if weights.dtype is DType.INT4 else 0
            return INT32_BYTES * graph.tensor(op.outputs[0]).shape[3] + unpacked
        case SignalIrfft():
            return op.length * graph.tensor(op.inputs[0]).dtype.size_bytes
        case _:
            return 0


def patches_are_pixels(op: Conv2D, graph: Graph) -> bool:
    """True for a 1x1 window that visits each pixel once; te_conv_2d.c decides by the same words."""
    return (
        graph.tensor(op.inputs[1]).shape[1:3] == (1, 1)
        and op.stride == (1, 1)
        and op.pad == (0, 0)
        and graph.tensor(op.outputs[0]).shape[1:3] == graph.tensor(op.inputs[0]).shape[1:3]
    )
