"""Operators that move elements and compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Operator


@dataclass(frozen=True, slots=True)
class Pad(Operator):
    """inputs: the tensor, the constant of paddings, and for PADV2 the constant of the value.

    Padding value: that, else the zero point. before, after: elements added along each axis.
    tflite_kind: PAD or PADV2.
    """

    kind: ClassVar[str] = "PAD"
    before: tuple[int, ...]
    after: tuple[int, ...]
    tflite_kind: str = "PAD"


@dataclass(frozen=True, slots=True)
class Concatenation(Operator):
    """Inputs joined along ``axis`` (in [0, rank)); all have the output's quantization."""

    kind: ClassVar[str] = "CONCATENATION"
    axis: int


@dataclass(frozen=True, slots=True)
class StridedSlice(Operator):
    """Every ``strides``-th element from ``begin`` on; axes of size 1 may be left out of the output.

    inputs: the tensor, and constants. begin, strides, sizes: an entry for each axis of the input;
    strides are not 0, and sizes say how many elements are taken.
    tflite_kind: STRIDED_SLICE or SLICE.
    """

    kind: ClassVar[str] = "STRIDED_SLICE"
    begin: tuple[int, ...]
    strides: tuple[int, ...]
    sizes: tuple[int, ...]
    tflite_kind: str = "STRIDED_SLICE"


@dataclass(frozen=True, slots=True)
class Transpose(Operator):
    """Axis i of the output is axis ``permutation[i]`` of the input; inputs: tensor, permutation."""

    kind: ClassVar[str] = "TRANSPOSE"
    permutation: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split(Operator):
    """The outputs, joined along ``axis``, are the tensor ``inputs[0]``.

    inputs: the tensor; the constants of the file are not kept. tflite_kind: SPLIT or SPLIT_V.
    """

    kind: ClassVar[str] = "SPLIT"
    axis: int
    tflite_kind: str = "SPLIT"


@dataclass(frozen=True, slots=True)
class Pack(Operator):
    """Inputs of one shape, stacked along a new ``axis`` (in [0, rank of the output))."""

    kind: ClassVar[str] = "PACK"
    axis: int


@dataclass(frozen=True, slots=True)
class Unpack(Operator):
    """The outputs are the slices of the input along ``axis``, without that axis."""

    kind: ClassVar[str] = "UNPACK"
    axis: int


@dataclass(frozen=True, slots=True)
class SpaceToDepth(Operator):
    """[N,H,W,C] -> [N,H/block,W/block,block*block*C]."""

    kind: ClassVar[str] = "SPACE_TO_DEPTH"
    block: int


@dataclass(frozen=True, slots=True)
class DepthToSpace(Operator):
    """[N,H,W,block*block*C] -> [N,H*block,W*block,C]."""

    kind: ClassVar[str] = "DEPTH_TO_SPACE"
    block: int


@dataclass(frozen=True, slots=True)
class SpaceToBatch(Operator):
    """Each ``block`` of positions becomes a batch of its own; what is padded is the zero point.

    inputs: [N, space..., C] with one or two axes of space, and constants. block, before, after: an
    entry for each axis of space.
    """

    kind: ClassVar[str] = "SPACE_TO_BATCH_ND"
    block: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BatchToSpace(Operator):
    """The reverse of SpaceToBatch. before, after: what is cropped, for each axis of space."""

    kind: ClassVar[str] = "BATCH_TO_SPACE_ND"
    block: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MirrorPad(Operator):
    """The border is a mirror image; reflect: without the outermost element, as REFLECT does."""

    kind: ClassVar[str] = "MIRROR_PAD"
    before: tuple[int, ...]
    after: tuple[int, ...]
    reflect: bool


@dataclass(frozen=True, slots=True)
class BroadcastTo(Operator):
    """The input repeated along axes of size 1, as numpy does. tflite_kind: BROADCAST_TO or FILL."""

    kind: ClassVar[str] = "BROADCAST_TO"
    tflite_kind: str = "BROADCAST_TO"


@dataclass(frozen=True, slots=True)
class Reverse(Operator):
    """The elements along ``axes`` (each in [0, rank), neighbours, ascending) in reverse order."""

    kind: ClassVar[str] = "REVERSE_V2"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ZerosLike(Operator):
    """Zeros in the shape of the input, whatever the zero point; nothing of it is read."""

    kind: ClassVar[str] = "ZEROS_LIKE"


@dataclass(frozen=True, slots=True)
class Reshape(Operator):
    """The same elements in another shape: a view. inputs: the tensor; the rest is not needed.

    tflite_kind: RESHAPE, SQUEEZE or EXPAND_DIMS; IF or WHILE for what such an operator gives.
    """

    kind: ClassVar[str] = "RESHAPE"
    tflite_kind: str = "RESHAPE"


@dataclass(frozen=True, slots=True)
class Gather(Operator):
    """Slices along ``axis``; inputs: the tensor, the indices, constant or not.

    At run time, an index that is outside counts as the nearest that is not.

    batch_axes: how many first axes of both belong together; each in [0, rank).
    """

    kind: ClassVar[str] = "GATHER"
    axis: int
    batch_axes: int


@dataclass(frozen=True, slots=True)
class GatherNd(Operator):
    """Slices at places; inputs: the tensor, the indices [..., axes], constant or not.

    At run time, a place that is outside counts as the nearest that is not.
    """

    kind: ClassVar[str] = "GATHER_ND"
