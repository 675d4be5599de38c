"""The operators of a graph, one small class each; SAME and VALID are resolved to numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

TensorId = int
Pair = tuple[int, int]  # (height, width)


class Activation(Enum):
    """The clamp fused into an operator; the value is TFLite's name."""

    NONE = "NONE"
    RELU = "RELU"
    RELU_N1_TO_1 = "RELU_N1_TO_1"
    RELU6 = "RELU6"


@dataclass(frozen=True, slots=True)
class Operator:
    """What all have. inputs and outputs are tensor numbers in TFLite's order; -1: left out.

    kind: TFLite's name of the operator.
    """

    kind: ClassVar[str]
    inputs: tuple[TensorId, ...]
    outputs: tuple[TensorId, ...]


@dataclass(frozen=True, slots=True)
class Conv2D(Operator):
    """inputs: [N,H,W,C], weights [out,kh,kw,C], bias [out] or -1. Padding value: input zero point.

    pad: rows above and columns left of the input; below and right follow from the output shape.
    """

    kind: ClassVar[str] = "CONV_2D"
    stride: Pair
    dilation: Pair
    pad: Pair
    activation: Activation


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
    """inputs: [..., in], weights [out,in], bias [out] or -1."""

    kind: ClassVar[str] = "FULLY_CONNECTED"
    activation: Activation


@dataclass(frozen=True, slots=True)
class Add(Operator):
    """Element-wise sum of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "ADD"
    activation: Activation


@dataclass(frozen=True, slots=True)
class Sub(Operator):
    """Element-wise difference of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "SUB"
    activation: Activation


@dataclass(frozen=True, slots=True)
class Minimum(Operator):
    """Element-wise minimum of two tensors of one quantization, broadcast as numpy does."""

    kind: ClassVar[str] = "MINIMUM"


@dataclass(frozen=True, slots=True)
class Maximum(Operator):
    """Element-wise maximum of two tensors of one quantization, broadcast as numpy does."""

    kind: ClassVar[str] = "MAXIMUM"


@dataclass(frozen=True, slots=True)
class Prelu(Operator):
    """x, or x times a learned slope where x is negative; inputs: x, the slopes, broadcast."""

    kind: ClassVar[str] = "PRELU"


@dataclass(frozen=True, slots=True)
class Mul(Operator):
    """Element-wise product of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "MUL"
    activation: Activation


@dataclass(frozen=True, slots=True)
class AveragePool2D(Operator):
    """inputs: [N,H,W,C]. Windows are cut at the border; the mean is over what is inside."""

    kind: ClassVar[str] = "AVERAGE_POOL_2D"
    window: Pair
    stride: Pair
    pad: Pair
    activation: Activation


@dataclass(frozen=True, slots=True)
class MaxPool2D(Operator):
    """inputs: [N,H,W,C]. Windows are cut at the border."""

    kind: ClassVar[str] = "MAX_POOL_2D"
    window: Pair
    stride: Pair
    pad: Pair
    activation: Activation


@dataclass(frozen=True, slots=True)
class Mean(Operator):
    """Mean over ``axes`` (each in [0, rank), ascending); inputs: the tensor, the axes constant."""

    kind: ClassVar[str] = "MEAN"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Softmax(Operator):
    """Over the last axis; output scale 1/256, zero point -128."""

    kind: ClassVar[str] = "SOFTMAX"
    beta: float


@dataclass(frozen=True, slots=True)
class Logistic(Operator):
    """1 / (1 + exp(-x)); output scale 1/256, zero point -128."""

    kind: ClassVar[str] = "LOGISTIC"


@dataclass(frozen=True, slots=True)
class Tanh(Operator):
    """tanh(x); output scale 1/128, zero point 0."""

    kind: ClassVar[str] = "TANH"


@dataclass(frozen=True, slots=True)
class Relu(Operator):
    """max(x, 0), requantized."""

    kind: ClassVar[str] = "RELU"


@dataclass(frozen=True, slots=True)
class Relu6(Operator):
    """Clamp to [0, 6]. TFLM does not requantize here: input and output quantization are equal."""

    kind: ClassVar[str] = "RELU6"


@dataclass(frozen=True, slots=True)
class LeakyRelu(Operator):
    """x, or ``alpha`` times x where x is negative, requantized."""

    kind: ClassVar[str] = "LEAKY_RELU"
    alpha: float


@dataclass(frozen=True, slots=True)
class HardSwish(Operator):
    """x * clamp(x + 3, 0, 6) / 6, requantized."""

    kind: ClassVar[str] = "HARD_SWISH"


@dataclass(frozen=True, slots=True)
class Abs(Operator):
    """|x|, requantized."""

    kind: ClassVar[str] = "ABS"


@dataclass(frozen=True, slots=True)
class Rsqrt(Operator):
    """1 / sqrt(x), requantized; the largest output where x is 0."""

    kind: ClassVar[str] = "RSQRT"


@dataclass(frozen=True, slots=True)
class Elu(Operator):
    """x, or exp(x) - 1 where x is negative, requantized."""

    kind: ClassVar[str] = "ELU"


@dataclass(frozen=True, slots=True)
class SquaredDifference(Operator):
    """Element-wise square of the difference of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "SQUARED_DIFFERENCE"


