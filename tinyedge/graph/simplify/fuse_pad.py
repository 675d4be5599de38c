"""A convolution pads by itself.

    x -> PAD -> CONV_2D, pad (0, 0) -> y        x -> CONV_2D, pad (top, left) -> y

Exact, for both pad with the zero point. Zeros above and left of those that the convolution adds
on its own account add up; how many rows there are below follows from the shape of y.
"""

from __future__ import annotations

from dataclasses import replace

from tinyedge.graph.ops import Conv2D, DepthwiseConv2D, Op, Pad, TensorId
from tinyedge.graph.simplify.rewriting import uses
from tinyedge.graph.types import Graph
from tinyedge.graph.windows import padding_after, reach


def fuse_pad(graph: Graph) -> Graph:
    """Fuse PAD of rows and columns into the one convolution that reads it.

    Left alone where another reads the padded tensor too, or a window would lie in padding alone,
    which no kernel expects.
    """
    counts = uses(graph)
    pads: dict[TensorId, Pad] = {
        op.outputs[0]: op
        for op in graph.ops
        if isinstance(op, Pad)
        and len(op.inputs) == 2
        and _of_image(op)
        and counts[op.outputs[0]] == 1
    }
    fused: set[TensorId] = set()
    ops: list[Op] = []
    for op in graph.ops:
        if isinstance(op, Conv2D | DepthwiseConv2D) and op.inputs[0] in pads:
            candidate = _fused(pads[op.inputs[0]], op)
            if _fits(candidate, graph):
                fused.add(op.inputs[0])
                ops.append(candidate)
                continue
        ops.append(op)
    return replace(graph, ops=tuple(op for op in ops if fused.isdisjoint(op.outputs)))


def _of_image(pad: Pad) -> bool:
    """Whether it pads rows and columns of [N,H,W,C] only."""
    return len(pad.before) == 4 and not any(
        (pad.before[0], pad.after[0], pad.before[3], pad.after[3])
    )


def _fused(pad: Pad, op: Conv2D | DepthwiseConv2D) -> Conv2D | DepthwiseConv2D:
    top, left = op.pad[0] + pad.before[1], op.pad[1] + pad.before[2]
    return replace(op, inputs=(pad.inputs[0], *op.inputs[1:]), pad=(top, left))


def _fits(op: Conv2D | DepthwiseConv2D, graph: Graph) -> bool:
    """Whether each window still touches the input; ``check`` demands it."""
    size = graph.tensor(op.inputs[0]).shape[1:3]
    window = graph.tensor(op.inputs[1]).shape[1:3]
    output = graph.tensor(op.outputs[0]).shape[1:3]
    for i in range(2):
        covered = reach(window[i], op.dilation[i])
        after = padding_after(
            size[i], window[i], op.stride[i], op.dilation[i], op.pad[i], output[i]
        )
        if op.pad[i] >= covered or after >= covered:
            return False
    return True
