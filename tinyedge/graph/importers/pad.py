"""PAD and PADV2."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Pad


def pad(layer: Layer) -> Pad:
    """inputs: the tensor, the paddings, [rank, 2], and for PADV2 the value."""
    inputs = layer.operands(3 if layer.raw.kind == "PADV2" else 2)
    before, after = layer.paddings(inputs[1], inputs[0])
    return Pad(
        inputs=inputs,
        outputs=layer.result(),
        before=before,
        after=after,
        tflite_kind=layer.raw.kind,
    )
