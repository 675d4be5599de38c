"""How TFLM's MicroMutableOpResolver is told of each operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Registration:
    """method: of the resolver. int8, header: TFLM's registration for int8 alone, if it has one.

    Where a port has special kernels, the one for int8 links less code; elsewhere both are the same.
    """

    method: str
    int8: str = ""
    header: str = ""

    def for_any_type(self) -> Registration:
        """The same for operators that do not all compute in int8 with int8 weights."""
        return Registration(self.method)

    @property
    def call(self) -> str:
        """The call on the resolver, as in C++."""
        return f"{self.method}({f'tflite::{self.int8}()' if self.int8 else ''})"


# By TFLite's name of the operator; tensorflow/lite/micro/micro_mutable_op_resolver.h.
REGISTRATIONS: Mapping[str, Registration] = MappingProxyType(
    {
        "ADD": Registration("AddAdd", "Register_ADD_INT8", "add.h"),
        "AVERAGE_POOL_2D": Registration(
            "AddAveragePool2D", "Register_AVERAGE_POOL_2D_INT8", "pooling.h"
        ),
        "CONCATENATION": Registration("AddConcatenation"),
        "CONV_2D": Registration("AddConv2D", "Register_CONV_2D_INT8", "conv.h"),
        "DEPTHWISE_CONV_2D": Registration(
            "AddDepthwiseConv2D", "Register_DEPTHWISE_CONV_2D_INT8", "depthwise_conv.h"
        ),
        "DEQUANTIZE": Registration("AddDequantize"),
        "EXPAND_DIMS": Registration("AddExpandDims"),
        "FULLY_CONNECTED": Registration(
            "AddFullyConnected", "Register_FULLY_CONNECTED_INT8", "fully_connected.h"
        ),
        "LOGISTIC": Registration("AddLogistic"),
        "MAX_POOL_2D": Registration("AddMaxPool2D", "Register_MAX_POOL_2D_INT8", "pooling.h"),
        "MEAN": Registration("AddMean"),
        "CUMSUM": Registration("AddCumSum"),
        "LOG_SOFTMAX": Registration("AddLogSoftmax"),
        "L2_NORMALIZATION": Registration("AddL2Normalization"),
        "BATCH_MATMUL": Registration("AddBatchMatMul"),
        "TRANSPOSE_CONV": Registration("AddTransposeConv"),
        "RESIZE_BILINEAR": Registration("AddResizeBilinear"),
        "RESIZE_NEAREST_NEIGHBOR": Registration("AddResizeNearestNeighbor"),
        "IF": Registration("AddIf"),
        "WHILE": Registration("AddWhile"),
        "GATHER_ND": Registration("AddGatherNd"),
        "GATHER": Registration("AddGather"),
        "ARG_MIN": Registration("AddArgMin"),
        "ARG_MAX": Registration("AddArgMax"),
        "REDUCE_MIN": Registration("AddReduceMin"),
        "REDUCE_MAX": Registration("AddReduceMax"),
        "SUM": Registration("AddSum"),
        "MUL": Registration("AddMul", "Register_MUL_INT8", "mul.h"),
        "PAD": Registration("AddPad"),
        "QUANTIZE": Registration("AddQuantize"),
        "RELU": Registration("AddRelu"),
        "RELU6": Registration("AddRelu6"),
        "RESHAPE": Registration("AddReshape"),
        "SOFTMAX": Registration("AddSoftmax", "Register_SOFTMAX_INT8", "softmax.h"),
        "SQUEEZE": Registration("AddSqueeze"),
        "TANH": Registration("AddTanh"),
        "HARD_SWISH": Registration("AddHardSwish"),
        "NEG": Registration("AddNeg"),
        "FLOOR": Registration("AddFloor"),
        "FLOOR_MOD": Registration("AddFloorMod"),
        "FLOOR_DIV": Registration("AddFloorDiv"),
        "CEIL": Registration("AddCeil"),
        "ROUND": Registration("AddRound"),
        "EQUAL": Registration("AddEqual"),
        "NOT_EQUAL": Registration("AddNotEqual"),
        "GREATER": Registration("AddGreater"),
        "GREATER_EQUAL": Registration("AddGreaterEqual"),
        "LESS": Registration("AddLess"),
        "LESS_EQUAL": Registration("AddLessEqual"),
        "LOGICAL_AND": Registration("AddLogicalAnd"),
        "LOGICAL_OR": Registration("AddLogicalOr"),
        "LOGICAL_NOT": Registration("AddLogicalNot"),
        "SELECT_V2": Registration("AddSelectV2"),
        "CAST": Registration("AddCast"),
        "REVERSE_V2": Registration("AddReverseV2"),
        "ZEROS_LIKE": Registration("AddZerosLike"),
        "FILL": Registration("AddFill"),
        "SQUARED_DIFFERENCE": Registration("AddSquaredDifference"),
        "DIV": Registration("AddDiv"),
        "ADD_N": Registration("AddAddN"),
        "ABS": Registration("AddAbs"),
        "RSQRT": Registration("AddRsqrt"),
        "COS": Registration("AddCos"),
        "EXP": Registration("AddExp"),
        "LOG": Registration("AddLog"),
        "SIN": Registration("AddSin"),
        "SQRT": Registration("AddSqrt"),
        "SQUARE": Registration("AddSquare"),
        "L2_POOL_2D": Registration("AddL2Pool2D"),
        "ELU": Registration("AddElu"),
        "LEAKY_RELU": Registration("AddLeakyRelu"),
        "MAXIMUM": Registration("AddMaximum"),
        "MINIMUM": Registration("AddMinimum"),
        "PADV2": Registration("AddPadV2"),
        "PRELU": Registration("AddPrelu"),
        "SUB": Registration("AddSub"),
        "BATCH_TO_SPACE_ND": Registration("AddBatchToSpaceNd"),
        "BROADCAST_TO": Registration("AddBroadcastTo"),
        "DEPTH_TO_SPACE": Registration("AddDepthToSpace"),
        "MIRROR_PAD": Registration("AddMirrorPad"),
        "PACK": Registration("AddPack"),
        "SLICE": Registration("AddSlice"),
        "SPACE_TO_BATCH_ND": Registration("AddSpaceToBatchNd"),
        "SPACE_TO_DEPTH": Registration("AddSpaceToDepth"),
        "SPLIT": Registration("AddSplit"),
        "SPLIT_V": Registration("AddSplitV"),
        "STRIDED_SLICE": Registration("AddStridedSlice"),
        "TRANSPOSE": Registration("AddTranspose"),
        "UNPACK": Registration("AddUnpack"),
        "SignalWindow": Registration("AddWindow"),
        "SignalFftAutoScale": Registration("AddFftAutoScale"),
        "SignalRfft": Registration("AddRfft"),
        "SignalIrfft": Registration("AddIrfft"),
        "SignalEnergy": Registration("AddEnergy"),
        "SignalFilterBank": Registration("AddFilterBank"),
        "SignalFilterBankSquareRoot": Registration("AddFilterBankSquareRoot"),
        "SignalFilterBankSpectralSubtraction": Registration("AddFilterBankSpectralSubtraction"),
        "SignalPCAN": Registration("AddPCAN"),
        "SignalFilterBankLog": Registration("AddFilterBankLog"),
        "SignalDelay": Registration("AddDelay"),
        "SignalFramer": Registration("AddFramer"),
        "SignalOverlapAdd": Registration("AddOverlapAdd"),
        "SignalStacker": Registration("AddStacker"),
        "ASSIGN_VARIABLE": Registration("AddAssignVariable"),
        "READ_VARIABLE": Registration("AddReadVariable"),
        "UNIDIRECTIONAL_SEQUENCE_LSTM": Registration("AddUnidirectionalSequenceLSTM"),
        "SVDF": Registration("AddSvdf", "Register_SVDF_INT8", "svdf.h"),
    }
)


def registration(kind: str) -> Registration:
    """Of any operator in a model file: TFLM prepares those too that ``graph`` does without, such
    as VAR_HANDLE, or SHAPE where only a RESHAPE reads it."""
    camel = "".join(part.capitalize() for part in kind.split("_"))
    return REGISTRATIONS.get(kind, Registration(f"Add{camel}"))
