"""What to do about an operator that has no kernel here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_STATE = "turn it into a layer that is given its state as an input and gives it as an output"
_RECURRENT = f"unroll it over time (tf.keras: unroll=True), or {_STATE}"
_LAST = "cut the model before it, and do this step in the application"
_CONTROL = "export one graph without tf.cond and tf.while_loop: unroll loops, compute both branches"
_LOOK_UP = "look it up in the application, and give the model its result"
_RANDOM = "export the model for inference: it draws random numbers only in training"
_SHAPES = "export it with fixed shapes and batch size 1, so that the converter can fold it"
_STABLEHLO = "convert it to TFLite's own operators: STABLEHLO operators run on no microcontroller"
_IMAGE = "the model works on volumes: split the axis of time or depth, and use CONV_2D"
_COMPLEX = "compute the spectrum in the application, and give the model its magnitudes"
_WINDOWS = "use MAX_POOL_2D or AVERAGE_POOL_2D"

# By TFLite's name of the operator. Whoever gives one of them a kernel takes its line out.
WAYS_OUT: Mapping[str, str] = MappingProxyType(
    {
        "ATAN2": _LAST,
        "BIDIRECTIONAL_SEQUENCE_LSTM": "use two LSTMs of one direction, or convolutions over time",
        "BIDIRECTIONAL_SEQUENCE_RNN": _RECURRENT,
        "BITCAST": "leave it out: give the model the type that it computes in",
        "BITWISE_XOR": "use NOT_EQUAL on bool",
        "BROADCAST_ARGS": _SHAPES,
        "BUCKETIZE": "compare with GREATER_EQUAL, and add up",
        "CALL": _CONTROL,
        "COMPLEX_ABS": _COMPLEX,
        "CONV_3D": _IMAGE,
        "CONV_3D_TRANSPOSE": _IMAGE,
        "DELEGATE": "export it anew: it was written for the accelerator of one device",
        "DENSIFY": "export it with dense weights: tfmot.sparsity.keras.strip_pruning",
        "DILATE": "use MAX_POOL_2D with stride 1",
        "DYNAMIC_UPDATE_SLICE": f"use CONCATENATION and STRIDED_SLICE, or {_STATE}",
        "EMBEDDING_LOOKUP": "use GATHER (tf.gather) on the table",
        "EMBEDDING_LOOKUP_SPARSE": "use GATHER (tf.gather) and MEAN or SUM",
        "FAKE_QUANT": "convert it with full-integer quantization, which takes these out",
        "GELU": "train it with RELU, RELU6, HARD_SWISH, LEAKY_RELU or ELU, or approximate it by "
        "x * sigmoid(1.702 x) (MUL, LOGISTIC)",
        "HASHTABLE": _LOOK_UP,
        "HASHTABLE_FIND": _LOOK_UP,
        "HASHTABLE_IMPORT": _LOOK_UP,
        "HASHTABLE_LOOKUP": _LOOK_UP,
        "HASHTABLE_SIZE": _LOOK_UP,
        "IMAG": _COMPLEX,
        "LOCAL_RESPONSE_NORMALIZATION": "train it with batch normalization, which is folded",
        "LSH_PROJECTION": _LOOK_UP,
        "LSTM": "use the fused form, UNIDIRECTIONAL_SEQUENCE_LSTM: tf_keras.layers.LSTM with "
        "batch size 1",
        "MATRIX_DIAG": "multiply by a constant mask (MUL)",
        "MATRIX_SET_DIAG": "multiply by a constant mask (MUL)",
        "MULTINOMIAL": _RANDOM,
        "NON_MAX_SUPPRESSION_V4": _LAST,
        "NON_MAX_SUPPRESSION_V5": _LAST,
        "ONE_HOT": "give the model the vector, or use GATHER on a constant unit matrix",
        "POW": "write it with MUL: x * x for a square",
        "RANDOM_STANDARD_NORMAL": _RANDOM,
        "RANDOM_UNIFORM": _RANDOM,
        "RANGE": _SHAPES,
        "RANK": _SHAPES,
        "REAL": _COMPLEX,
        "REDUCE_ALL": "use REDUCE_MIN on numbers",
        "REDUCE_ANY": "use REDUCE_MAX on numbers",
        "REDUCE_PROD": "write it with MUL",
        "REDUCE_WINDOW": _WINDOWS,
        "RELU_0_TO_1": "use RELU6 with another scale, or MINIMUM and MAXIMUM",
        "RELU_N1_TO_1": "let the converter fuse it into the layer before, or use MINIMUM and "
        "MAXIMUM",
        "REVERSE_SEQUENCE": "use REVERSE_V2 on sequences of one length",
        "RFFT2D": _COMPLEX,
        "RIGHT_SHIFT": "use MUL by a power of two",
        "RNN": _RECURRENT,
        "SCATTER_ND": "use PAD and ADD, or CONCATENATION",
        "SELECT": "use SELECT_V2: tf.where of TensorFlow 2",
        "SHAPE": _SHAPES,
        "SIGN": "use GREATER and SELECT_V2",
        "SKIP_GRAM": _LOOK_UP,
        "SPARSE_TO_DENSE": "give the model the dense tensor",
        "TILE": "use BROADCAST_TO (tf.broadcast_to) or CONCATENATION",
        "TOPK_V2": f"use ARG_MAX for the best one, or {_LAST}",
        "UNIDIRECTIONAL_SEQUENCE_RNN": _RECURRENT,
        "UNIQUE": _LAST,
        "WHERE": "use SELECT_V2: tf.where with three arguments",
    }
)

# By the name of a custom operator.
_CUSTOM: Mapping[str, str] = MappingProxyType(
    {
        "TFLite_Detection_PostProcess": "export it without post-processing, so that it gives boxes "
        "and scores, and decode these in the application",
        "ethos-u": "give the model as it was before vela, which compiled it for an NPU",
        "edgetpu-custom-op": "give the model as it was before edgetpu_compiler",
        "Convolution2DTransposeBias": "use TRANSPOSE_CONV and ADD",
        "MaxPoolingWithArgmax2D": "use MAX_POOL_2D",
        "MaxUnpooling2D": "use RESIZE_NEAREST_NEIGHBOR or TRANSPOSE_CONV",
    }
)

_FLEX = (
    "convert it with supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8], without "
    "SELECT_TF_OPS, and replace what that refuses"
)
_OF_SOMEBODY = "replace it by operators of TFLite, or cut the model before it"
_ANY = "build that part of the model from supported operators, which README.md lists"


def way_out(kind: str) -> str:
    """For TFLite's name of an operator, or CUSTOM and a name in parentheses."""
    if kind.startswith("CUSTOM ("):
        name = kind.removeprefix("CUSTOM (").removesuffix(")")
        return _FLEX if name.startswith("Flex") else _CUSTOM.get(name, _OF_SOMEBODY)
    if kind.startswith("STABLEHLO_"):
        return _STABLEHLO
    return WAYS_OUT.get(kind, _ANY)
