"""Working memory that kernels take beside their tensors."""

from __future__ import annotations

from tinyedge.graph.ops import Conv2D, Op
from tinyedge.graph.types import Graph


def scratch_bytes(op: Op, graph: Graph) -> int:
    """Bytes of scratch that the kernel of ``op`` needs, 0 for most.

    CONV_2D gathers the patches of two output positions (te_conv_2d.h), unless each patch is one
    input pixel.
    """
    if isinstance(op, Conv2D) and not is_pointwise(op, graph):
        weights = graph.tensor(op.inputs[1])
        return 2 * (weights.elements // weights.shape[0])
    return 0


def is_pointwise(op: Conv2D, graph: Graph) -> bool:
    """True if input pixels and output pixels correspond one to one: the 1x1 window, stride 1."""
    _, height, width, _ = graph.tensor(op.inputs[1]).shape
    return (height, width) == (1, 1) and op.stride == (1, 1) and op.pad == (0, 0)
