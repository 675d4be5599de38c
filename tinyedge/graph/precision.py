"""Which number formats a file computes in, and what to do about one that is not int8."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tflite.TensorType import TensorType

from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import RawOperator, RawSubgraph
from tinyedge.graph.types import DType

# Numbers of TFLite's TensorType (schema.fbs).
_FLOAT32, _FLOAT16, _UINT8, _INT16, _INT8, _INT4 = 0, 1, 3, 7, 9, 17

DTYPES = {
    _FLOAT32: DType.FLOAT32,
    2: DType.INT32,
    _UINT8: DType.UINT8,
    4: DType.INT64,
    6: DType.BOOL,
    _INT16: DType.INT16,
    _INT8: DType.INT8,
    12: DType.UINT64,
    15: DType.UINT32,
    _INT4: DType.INT4,
}

# These move bytes without asking what they are; their other operands say what the output's shape
# says too.
VIEWS = ("EXPAND_DIMS", "RESHAPE", "SQUEEZE")

# A model of these in float32 alone is one that was not quantized.
_WEIGHING = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
_QUANTIZED = {_UINT8, _INT16, _INT8}

_ANY_TYPE = ("CAST", "QUANTIZE", "DEQUANTIZE", "READ_VARIABLE", "ASSIGN_VARIABLE", *VIEWS)

# The types that operators compute in beside int8, with which every operator begins: a row for each
# operator that takes one more, and models of it in tests/support/random_models.py. INT4 is the type
# of the weights of operators that compute in int8.
ALSO: Mapping[str, tuple[DType, ...]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("STRIDED_SLICE", "SLICE", "CONCATENATION"),
            (DType.INT16, DType.INT32, DType.FLOAT32, DType.BOOL),
        ),
        **dict.fromkeys(
            ("SPLIT", "SPLIT_V", "PACK", "UNPACK", "PAD", "PADV2"),
            (DType.INT16, DType.INT32, DType.FLOAT32),
        ),
        **dict.fromkeys(
            ("BROADCAST_TO", "REVERSE_V2", "RESHAPE", "SQUEEZE", "IF", "WHILE"),
            (DType.UINT8, DType.INT16, DType.INT32, DType.FLOAT32, DType.BOOL),
        ),
        **dict.fromkeys(
            ("TRANSPOSE", "EXPAND_DIMS", "RESIZE_NEAREST_NEIGHBOR"), (DType.INT16, DType.FLOAT32)
        ),
        **dict.fromkeys(
            (
                "SPACE_TO_DEPTH",
                "DEPTH_TO_SPACE",
                "SPACE_TO_BATCH_ND",
                "BATCH_TO_SPACE_ND",
                "MIRROR_PAD",
                "GATHER",
                "GATHER_ND",
            ),
            (DType.FLOAT32,),
        ),
        **dict.fromkeys(("EQUAL", "NOT_EQUAL"), (DType.INT32, DType.FLOAT32, DType.BOOL)),
        **dict.fromkeys(
            ("GREATER", "GREATER_EQUAL", "LESS", "LESS_EQUAL"), (DType.INT32, DType.FLOAT32)
        ),
        "SELECT_V2": (DType.INT16, DType.FLOAT32),
        "UNIDIRECTIONAL_SEQUENCE_LSTM": (DType.INT16,),
        **dict.fromkeys(("ARG_MAX", "ARG_MIN"), (DType.FLOAT32,)),
        **dict.fromkeys(("FILL", "ZEROS_LIKE"), (DType.INT32, DType.FLOAT32)),
        **dict.fromkeys(
            (
                "SignalWindow",
                "SignalFftAutoScale",
                "SignalEnergy",
                "SignalFilterBankLog",
                "SignalDelay",
                "SignalFramer",
                "SignalOverlapAdd",
                "SignalStacker",
            ),
            (DType.INT16,),
        ),
        **dict.fromkeys(("SignalRfft", "SignalIrfft"), (DType.INT16, DType.INT32)),
        "EXP": (DType.FLOAT32,),
        "LOG": (DType.FLOAT32,),
        "SIN": (DType.FLOAT32,),
        "COS": (DType.FLOAT32,),
        "SQRT": (DType.FLOAT32,),
        "SQUARE": (DType.FLOAT32,),
        "L2_POOL_2D": (DType.FLOAT32,),
        "RSQRT": (DType.INT16, DType.FLOAT32),
        "ELU": (DType.FLOAT32,),
        "HARD_SWISH": (DType.FLOAT32,),
        "LEAKY_RELU": (DType.INT16, DType.FLOAT32),
        "LOGISTIC": (DType.INT16, DType.FLOAT32),
        "TANH": (DType.INT16, DType.FLOAT32),
        "DIV": (DType.FLOAT32, DType.INT32),
        "SQUARED_DIFFERENCE": (DType.INT16, DType.FLOAT32),
        "PRELU": (DType.INT16, DType.FLOAT32),
        "ADD_N": (DType.FLOAT32,),
        "CUMSUM": (DType.FLOAT32,),
        "RESIZE_BILINEAR": (DType.FLOAT32,),
        "MEAN": (DType.INT16, DType.FLOAT32),
        "SUM": (DType.INT16, DType.FLOAT32),
        "REDUCE_MAX": (DType.FLOAT32,),
        "REDUCE_MIN": (DType.FLOAT32,),
        "AVERAGE_POOL_2D": (DType.INT16, DType.FLOAT32),
        "MAX_POOL_2D": (DType.INT16, DType.FLOAT32),
        "SOFTMAX": (DType.INT16, DType.FLOAT32),
        "LOG_SOFTMAX": (DType.FLOAT32,),
        "L2_NORMALIZATION": (DType.FLOAT32,),
        "ABS": (DType.INT16, DType.FLOAT32),
        "ADD": (DType.INT16, DType.FLOAT32, DType.INT32),
        "CEIL": (DType.FLOAT32,),
        "BATCH_MATMUL": (DType.INT16,),
        "TRANSPOSE_CONV": (DType.INT16,),
        "FULLY_CONNECTED": (DType.INT4, DType.INT16, DType.FLOAT32),
        "DEPTHWISE_CONV_2D": (DType.INT4, DType.INT16, DType.FLOAT32),
        "CONV_2D": (DType.INT4, DType.INT16, DType.FLOAT32),
        "FLOOR": (DType.FLOAT32,),
        "FLOOR_DIV": (DType.FLOAT32,),
        "FLOOR_MOD": (DType.FLOAT32,),
        "MAXIMUM": (DType.INT16, DType.FLOAT32, DType.INT32),
        "MINIMUM": (DType.INT16, DType.FLOAT32, DType.INT32),
        "MUL": (DType.INT16, DType.FLOAT32, DType.INT32),
        "NEG": (DType.FLOAT32,),
        "RELU": (DType.INT16, DType.FLOAT32),
        "RELU6": (DType.INT16, DType.FLOAT32),
        "ROUND": (DType.FLOAT32,),
        "SUB": (DType.INT16, DType.FLOAT32, DType.INT32),
    }
)


def type_name(number: int) -> str:
    """A number of TFLite's TensorType as numpy would name it."""
    if number in DTYPES:
        return DTYPES[number].value
    named: dict[object, str] = {value: name for name, value in vars(TensorType).items()}
    return named.get(number, f"type {number}").lower()


