"""Operators that multiply: by constant weights, and matrices with each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Activation, Operator, Pair


@dataclass(frozen=True, slots=True)
class Conv2D(Operator):
    """inputs: [N,H,W,C], weights [out,kh,kw,C], bias [out] or -1. Padding value: input zero point.

    pad: rows above and columns left of the input; below and right follow from the output shape.
    wide_sums: of int16 without a bias: whether it would be int64, not int32.
    """

    kind: ClassVar[str] = "CONV_2D"
    stride: Pair
    dilation: Pair
    pad: Pair
    activation: Activation
    wide_sums: bool = True


@dataclass(frozen=True, slots=True)
class DepthwiseConv2D(Operator):
    """inputs: [N,H,W,C], weights [1,kh,kw,C*multiplier], bias [C*multiplier] or -1."""

    kind: ClassVar[str] = "DEPTHWISE_CONV_2D"
    stride: Pair
    dilation: Pair
    pad: Pair
    multiplier: int
    activation: Activation


@dataclass(frozen=True, slots=True)
class FullyConnected(Operator):
    """inputs: [..., in], weights [out,in], bias [out] or -1. wide_sums: as of CONV_2D."""

    kind: ClassVar[str] = "FULLY_CONNECTED"
    activation: Activation
    wide_sums: bool = True


@dataclass(frozen=True, slots=True)
class TransposeConv(Operator):
    """inputs: [N,H,W,C], weights [out,kh,kw,C], bias [out] or -1: a convolution run backwards.

    pad: rows above and columns left that are cut off; how many below and right, the output says.
    """

    kind: ClassVar[str] = "TRANSPOSE_CONV"
    stride: Pair
    pad: Pair
    activation: Activation


@dataclass(frozen=True, slots=True)
class BatchMatmul(Operator):
    """Products of matrices, the last two axes; those before are broadcast as numpy does.

    transposed: of each input, whether its last two axes are swapped.
    """

    kind: ClassVar[str] = "BATCH_MATMUL"
    transposed: tuple[bool, bool]
