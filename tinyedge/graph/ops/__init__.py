"""The operators of a graph, one small class each; SAME and VALID are resolved to numbers."""

from __future__ import annotations

from tinyedge.graph.ops.arithmetic import (
    Add,
    AddN,
    Div,
    FloorDiv,
    FloorMod,
    Maximum,
    Minimum,
    Mul,
    Prelu,
    SquaredDifference,
    Sub,
)
from tinyedge.graph.ops.elementwise import (
    Abs,
    Cast,
    Ceil,
    Cos,
    Dequantize,
    Elu,
    Exp,
    Floor,
    HardSwish,
    LeakyRelu,
    Log,
    Logistic,
    Neg,
    Quantize,
    Relu,
    Relu6,
    Round,
    Rsqrt,
    Sin,
    Sqrt,
    Square,
    Tanh,
)
from tinyedge.graph.ops.logic import (
    Equal,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    LogicalAnd,
    LogicalNot,
    LogicalOr,
    NotEqual,
    Select,
)
from tinyedge.graph.ops.movement import (
    BatchToSpace,
    BroadcastTo,
    Concatenation,
    DepthToSpace,
    Gather,
    GatherNd,
    MirrorPad,
    Pack,
    Pad,
    Reshape,
    Reverse,
    SpaceToBatch,
    SpaceToDepth,
    Split,
    StridedSlice,
    Transpose,
    Unpack,
    ZerosLike,
)
from tinyedge.graph.ops.recurrent import Gate, Svdf, UnidirectionalSequenceLstm
from tinyedge.graph.ops.reductions import (
    ArgMax,
    ArgMin,
    Cumsum,
    L2Normalization,
    LogSoftmax,
    Mean,
    ReduceMax,
    ReduceMin,
    Softmax,
    Sum,
)
from tinyedge.graph.ops.signal import (
    Signal,
    SignalDelay,
    SignalEnergy,
    SignalFftAutoScale,
    SignalFilterBank,
    SignalFilterBankLog,
    SignalFilterBankSpectralSubtraction,
    SignalFilterBankSquareRoot,
    SignalFramer,
    SignalIrfft,
    SignalOverlapAdd,
    SignalPcan,
    SignalRfft,
    SignalStacker,
    SignalWindow,
)
from tinyedge.graph.ops.state import AssignVariable, ReadVariable
from tinyedge.graph.ops.types import Activation, Operator, Pair, TensorId
from tinyedge.graph.ops.weighing import (
    BatchMatmul,
    Conv2D,
    DepthwiseConv2D,
    FullyConnected,
    TransposeConv,
)
from tinyedge.graph.ops.windows import (
    AveragePool2D,
    L2Pool2D,
    MaxPool2D,
    ResizeBilinear,
    ResizeNearestNeighbor,
)

__all__ = [
    "Abs",
    "Activation",
    "Add",
    "AddN",
    "ArgMax",
    "ArgMin",
    "AssignVariable",
    "AveragePool2D",
    "BatchMatmul",
    "BatchToSpace",
    "BroadcastTo",
    "Cast",
    "Ceil",
    "Comparison",
    "Concatenation",
    "Conv2D",
    "Cos",
    "Cumsum",
    "DepthToSpace",
    "DepthwiseConv2D",
    "Dequantize",
    "Div",
    "Elu",
    "Equal",
    "Exp",
    "Floor",
    "FloorDiv",
    "FloorMod",
    "FullyConnected",
    "Gate",
    "Gather",
    "GatherNd",
    "Greater",
    "GreaterEqual",
    "HardSwish",
    "L2Normalization",
    "L2Pool2D",
    "LeakyRelu",
    "Less",
    "LessEqual",
    "Log",
    "LogSoftmax",
    "LogicalAnd",
    "LogicalNot",
    "LogicalOr",
    "Logistic",
    "MaxPool2D",
    "Maximum",
    "Mean",
    "Minimum",
    "MirrorPad",
    "Mover",
    "Mul",
    "Neg",
    "NotEqual",
    "Op",
    "Operator",
    "Pack",
    "Pad",
    "Pair",
    "Prelu",
    "Quantize",
    "ReadVariable",
    "ReduceMax",
    "ReduceMin",
    "Relu",
    "Relu6",
    "Reshape",
    "ResizeBilinear",
    "ResizeNearestNeighbor",
    "Reverse",
    "Round",
    "Rsqrt",
    "Select",
    "Signal",
    "SignalDelay",
    "SignalEnergy",
    "SignalFftAutoScale",
    "SignalFilterBank",
    "SignalFilterBankLog",
    "SignalFilterBankSpectralSubtraction",
    "SignalFilterBankSquareRoot",
    "SignalFramer",
    "SignalIrfft",
    "SignalOverlapAdd",
    "SignalPcan",
    "SignalRfft",
    "SignalStacker",
    "SignalWindow",
    "Sin",
    "Softmax",
    "SpaceToBatch",
    "SpaceToDepth",
    "Split",
    "Sqrt",
    "Square",
    "SquaredDifference",
    "Stateful",
    "StridedSlice",
    "Sub",
    "Sum",
    "Svdf",
    "Tanh",
    "TensorId",
    "Transpose",
    "TransposeConv",
    "UnidirectionalSequenceLstm",
    "Unpack",
    "Weighing",
    "ZerosLike",
]

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
    | FloorDiv
    | FloorMod
    | AddN
    | Abs
    | Rsqrt
    | Elu
    | Exp
    | Log
    | Sin
    | Cos
    | Sqrt
    | Square
    | Mul
    | AveragePool2D
    | MaxPool2D
    | L2Pool2D
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
    | UnidirectionalSequenceLstm
    | Svdf
    | Signal
    | Quantize
    | Dequantize
)

Comparison = Equal | NotEqual | Greater | GreaterEqual | Less | LessEqual

# What reads and writes variables of its own, which are among its inputs and its outputs.
Stateful = (
    UnidirectionalSequenceLstm
    | Svdf
    | SignalDelay
    | SignalFilterBankSpectralSubtraction
    | SignalFramer
    | SignalOverlapAdd
    | SignalStacker
)

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