_QUANTIZE = (
    "quantize it to int8: run `tinyedge convert` on the Keras model with --samples, or export it "
    "with full-integer quantization and a representative dataset"
)

# What else an operator may compute in, and what to do about it.
_OTHERS = {
    _FLOAT32: ("computes in float32 in the midst of int8", _QUANTIZE),
    _UINT8: (
        "is quantized to uint8, as converters did before 2020",
        "convert it again with a current converter, to int8",
    ),
    _INT16: (
        "computes in int16",
        "quantize the activations to int8: this operator has no int16 form here",
    ),
}


def float_model(raw: RawSubgraph, operators: Sequence[RawOperator], file: str) -> ModelError | None:
    """What to say, with the way out, of a model that computes in float32 throughout and was not
    quantized; None of any other, and of one without weights that needs only what has a float32
    form."""
    computing = [o for o in operators if o.kind not in _ANY_TYPE]
    if any(_QUANTIZED & _activations(raw, operator) for operator in computing):
        return None
    inner = [
        o
        for o in computing
        if (o.kind in _WEIGHING or DType.FLOAT32 not in ALSO.get(o.kind, ()))
        and _FLOAT32 in _activations(raw, o)
    ]
    if not inner:
        return None
    layer = f"layer {inner[0].index} {inner[0].kind}"
    constants = _constants(raw, operators)
    if constants & {_INT8, _INT4}:
        problem = f"has int8 weights but computes in float32 ({layer}): dynamic-range quantization"
    elif _FLOAT16 in constants:
        problem = f"is a float model with float16 weights ({layer})"
    else:
        problem = f"is a float32 model ({layer})"
    return ModelError(file, problem, _QUANTIZE)


def refused_types(
    raw: RawSubgraph, operators: Sequence[RawOperator], file: str
) -> Iterator[tuple[DType, ModelError]]:
    """The types that operators compute in and may not, with the way out.

    ``ALSO`` says which may compute in something else than int8. QUANTIZE, DEQUANTIZE and CAST may
    have it on one side, views on both; what these and bool, int32 and int64 come to is the
    business of ``check``.
    """
    for operator in operators:
        if operator.kind in _ANY_TYPE:
            continue
        layer = f"(layer {operator.index} {operator.kind})"
        allowed = ALSO.get(operator.kind, ())
        refused = {kind for kind in _OTHERS if DTYPES[kind] not in allowed}
        for kind in sorted(_activations(raw, operator) & refused):
            what, remedy = _OTHERS[kind]
            yield DTYPES[kind], ModelError(file, f"{what} {layer}", remedy, operator.index)
    for operator in operators:
        if _INT4 in _constants(raw, [operator]) and DType.INT4 not in ALSO.get(operator.kind, ()):
            problem = f"has int4 weights (layer {operator.index} {operator.kind})"
            remedy = "quantize it with int8 weights"
            yield DType.INT4, ModelError(file, problem, remedy, operator.index)


def _activations(raw: RawSubgraph, operator: RawOperator) -> set[int]:
    """The types an operator computes in: of the inputs known only at run time, but for a state of
    its own, and the outputs."""
    return {
        raw.tensors[number].type
        for number in (*operator.inputs, *operator.outputs)
        if number >= 0 and raw.tensors[number].data is None and not raw.tensors[number].is_variable
    }


def _constants(raw: RawSubgraph, operators: Sequence[RawOperator]) -> set[int]:
    """The types of all constants."""
    return {
        raw.tensors[number].type
        for operator in operators
        for number in operator.inputs
        if number >= 0 and raw.tensors[number].data is not None
    }
