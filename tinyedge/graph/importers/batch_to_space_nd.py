"""BATCH_TO_SPACE_ND."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import BatchToSpace


def batch_to_space_nd(layer: Layer) -> BatchToSpace:
    """inputs: the tensor, the block, the crops, [axes of space, 2]."""
    inputs = layer.operands(3)
    block = [int(n) for n in layer.integers(inputs[1], "block").ravel()]
    border = layer.integers(inputs[2], "crops")
    if border.shape != (len(block), 2) or border.min(initial=0) < 0 or min(block, default=0) < 1:
        raise layer.error(f"has the block {block} and the crops {border.tolist()}")
    return BatchToSpace(
        inputs=inputs[:1],
        outputs=layer.result(),
        block=tuple(block),
        before=tuple(int(n) for n in border[:, 0]),
        after=tuple(int(n) for n in border[:, 1]),
    )
