"""One file per operator: when is one of its kind legal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tinyedge.graph.checks.abs import abs_
from tinyedge.graph.checks.add import add
from tinyedge.graph.checks.add_n import add_n
from tinyedge.graph.checks.arg_max import arg_max
from tinyedge.graph.checks.average_pool_2d import average_pool_2d
from tinyedge.graph.checks.batch_matmul import batch_matmul
from tinyedge.graph.checks.batch_to_space_nd import batch_to_space_nd
from tinyedge.graph.checks.broadcast_to import broadcast_to
from tinyedge.graph.checks.by_type import by_type
from tinyedge.graph.checks.cast import cast
from tinyedge.graph.checks.comparison import comparison, exact_comparison
from tinyedge.graph.checks.concatenation import concatenation
from tinyedge.graph.checks.conv_2d import conv_2d
from tinyedge.graph.checks.cumsum import cumsum
from tinyedge.graph.checks.depth_to_space import depth_to_space
from tinyedge.graph.checks.depthwise_conv_2d import depthwise_conv_2d
from tinyedge.graph.checks.dequantize import dequantize
from tinyedge.graph.checks.div import div
from tinyedge.graph.checks.elu import elu
from tinyedge.graph.checks.floating import (
    add_n_float32,
    cumsum_float32,
    floor_div_float32,
    leaky_relu_float32,
    one_float32,
    pair_float32,
    pools_float32,
    reduces_float32,
    resize_bilinear_float32,
    rows_float32,
    softmax_float32,
    two_float32,
)
from tinyedge.graph.checks.fully_connected import fully_connected
from tinyedge.graph.checks.gather import gather, gather_nd
from tinyedge.graph.checks.hard_swish import hard_swish
from tinyedge.graph.checks.integers import two_int32
from tinyedge.graph.checks.l2_normalization import l2_normalization
from tinyedge.graph.checks.leaky_relu import leaky_relu
from tinyedge.graph.checks.log_softmax import log_softmax
from tinyedge.graph.checks.logical_and import logical_and
from tinyedge.graph.checks.logical_not import logical_not
from tinyedge.graph.checks.logistic import logistic
from tinyedge.graph.checks.max_pool_2d import max_pool_2d
from tinyedge.graph.checks.mean import mean
from tinyedge.graph.checks.minimum import minimum, minimum_int32
from tinyedge.graph.checks.mirror_pad import mirror_pad
from tinyedge.graph.checks.mul import mul
from tinyedge.graph.checks.pack import pack
from tinyedge.graph.checks.pad import pad
from tinyedge.graph.checks.prelu import prelu
from tinyedge.graph.checks.quantize import quantize
from tinyedge.graph.checks.read_variable import assign_variable, read_variable
from tinyedge.graph.checks.reduce_max import reduce_max
from tinyedge.graph.checks.relu import relu
from tinyedge.graph.checks.relu6 import relu6
from tinyedge.graph.checks.reshape import reshape
from tinyedge.graph.checks.resize_bilinear import resize_bilinear
from tinyedge.graph.checks.resize_nearest_neighbor import resize_nearest_neighbor
from tinyedge.graph.checks.reverse_v2 import reverse_v2
from tinyedge.graph.checks.rsqrt import rsqrt
from tinyedge.graph.checks.saturating import saturates_i16
from tinyedge.graph.checks.select_v2 import select_v2
from tinyedge.graph.checks.signal import (
    signal_energy,
    signal_fft_auto_scale,
    signal_filter_bank,
    signal_filter_bank_log,
    signal_filter_bank_spectral_subtraction,
    signal_filter_bank_square_root,
    signal_irfft,
    signal_pcan,
    signal_rfft,
    signal_window,
)
from tinyedge.graph.checks.signal_frames import (
    signal_delay,
    signal_framer,
    signal_overlap_add,
    signal_stacker,
)
from tinyedge.graph.checks.site import Site
from tinyedge.graph.checks.softmax import softmax, softmax_i16
from tinyedge.graph.checks.space_to_batch_nd import space_to_batch_nd
from tinyedge.graph.checks.space_to_depth import space_to_depth
from tinyedge.graph.checks.split import split
from tinyedge.graph.checks.squared_difference import squared_difference
from tinyedge.graph.checks.strided_slice import strided_slice
from tinyedge.graph.checks.sub import sub
from tinyedge.graph.checks.svdf import svdf
from tinyedge.graph.checks.tanh import tanh
from tinyedge.graph.checks.transpose import transpose
from tinyedge.graph.checks.transpose_conv import transpose_conv
from tinyedge.graph.checks.unidirectional_sequence_lstm import unidirectional_sequence_lstm
from tinyedge.graph.checks.unpack import unpack
from tinyedge.graph.checks.zeros_like import zeros_like
from tinyedge.graph.ops import (
    Abs,
    Add,
    AddN,
    ArgMax,
    ArgMin,
    AssignVariable,
    AveragePool2D,
    BatchMatmul,
    BatchToSpace,
    BroadcastTo,
    Cast,
    Ceil,
    Concatenation,
    Conv2D,
    Cos,
    Cumsum,
    DepthToSpace,
    DepthwiseConv2D,
    Dequantize,
    Div,
    Elu,
    Equal,
    Exp,
    Floor,
    FloorDiv,
    FloorMod,
    FullyConnected,
    Gather,
    GatherNd,
    Greater,
    GreaterEqual,
    HardSwish,
    L2Normalization,
    L2Pool2D,
    LeakyRelu,
    Less,
    LessEqual,
    Log,
    LogicalAnd,
    LogicalNot,
    LogicalOr,
    Logistic,
    LogSoftmax,
    Maximum,
    MaxPool2D,
    Mean,
    Minimum,
    MirrorPad,
    Mul,
    Neg,
    NotEqual,
    Op,
    Pack,
    Pad,
    Prelu,
    Quantize,
    ReadVariable,
    ReduceMax,
    ReduceMin,
    Relu,
    Relu6,
    Reshape,
    ResizeBilinear,
    ResizeNearestNeighbor,
    Reverse,
    Round,
    Rsqrt,
    Select,
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
    Sin,
    Softmax,
    SpaceToBatch,
    SpaceToDepth,
    Split,
    Sqrt,
    Square,
    SquaredDifference,
    StridedSlice,
    Sub,
    Sum,
    Svdf,
    Tanh,
    Transpose,
    TransposeConv,
    UnidirectionalSequenceLstm,
    Unpack,
    ZerosLike,
)
from tinyedge.graph.types import DType

Check = Callable[[Site, Any], None]

COMPARED = by_type(
    {
        DType.INT8: comparison,
        DType.INT32: exact_comparison,
        DType.FLOAT32: exact_comparison,
        DType.BOOL: exact_comparison,
    }
)

CHECKS: Mapping[type[Op], Check] = MappingProxyType(
    {
        Add: by_type(
            {DType.INT8: add, DType.INT16: add, DType.FLOAT32: two_float32, DType.INT32: two_int32}
        ),
        AveragePool2D: by_type(
            {
                DType.INT8: average_pool_2d,
                DType.INT16: average_pool_2d,
                DType.FLOAT32: pools_float32,
            }
        ),
        Concatenation: concatenation,
        BroadcastTo: broadcast_to,
        MirrorPad: mirror_pad,
        BatchToSpace: batch_to_space_nd,
        SpaceToBatch: space_to_batch_nd,
        DepthToSpace: depth_to_space,
        SpaceToDepth: space_to_depth,
        Unpack: unpack,
        Pack: pack,
        Split: split,
        Transpose: transpose,
        StridedSlice: strided_slice,
        Conv2D: conv_2d,
        DepthwiseConv2D: depthwise_conv_2d,
        Dequantize: dequantize,
        FullyConnected: fully_connected,
        Logistic: by_type(
            {DType.INT8: logistic, DType.INT16: saturates_i16, DType.FLOAT32: one_float32}
        ),
        L2Pool2D: pools_float32,
        MaxPool2D: by_type(
            {DType.INT8: max_pool_2d, DType.INT16: max_pool_2d, DType.FLOAT32: pools_float32}
        ),
        Mean: by_type({DType.INT8: mean, DType.INT16: mean, DType.FLOAT32: reduces_float32}),
        Cumsum: by_type({DType.INT8: cumsum, DType.FLOAT32: cumsum_float32}),
        LogSoftmax: by_type({DType.INT8: log_softmax, DType.FLOAT32: rows_float32}),
        L2Normalization: by_type({DType.INT8: l2_normalization, DType.FLOAT32: rows_float32}),
        BatchMatmul: batch_matmul,
        TransposeConv: transpose_conv,
        ResizeBilinear: by_type(
            {DType.INT8: resize_bilinear, DType.FLOAT32: resize_bilinear_float32}
        ),
        ResizeNearestNeighbor: resize_nearest_neighbor,
        GatherNd: gather_nd,
        Gather: gather,
        ArgMin: arg_max,
        ArgMax: arg_max,
        ReduceMin: by_type({DType.INT8: reduce_max, DType.FLOAT32: reduces_float32}),
        ReduceMax: by_type({DType.INT8: reduce_max, DType.FLOAT32: reduces_float32}),
        Sum: by_type({DType.INT8: mean, DType.INT16: mean, DType.FLOAT32: reduces_float32}),
        Mul: by_type(
            {DType.INT8: mul, DType.INT16: mul, DType.FLOAT32: two_float32, DType.INT32: two_int32}
        ),
        HardSwish: by_type({DType.INT8: hard_swish, DType.FLOAT32: one_float32}),
        Neg: one_float32,
        Floor: one_float32,
        FloorMod: pair_float32,
        FloorDiv: floor_div_float32,
        Ceil: one_float32,
        Round: one_float32,
        Equal: COMPARED,
        NotEqual: COMPARED,
        Greater: COMPARED,
        GreaterEqual: COMPARED,
        Less: COMPARED,
        LessEqual: COMPARED,
        LogicalAnd: logical_and,
        LogicalOr: logical_and,
        LogicalNot: logical_not,
        Select: select_v2,
        Cast: cast,
        Reverse: reverse_v2,
        ZerosLike: zeros_like,
        SquaredDifference: by_type(
            {
                DType.INT8: squared_difference,
                DType.INT16: squared_difference,
                DType.FLOAT32: pair_float32,
            }
        ),
        Div: by_type({DType.INT8: div, DType.FLOAT32: pair_float32, DType.INT32: two_int32}),
        AddN: by_type({DType.INT8: add_n, DType.FLOAT32: add_n_float32}),
        Abs: by_type({DType.INT8: abs_, DType.INT16: abs_, DType.FLOAT32: one_float32}),
        Rsqrt: by_type({DType.INT8: rsqrt, DType.INT16: rsqrt, DType.FLOAT32: one_float32}),
        Exp: one_float32,
        Sin: one_float32,
        Cos: one_float32,
        Sqrt: one_float32,
        Square: one_float32,
        Log: one_float32,
        Elu: by_type({DType.INT8: elu, DType.FLOAT32: one_float32}),
        LeakyRelu: by_type(
            {DType.INT8: leaky_relu, DType.INT16: leaky_relu, DType.FLOAT32: leaky_relu_float32}
        ),
        Prelu: by_type({DType.INT8: prelu, DType.INT16: prelu, DType.FLOAT32: pair_float32}),
        Maximum: by_type(
            {
                DType.INT8: minimum,
                DType.INT16: minimum,
                DType.FLOAT32: two_float32,
                DType.INT32: minimum_int32,
            }
        ),
        Minimum: by_type(
            {
                DType.INT8: minimum,
                DType.INT16: minimum,
                DType.FLOAT32: two_float32,
                DType.INT32: minimum_int32,
            }
        ),
        Sub: by_type(
            {DType.INT8: sub, DType.INT16: sub, DType.FLOAT32: two_float32, DType.INT32: two_int32}
        ),
        Pad: pad,
        Quantize: quantize,
        Relu: by_type({DType.INT8: relu, DType.INT16: relu, DType.FLOAT32: one_float32}),
        Relu6: by_type({DType.INT8: relu6, DType.INT16: relu6, DType.FLOAT32: one_float32}),
        Reshape: reshape,
        ReadVariable: read_variable,
        AssignVariable: assign_variable,
        UnidirectionalSequenceLstm: unidirectional_sequence_lstm,
        Svdf: svdf,
        Softmax: by_type(
            {DType.INT8: softmax, DType.INT16: softmax_i16, DType.FLOAT32: softmax_float32}
        ),
        SignalWindow: signal_window,
        SignalFftAutoScale: signal_fft_auto_scale,
        SignalRfft: signal_rfft,
        SignalIrfft: signal_irfft,
        SignalEnergy: signal_energy,
        SignalFilterBank: signal_filter_bank,
        SignalFilterBankSquareRoot: signal_filter_bank_square_root,
        SignalFilterBankSpectralSubtraction: signal_filter_bank_spectral_subtraction,
        SignalPcan: signal_pcan,
        SignalFilterBankLog: signal_filter_bank_log,
        SignalDelay: signal_delay,
        SignalFramer: signal_framer,
        SignalOverlapAdd: signal_overlap_add,
        SignalStacker: signal_stacker,
        Tanh: by_type({DType.INT8: tanh, DType.INT16: saturates_i16, DType.FLOAT32: one_float32}),
    }
)
