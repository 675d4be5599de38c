"""One file per operator: how its kernel is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tinyedge.codegen.call import Call
from tinyedge.codegen.emit.add import add
from tinyedge.codegen.emit.add_n import add_n
from tinyedge.codegen.emit.arg_max import arg_max, arg_max_float32
from tinyedge.codegen.emit.average_pool_2d import average_pool_2d
from tinyedge.codegen.emit.batch_matmul import batch_matmul
from tinyedge.codegen.emit.by_type import by_type
from tinyedge.codegen.emit.cast import cast
from tinyedge.codegen.emit.comparison import comparison, comparison_32, comparison_bool
from tinyedge.codegen.emit.concatenation import concatenation
from tinyedge.codegen.emit.conv_2d import conv_2d
from tinyedge.codegen.emit.conv_2d_i16 import conv_2d_i16
from tinyedge.codegen.emit.cumsum import cumsum
from tinyedge.codegen.emit.curve_i16 import curve_i16
from tinyedge.codegen.emit.depthwise_conv_2d import depthwise_conv_2d
from tinyedge.codegen.emit.depthwise_conv_2d_i16 import depthwise_conv_2d_i16
from tinyedge.codegen.emit.dequantize import dequantize
from tinyedge.codegen.emit.div import div
from tinyedge.codegen.emit.float_reductions import (
    add_n_float32,
    cumsum_float32,
    mean_float32,
    reduce_max_float32,
)
from tinyedge.codegen.emit.float_rows import l2_normalization_float32, softmax_float32
from tinyedge.codegen.emit.float_weights import conv_2d_float32, fully_connected_float32
from tinyedge.codegen.emit.float_windows import pool_float32, resize_bilinear_float32
from tinyedge.codegen.emit.floating import (
    leaky_relu_float32,
    map_float32,
    map_pair_float32,
    one_float32,
    two_float32,
)
from tinyedge.codegen.emit.fully_connected import fully_connected
from tinyedge.codegen.emit.fully_connected_i16 import fully_connected_i16
from tinyedge.codegen.emit.gather import gather
from tinyedge.codegen.emit.integers import two_int32
from tinyedge.codegen.emit.l2_normalization import l2_normalization
from tinyedge.codegen.emit.log_softmax import log_softmax
from tinyedge.codegen.emit.logical_not import logical_not
from tinyedge.codegen.emit.lookup import lookup
from tinyedge.codegen.emit.max_pool_2d import max_pool_2d
from tinyedge.codegen.emit.maximum_i16 import maximum_i16
from tinyedge.codegen.emit.mean import mean
from tinyedge.codegen.emit.minimum import minimum, minimum_int32
from tinyedge.codegen.emit.movement import movement
from tinyedge.codegen.emit.mul import mul
from tinyedge.codegen.emit.pad import pad
from tinyedge.codegen.emit.prelu import prelu
from tinyedge.codegen.emit.quantize import quantize
from tinyedge.codegen.emit.ramp_i16 import ramp_i16
from tinyedge.codegen.emit.read_variable import copy
from tinyedge.codegen.emit.reduce_max import reduce_max
from tinyedge.codegen.emit.resize_bilinear import resize_bilinear
from tinyedge.codegen.emit.rsqrt_i16 import rsqrt_i16
from tinyedge.codegen.emit.select_v2 import select_v2
from tinyedge.codegen.emit.signal import (
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
from tinyedge.codegen.emit.signal_frames import (
    signal_delay,
    signal_framer,
    signal_overlap_add,
    signal_stacker,
)
from tinyedge.codegen.emit.softmax import softmax
from tinyedge.codegen.emit.softmax_i16 import softmax_i16
from tinyedge.codegen.emit.squared_difference import squared_difference
from tinyedge.codegen.emit.svdf import svdf
from tinyedge.codegen.emit.transpose_conv import transpose_conv
from tinyedge.codegen.emit.transpose_conv_i16 import transpose_conv_i16
from tinyedge.codegen.emit.unidirectional_sequence_lstm import unidirectional_sequence_lstm
from tinyedge.codegen.site import Site
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

Emitter = Callable[[Site, Any], Call]

COMPARED = by_type(
    {
        DType.INT8: comparison,
        DType.INT32: comparison_32,
        DType.FLOAT32: comparison_32,
        DType.BOOL: comparison_bool,
    }
)

EMITTERS: Mapping[type[Op], Emitter | None] = MappingProxyType(
    {
        Add: by_type(
            {DType.INT8: add, DType.INT16: add, DType.FLOAT32: two_float32, DType.INT32: two_int32}
        ),
        AveragePool2D: by_type(
            {DType.INT8: average_pool_2d, DType.INT16: average_pool_2d, DType.FLOAT32: pool_float32}
        ),
        Concatenation: concatenation,
        BroadcastTo: movement,
        MirrorPad: movement,
        BatchToSpace: movement,
        SpaceToBatch: movement,
        DepthToSpace: movement,
        SpaceToDepth: movement,
        Unpack: movement,
        Pack: movement,
        Split: movement,
        Transpose: movement,
        StridedSlice: movement,
        Conv2D: by_type(
            {DType.INT8: conv_2d, DType.INT16: conv_2d_i16, DType.FLOAT32: conv_2d_float32}
        ),
        DepthwiseConv2D: by_type(
            {
                DType.INT8: depthwise_conv_2d,
                DType.INT16: depthwise_conv_2d_i16,
                DType.FLOAT32: conv_2d_float32,
            }
        ),
        Dequantize: dequantize,
        FullyConnected: by_type(
            {
                DType.INT8: fully_connected,
                DType.INT16: fully_connected_i16,
                DType.FLOAT32: fully_connected_float32,
            }
        ),
        Logistic: by_type({DType.INT8: lookup, DType.INT16: curve_i16, DType.FLOAT32: map_float32}),
        L2Pool2D: pool_float32,
        MaxPool2D: by_type(
            {DType.INT8: max_pool_2d, DType.INT16: max_pool_2d, DType.FLOAT32: pool_float32}
        ),
        Mean: by_type({DType.INT8: mean, DType.INT16: mean, DType.FLOAT32: mean_float32}),
        Cumsum: by_type({DType.INT8: cumsum, DType.FLOAT32: cumsum_float32}),
        LogSoftmax: by_type({DType.INT8: log_softmax, DType.FLOAT32: softmax_float32}),
        L2Normalization: by_type(
            {DType.INT8: l2_normalization, DType.FLOAT32: l2_normalization_float32}
        ),
        BatchMatmul: batch_matmul,
        TransposeConv: by_type({DType.INT8: transpose_conv, DType.INT16: transpose_conv_i16}),
        ResizeBilinear: by_type(
            {DType.INT8: resize_bilinear, DType.FLOAT32: resize_bilinear_float32}
        ),
        ResizeNearestNeighbor: gather,
        GatherNd: gather,
        Gather: gather,
        ArgMin: by_type({DType.INT8: arg_max, DType.FLOAT32: arg_max_float32}),
        ArgMax: by_type({DType.INT8: arg_max, DType.FLOAT32: arg_max_float32}),
        ReduceMin: by_type({DType.INT8: reduce_max, DType.FLOAT32: reduce_max_float32}),
        ReduceMax: by_type({DType.INT8: reduce_max, DType.FLOAT32: reduce_max_float32}),
        Sum: by_type({DType.INT8: mean, DType.INT16: mean, DType.FLOAT32: mean_float32}),
        Mul: by_type(
            {DType.INT8: mul, DType.INT16: mul, DType.FLOAT32: two_float32, DType.INT32: two_int32}
        ),
        HardSwish: by_type({DType.INT8: lookup, DType.FLOAT32: map_float32}),
        Neg: one_float32,
        Floor: one_float32,
        FloorMod: map_pair_float32,
        FloorDiv: map_pair_float32,
        Ceil: one_float32,
        Round: one_float32,
        Equal: COMPARED,
        NotEqual: COMPARED,
        Greater: COMPARED,
        GreaterEqual: COMPARED,
        Less: COMPARED,
        LessEqual: COMPARED,
        LogicalAnd: minimum,
        LogicalOr: minimum,
        LogicalNot: logical_not,
        Select: select_v2,
        Cast: cast,
        Reverse: movement,
        ZerosLike: movement,
        SquaredDifference: by_type(
            {
                DType.INT8: squared_difference,
                DType.INT16: squared_difference,
                DType.FLOAT32: map_pair_float32,
            }
        ),
        Div: by_type({DType.INT8: div, DType.FLOAT32: map_pair_float32, DType.INT32: two_int32}),
        AddN: by_type({DType.INT8: add_n, DType.FLOAT32: add_n_float32}),
        Abs: by_type({DType.INT8: lookup, DType.INT16: ramp_i16, DType.FLOAT32: one_float32}),
        Rsqrt: by_type({DType.INT8: lookup, DType.INT16: rsqrt_i16, DType.FLOAT32: map_float32}),
        Exp: map_float32,
        Sin: map_float32,
        Cos: map_float32,
        Sqrt: map_float32,
        Square: map_float32,
        Log: map_float32,
        Elu: by_type({DType.INT8: lookup, DType.FLOAT32: map_float32}),
        LeakyRelu: by_type(
            {DType.INT8: lookup, DType.INT16: ramp_i16, DType.FLOAT32: leaky_relu_float32}
        ),
        Prelu: by_type({DType.INT8: prelu, DType.INT16: prelu, DType.FLOAT32: map_pair_float32}),
        Maximum: by_type(
            {
                DType.INT8: minimum,
                DType.INT16: maximum_i16,
                DType.FLOAT32: two_float32,
                DType.INT32: minimum_int32,
            }
        ),
        Minimum: by_type(
            {
                DType.INT8: minimum,
                DType.INT16: maximum_i16,
                DType.FLOAT32: two_float32,
                DType.INT32: minimum_int32,
            }
        ),
        Sub: by_type(
            {DType.INT8: add, DType.INT16: add, DType.FLOAT32: two_float32, DType.INT32: two_int32}
        ),
        Pad: pad,
        Quantize: quantize,
        Relu: by_type({DType.INT8: lookup, DType.INT16: ramp_i16, DType.FLOAT32: one_float32}),
        Relu6: by_type({DType.INT8: lookup, DType.INT16: ramp_i16, DType.FLOAT32: one_float32}),
        Reshape: None,  # a view: the plan has no layer for it
        ReadVariable: copy,  # where it is no view
        AssignVariable: copy,
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
        Tanh: by_type({DType.INT8: lookup, DType.INT16: curve_i16, DType.FLOAT32: map_float32}),
    }
)
