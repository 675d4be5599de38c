"""One file per operator: what a .tflite file says of it -> the operator of ``graph.ops``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tinyedge.graph.importers.abs import abs_
from tinyedge.graph.importers.add import add
from tinyedge.graph.importers.add_n import add_n
from tinyedge.graph.importers.arg_max import arg_max
from tinyedge.graph.importers.arg_min import arg_min
from tinyedge.graph.importers.assign_variable import assign_variable
from tinyedge.graph.importers.average_pool_2d import average_pool_2d
from tinyedge.graph.importers.batch_matmul import batch_matmul
from tinyedge.graph.importers.batch_to_space_nd import batch_to_space_nd
from tinyedge.graph.importers.broadcast_to import broadcast_to
from tinyedge.graph.importers.cast import cast
from tinyedge.graph.importers.ceil import ceil
from tinyedge.graph.importers.comparison import (
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    not_equal,
)
from tinyedge.graph.importers.concatenation import concatenation
from tinyedge.graph.importers.control_flow import if_, while_
from tinyedge.graph.importers.conv_2d import conv_2d
from tinyedge.graph.importers.cos import cos
from tinyedge.graph.importers.cumsum import cumsum
from tinyedge.graph.importers.depth_to_space import depth_to_space
from tinyedge.graph.importers.depthwise_conv_2d import depthwise_conv_2d
from tinyedge.graph.importers.dequantize import dequantize
from tinyedge.graph.importers.div import div
from tinyedge.graph.importers.elu import elu
from tinyedge.graph.importers.exp import exp
from tinyedge.graph.importers.fill import fill
from tinyedge.graph.importers.floor import floor
from tinyedge.graph.importers.floor_div import floor_div
from tinyedge.graph.importers.floor_mod import floor_mod
from tinyedge.graph.importers.fully_connected import fully_connected
from tinyedge.graph.importers.gather import gather
from tinyedge.graph.importers.gather_nd import gather_nd
from tinyedge.graph.importers.hard_swish import hard_swish
from tinyedge.graph.importers.l2_normalization import l2_normalization
from tinyedge.graph.importers.l2_pool_2d import l2_pool_2d
from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.importers.leaky_relu import leaky_relu
from tinyedge.graph.importers.log import log
from tinyedge.graph.importers.log_softmax import log_softmax
from tinyedge.graph.importers.logical_and import logical_and
from tinyedge.graph.importers.logical_not import logical_not
from tinyedge.graph.importers.logical_or import logical_or
from tinyedge.graph.importers.logistic import logistic
from tinyedge.graph.importers.max_pool_2d import max_pool_2d
from tinyedge.graph.importers.maximum import maximum
from tinyedge.graph.importers.mean import mean
from tinyedge.graph.importers.minimum import minimum
from tinyedge.graph.importers.mirror_pad import mirror_pad
from tinyedge.graph.importers.mul import mul
from tinyedge.graph.importers.neg import neg
from tinyedge.graph.importers.pack import pack
from tinyedge.graph.importers.pad import pad
from tinyedge.graph.importers.prelu import prelu
from tinyedge.graph.importers.quantize import quantize
from tinyedge.graph.importers.read_variable import read_variable
from tinyedge.graph.importers.reduce_max import reduce_max
from tinyedge.graph.importers.reduce_min import reduce_min
from tinyedge.graph.importers.relu import relu
from tinyedge.graph.importers.relu6 import relu6
from tinyedge.graph.importers.reshape import reshape
from tinyedge.graph.importers.resize_bilinear import resize_bilinear
from tinyedge.graph.importers.resize_nearest_neighbor import resize_nearest_neighbor
from tinyedge.graph.importers.reverse_v2 import reverse_v2
from tinyedge.graph.importers.round import round_
from tinyedge.graph.importers.rsqrt import rsqrt
from tinyedge.graph.importers.select_v2 import select_v2
from tinyedge.graph.importers.signal import (
    signal_delay,
    signal_energy,
    signal_fft_auto_scale,
    signal_filter_bank,
    signal_filter_bank_log,
    signal_filter_bank_spectral_subtraction,
    signal_filter_bank_square_root,
    signal_framer,
    signal_irfft,
    signal_overlap_add,
    signal_pcan,
    signal_rfft,
    signal_stacker,
    signal_window,
)
from tinyedge.graph.importers.sin import sin
from tinyedge.graph.importers.slice import slice_
from tinyedge.graph.importers.softmax import softmax
from tinyedge.graph.importers.space_to_batch_nd import space_to_batch_nd
from tinyedge.graph.importers.space_to_depth import space_to_depth
from tinyedge.graph.importers.split import split, split_v
from tinyedge.graph.importers.sqrt import sqrt
from tinyedge.graph.importers.square import square
from tinyedge.graph.importers.squared_difference import squared_difference
from tinyedge.graph.importers.strided_slice import strided_slice
from tinyedge.graph.importers.sub import sub
from tinyedge.graph.importers.sum import sum_
from tinyedge.graph.importers.svdf import svdf
from tinyedge.graph.importers.tanh import tanh
from tinyedge.graph.importers.transpose import transpose
from tinyedge.graph.importers.transpose_conv import transpose_conv
from tinyedge.graph.importers.unidirectional_sequence_lstm import unidirectional_sequence_lstm
from tinyedge.graph.importers.unpack import unpack
from tinyedge.graph.importers.zeros_like import zeros_like
from tinyedge.graph.ops import Op

Importer = Callable[[Layer], Op]

# By TFLite's name of the operator; the keys are the list of what is supported.
IMPORTERS: Mapping[str, Importer] = MappingProxyType(
    {
        "ADD": add,
        "ASSIGN_VARIABLE": assign_variable,
        "AVERAGE_POOL_2D": average_pool_2d,
        "BATCH_TO_SPACE_ND": batch_to_space_nd,
        "BROADCAST_TO": broadcast_to,
        "CONCATENATION": concatenation,
        "CONV_2D": conv_2d,
        "DEPTHWISE_CONV_2D": depthwise_conv_2d,
        "DEPTH_TO_SPACE": depth_to_space,
        "DEQUANTIZE": dequantize,
        "EXPAND_DIMS": reshape,
        "FULLY_CONNECTED": fully_connected,
        "HARD_SWISH": hard_swish,
        "NEG": neg,
        "FLOOR": floor,
        "FLOOR_MOD": floor_mod,
        "FLOOR_DIV": floor_div,
        "CEIL": ceil,
        "ROUND": round_,
        "EQUAL": equal,
        "NOT_EQUAL": not_equal,
        "GREATER": greater,
        "GREATER_EQUAL": greater_equal,
        "LESS": less,
        "LESS_EQUAL": less_equal,
        "LOGICAL_AND": logical_and,
        "LOGICAL_OR": logical_or,
        "LOGICAL_NOT": logical_not,
        "SELECT_V2": select_v2,
        "CAST": cast,
        "REVERSE_V2": reverse_v2,
        "ZEROS_LIKE": zeros_like,
        "FILL": fill,
        "SQUARED_DIFFERENCE": squared_difference,
        "DIV": div,
        "ADD_N": add_n,
        "ABS": abs_,
        "RSQRT": rsqrt,
        "COS": cos,
        "EXP": exp,
        "L2_POOL_2D": l2_pool_2d,
        "LOG": log,
        "SIN": sin,
        "SQRT": sqrt,
        "SQUARE": square,
        "ELU": elu,
        "LEAKY_RELU": leaky_relu,
        "LOGISTIC": logistic,
        "MAXIMUM": maximum,
        "MAX_POOL_2D": max_pool_2d,
        "MEAN": mean,
        "CUMSUM": cumsum,
        "LOG_SOFTMAX": log_softmax,
        "L2_NORMALIZATION": l2_normalization,
        "BATCH_MATMUL": batch_matmul,
        "TRANSPOSE_CONV": transpose_conv,
        "RESIZE_BILINEAR": resize_bilinear,
        "RESIZE_NEAREST_NEIGHBOR": resize_nearest_neighbor,
        "IF": if_,
        "WHILE": while_,
        "GATHER_ND": gather_nd,
        "GATHER": gather,
        "ARG_MIN": arg_min,
        "ARG_MAX": arg_max,
        "REDUCE_MIN": reduce_min,
        "REDUCE_MAX": reduce_max,
        "SUM": sum_,
        "MINIMUM": minimum,
        "MIRROR_PAD": mirror_pad,
        "MUL": mul,
        "PACK": pack,
        "PAD": pad,
        "PADV2": pad,
        "PRELU": prelu,
        "QUANTIZE": quantize,
        "READ_VARIABLE": read_variable,
        "RELU": relu,
        "RELU6": relu6,
        "RESHAPE": reshape,
        "SignalDelay": signal_delay,
        "SignalEnergy": signal_energy,
        "SignalFftAutoScale": signal_fft_auto_scale,
        "SignalFilterBank": signal_filter_bank,
        "SignalFilterBankLog": signal_filter_bank_log,
        "SignalFilterBankSpectralSubtraction": signal_filter_bank_spectral_subtraction,
        "SignalFilterBankSquareRoot": signal_filter_bank_square_root,
        "SignalFramer": signal_framer,
        "SignalIrfft": signal_irfft,
        "SignalOverlapAdd": signal_overlap_add,
        "SignalPCAN": signal_pcan,
        "SignalRfft": signal_rfft,
        "SignalStacker": signal_stacker,
        "SignalWindow": signal_window,
        "SLICE": slice_,
        "SOFTMAX": softmax,
        "SPACE_TO_BATCH_ND": space_to_batch_nd,
        "SPACE_TO_DEPTH": space_to_depth,
        "SPLIT": split,
        "SPLIT_V": split_v,
        "SQUEEZE": reshape,
        "STRIDED_SLICE": strided_slice,
        "SUB": sub,
        "SVDF": svdf,
        "TANH": tanh,
        "TRANSPOSE": transpose,
        "UNIDIRECTIONAL_SEQUENCE_LSTM": unidirectional_sequence_lstm,
        "UNPACK": unpack,
    }
)
