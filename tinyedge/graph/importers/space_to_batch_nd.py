"""SPACE_TO_BATCH_ND."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import SpaceToBatch


def space_to_batch_nd(layer: Layer) -> SpaceToBatch:
    """inputs: the tensor, the block, the paddings, [axes of space, 2]."""
    inputs = layer.operands(3)
    block = [int(n) for n in layer.integers(inputs[1], "block").ravel()]
    border = layer.integers(inputs[2], "paddings")
    if border.shape != (len(block), 2) or border.min(initial=0) < 0 or min(block, default=0) < 1:
        raise layer.error(f"has the block {block} and the paddings {border.tolist()}")
    return SpaceToBatch(
        inputs=inputs[:1],
        outputs=layer.result(),
        block=tuple(block),
        before=tuple(int(n) for n in border[:, 0]),
        after=tuple(int(n) for n in border[:, 1]),
    )