@dataclass(frozen=True, slots=True)
class Div(Operator):
    """Element-wise quotient of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "DIV"
    activation: Activation


@dataclass(frozen=True, slots=True)
class AddN(Operator):
    """Element-wise sum of two or more tensors of one shape and quantization, as TFLM defines it."""

    kind: ClassVar[str] = "ADD_N"


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
class Equal(Operator):
    """Whether the first is the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "EQUAL"


@dataclass(frozen=True, slots=True)
class NotEqual(Operator):
    """Whether the first is not the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "NOT_EQUAL"


@dataclass(frozen=True, slots=True)
class Greater(Operator):
    """Whether the first is above the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "GREATER"


@dataclass(frozen=True, slots=True)
class GreaterEqual(Operator):
    """Whether the first is not below the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "GREATER_EQUAL"


@dataclass(frozen=True, slots=True)
class Less(Operator):
    """Whether the first is below the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "LESS"


@dataclass(frozen=True, slots=True)
class LessEqual(Operator):
    """Whether the first is not above the second: bool of two tensors, broadcast as numpy does."""

    kind: ClassVar[str] = "LESS_EQUAL"


@dataclass(frozen=True, slots=True)
class LogicalAnd(Operator):
    """Whether both are true, element-wise, of bool; broadcast as numpy does."""

    kind: ClassVar[str] = "LOGICAL_AND"


@dataclass(frozen=True, slots=True)
class LogicalOr(Operator):
    """Whether any is true, element-wise, of bool; broadcast as numpy does."""

    kind: ClassVar[str] = "LOGICAL_OR"


@dataclass(frozen=True, slots=True)
class LogicalNot(Operator):
    """Whether it is not true, element-wise, of bool."""

    kind: ClassVar[str] = "LOGICAL_NOT"


@dataclass(frozen=True, slots=True)
class Select(Operator):
    """The second where the first, a bool, is true, else the third; broadcast as numpy does."""

    kind: ClassVar[str] = "SELECT_V2"


@dataclass(frozen=True, slots=True)
class Cast(Operator):
    """The same numbers in another type, int8 as they are, without scale and zero point."""

    kind: ClassVar[str] = "CAST"


@dataclass(frozen=True, slots=True)
class Neg(Operator):
    """-x, of float32."""

    kind: ClassVar[str] = "NEG"


@dataclass(frozen=True, slots=True)
class Floor(Operator):
    """The largest whole number that is not above x, of float32."""

    kind: ClassVar[str] = "FLOOR"


@dataclass(frozen=True, slots=True)
class Ceil(Operator):
    """The least whole number that is not below x, of float32."""

    kind: ClassVar[str] = "CEIL"


@dataclass(frozen=True, slots=True)
class Round(Operator):
    """The nearest whole number, halves to the even one, of float32."""

    kind: ClassVar[str] = "ROUND"


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
class Reshape(Operator):
    """The same elements in another shape: a view. inputs: the tensor; the rest is not needed.

    tflite_kind: RESHAPE, SQUEEZE or EXPAND_DIMS.
    """

    kind: ClassVar[str] = "RESHAPE"
    tflite_kind: str = "RESHAPE"


@dataclass(frozen=True, slots=True)
class ReadVariable(Operator):
    """The value that a variable has at this point of the run; inputs: the variable."""

    kind: ClassVar[str] = "READ_VARIABLE"


@dataclass(frozen=True, slots=True)
class AssignVariable(Operator):
    """The next value of a variable; inputs: the value; outputs: the variable."""

    kind: ClassVar[str] = "ASSIGN_VARIABLE"


@dataclass(frozen=True, slots=True)
class Quantize(Operator):
    """float32 to int8, int8 to int8 of another scale, or between int8 and uint8."""

    kind: ClassVar[str] = "QUANTIZE"


@dataclass(frozen=True, slots=True)
class Dequantize(Operator):
    """int8 to float32."""

    kind: ClassVar[str] = "DEQUANTIZE"


