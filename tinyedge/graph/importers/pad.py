"""PAD and PADV2."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Pad


def pad(layer: Layer) -> Pad:
    """inputs: the tensor, the paddings, [rank, 2], and for PADV2 the value."""
    inputs = layer.operands(3 if layer.raw.kind == "PADV2" else 2)
    rank = len(layer.tensors[inputs[0]].shape)
    paddings = layer.integers(inputs[1], "paddings")
    if paddings.shape != (rank, 2) or paddings.min(initial=0) < 0:
        raise layer.error(f"has the paddings {paddings.tolist()} for a tensor of {rank} axes")
    return Pad(
        inputs=inputs,
        outputs=layer.result(),
        before=tuple(int(n) for n in paddings[:, 0]),
        after=tuple(int(n) for n in paddings[:, 1]),
        tflite_kind=layer.raw.kind,
    )
