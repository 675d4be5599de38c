"""Which number formats a file computes in, and what to do about one that is not int8."""

from __future__ import annotations

from collections.abc import Sequence

from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import RawModel, RawOperator
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
}

# These move bytes without asking what they are; their other operands say what the output's shape
# says too.
VIEWS = ("EXPAND_DIMS", "RESHAPE", "SQUEEZE")

_ANY_TYPE = ("QUANTIZE", "DEQUANTIZE", *VIEWS)

_QUANTIZE = (
    "quantize it to int8: run `tinyedge convert` on the Keras model with --samples, or export it "
    "with full-integer quantization and a representative dataset"
)


def require_int8(raw: RawModel, operators: Sequence[RawOperator], file: str) -> None:
    """ModelError, with the way out, unless every operator computes in int8.

    QUANTIZE and DEQUANTIZE may have float32 on one side, and views on both.
    """
    inner = [operator for operator in operators if operator.kind not in _ANY_TYPE]
    types = {operator.index: _activations(raw, operator) for operator in inner}
    constants = {
        raw.tensors[number].type
        for operator in operators
        for number in operator.inputs
        if number >= 0 and raw.tensors[number].data is not None
    }
    floats = [operator for operator in inner if _FLOAT32 in types[operator.index]]
    if floats:
        raise _about_float(floats[0], len(floats) == len(inner), constants, file)
    for operator in inner:
        for kind, (what, remedy) in _OTHERS.items():
            if kind in types[operator.index]:
                raise ModelError(file, f"{what} (layer {operator.index} {operator.kind})", remedy)
    if _INT4 in constants:
        raise ModelError(file, "has int4 weights", "quantize it with int8 weights")


_OTHERS = {
    _UINT8: (
        "is quantized to uint8, as converters did before 2020",
        "convert it again with a current converter, to int8",
    ),
    _INT16: (
        "computes in int16 (int16x8 quantization)",
        "quantize activations to int8; int16 is not supported yet",
    ),
}


def _activations(raw: RawModel, operator: RawOperator) -> set[int]:
    """The types an operator computes in: of the inputs known only at run time, and the outputs."""
    return {
        raw.tensors[number].type
        for number in (*operator.inputs, *operator.outputs)
        if number >= 0 and raw.tensors[number].data is None
    }


def _about_float(
    first: RawOperator, throughout: bool, constants: set[int], file: str
) -> ModelError:
    layer = f"layer {first.index} {first.kind}"
    if not throughout:
        return ModelError(file, f"computes in float32 in the midst of int8 ({layer})", _QUANTIZE)
    if constants & {_INT8, _INT4}:
        return ModelError(
            file,
            f"has int8 weights but computes in float32 ({layer}): dynamic-range quantization",
            _QUANTIZE,
        )
    if _FLOAT16 in constants:
        return ModelError(file, f"is a float model with float16 weights ({layer})", _QUANTIZE)
    return ModelError(file, f"is a float32 model ({layer})", _QUANTIZE)