@dataclass(frozen=True, slots=True)
class Sum(Operator):
    """Sum over ``axes``, requantized; as Mean otherwise."""

    kind: ClassVar[str] = "SUM"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReduceMax(Operator):
    """The largest over ``axes``, which are as those of Mean; one quantization."""

    kind: ClassVar[str] = "REDUCE_MAX"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReduceMin(Operator):
    """The least over ``axes``, which are as those of Mean; one quantization."""

    kind: ClassVar[str] = "REDUCE_MIN"
    axes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ArgMax(Operator):
    """Where along ``axis`` (in [0, rank)) the largest is, the first of equals; int8 to int32."""

    kind: ClassVar[str] = "ARG_MAX"
    axis: int


@dataclass(frozen=True, slots=True)
class ArgMin(Operator):
    """Where along ``axis`` (in [0, rank)) the least is, the first of equals; int8 to int32."""

    kind: ClassVar[str] = "ARG_MIN"
    axis: int


@dataclass(frozen=True, slots=True)
class Gather(Operator):
    """Slices along ``axis`` by constant indices; inputs: the tensor, the indices.

    batch_axes: how many first axes of both belong together; each in [0, rank).
    """

    kind: ClassVar[str] = "GATHER"
    axis: int
    batch_axes: int


@dataclass(frozen=True, slots=True)
class GatherNd(Operator):
    """Slices at constant places; inputs: the tensor, the indices [..., axes]."""

    kind: ClassVar[str] = "GATHER_ND"


@dataclass(frozen=True, slots=True)
class ResizeNearestNeighbor(Operator):
    """[N,H,W,C] to other rows and columns, each the nearest of the input."""

    kind: ClassVar[str] = "RESIZE_NEAREST_NEIGHBOR"
    align_corners: bool
    half_pixel_centers: bool


@dataclass(frozen=True, slots=True)
class ResizeBilinear(Operator):
    """[N,H,W,C] to other rows and columns, each a mean of its four neighbours."""

    kind: ClassVar[str] = "RESIZE_BILINEAR"
    align_corners: bool
    half_pixel_centers: bool


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


@dataclass(frozen=True, slots=True)
class L2Normalization(Operator):
    """Each row of the last axis over its length; output scale 1/128, zero point 0."""

    kind: ClassVar[str] = "L2_NORMALIZATION"


@dataclass(frozen=True, slots=True)
class LogSoftmax(Operator):
    """Over the last axis; output scale 1/16, zero point 127."""

    kind: ClassVar[str] = "LOG_SOFTMAX"


@dataclass(frozen=True, slots=True)
class Cumsum(Operator):
    """Running sums along ``axis`` (in [0, rank)); inputs: the tensor, the axis constant.

    exclusive: each without the element at its own place. reverse: from the end on.
    """

    kind: ClassVar[str] = "CUMSUM"
    axis: int
    exclusive: bool
    reverse: bool


Op = (
    Conv2D
    | DepthwiseConv2D
    | FullyConnected
    | Add
    | Sub
    | Minimum
    | Maximum
    | Prelu
    | LeakyRelu
    | HardSwish
    | Neg
    | Floor
    | Ceil
    | Round
    | Equal
    | NotEqual
    | Greater
    | GreaterEqual
    | Less
    | LessEqual
    | LogicalAnd
    | LogicalOr
    | LogicalNot
    | Select
    | Cast
    | Reverse
    | ZerosLike
    | SquaredDifference
    | Div
    | AddN
    | Abs
    | Rsqrt
    | Elu
    | Mul
    | AveragePool2D
    | MaxPool2D
    | Mean
    | Cumsum
    | LogSoftmax
    | L2Normalization
    | BatchMatmul
    | TransposeConv
    | ResizeBilinear
    | ResizeNearestNeighbor
    | GatherNd
    | Gather
    | ArgMin
    | ArgMax
    | ReduceMin
    | ReduceMax
    | Sum
    | Softmax
    | Logistic
    | Tanh
    | Relu
    | Relu6
    | Pad
    | Concatenation
    | StridedSlice
    | Transpose
    | Split
    | Pack
    | Unpack
    | SpaceToDepth
    | DepthToSpace
    | SpaceToBatch
    | BatchToSpace
    | MirrorPad
    | BroadcastTo
    | Reshape
    | ReadVariable
    | AssignVariable
    | Quantize
    | Dequantize
)

Comparison = Equal | NotEqual | Greater | GreaterEqual | Less | LessEqual

# What moves elements and computes nothing: the same for every type of element.
Mover = (
    StridedSlice
    | Transpose
    | Split
    | Pack
    | Unpack
    | SpaceToDepth
    | DepthToSpace
    | SpaceToBatch
    | BatchToSpace
    | MirrorPad
    | BroadcastTo
    | Reverse
    | ZerosLike
)

# What multiplies constant weights; inputs: the tensor, the weights, the bias or -1.
Weighing = Conv2D | DepthwiseConv2D | FullyConnected | TransposeConv
