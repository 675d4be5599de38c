"""MIRROR_PAD."""

from __future__ import annotations

from tflite.BuiltinOptions import BuiltinOptions
from tflite.MirrorPadMode import MirrorPadMode
from tflite.MirrorPadOptions import MirrorPadOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import MirrorPad


def mirror_pad(layer: Layer) -> MirrorPad:
    """inputs: the tensor, the paddings, [rank, 2]."""
    options = layer.options(MirrorPadOptions, BuiltinOptions.MirrorPadOptions)
    inputs = layer.operands(2)
    before, after = layer.paddings(inputs[1], inputs[0])
    return MirrorPad(
        inputs=inputs[:1],
        outputs=layer.result(),
        before=before,
        after=after,
        reflect=options.Mode() == MirrorPadMode.REFLECT,
    )
