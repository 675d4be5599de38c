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
    rank = len(layer.tensors[inputs[0]].shape)
    paddings = layer.integers(inputs[1], "paddings")
    if paddings.shape != (rank, 2) or paddings.min(initial=0) < 0:
        raise layer.error(f"has the paddings {paddings.tolist()} for a tensor of {rank} axes")
    return MirrorPad(
        inputs=inputs[:1],
        outputs=layer.result(),
        before=tuple(int(n) for n in paddings[:, 0]),
        after=tuple(int(n) for n in paddings[:, 1]),
        reflect=options.Mode() == MirrorPadMode.REFLECT,
    )
