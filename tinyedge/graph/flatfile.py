"""The bytes of a .tflite file -> plain records, with nothing taken on trust.

The flatbuffers library follows any offset it finds, and two million tensors may share one name.
Here every vector that is read is paid for out of an allowance in proportion to the file, so that
a hostile file costs no more time and memory than an honest one of its size.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from tinyedge.errors import ModelError
from tinyedge.graph.naming import printable, shown
from tinyedge.graph.types import Array, Quant

IDENTIFIER = b"TFL3"
SCHEMA_VERSION = 3
MAX_RANK = 6  # more than any operator of TFLite Micro takes
SIGNAL = "Signal"  # with what the names in TFLM's signal library begin, and no others do
SHARING = 16  # how often, on average, an honest file may refer to one and the same vector

AGAIN = "export or download it again"


@dataclass(frozen=True, slots=True)
class RawTensor:
    """A tensor as the file has it. type: number in TFLite's TensorType. data: bytes, if any."""

    name: str
    shape: tuple[int, ...]
    type: int
    quant: Quant | None
    data: Array | None
    is_sparse: bool
    is_variable: bool


@dataclass(frozen=True, slots=True)
class RawOperator:
    """An operator as the file has it.

    kind: TFLite's name; of custom operators that of TFLM's signal library, such as SignalRfft, or
        CUSTOM and the name in parentheses.
    options: a flatbuffers table or None; options_type: number in TFLite's BuiltinOptions.
    custom: the options of a custom operator, in a format of its own.
    """

    index: int
    kind: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    options: Any
    options_type: int
    custom: bytes = b""


@dataclass(frozen=True, slots=True)
class RawSubgraph:
    """One subgraph of a file; every tensor number in it is one of ``tensors``, or -1."""

    tensors: tuple[RawTensor, ...]
    operators: tuple[RawOperator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


@contextmanager
def damage_reported(file: str) -> Iterator[None]:
    """Turn what the flatbuffers library raises on damaged bytes into a ModelError."""
    try:
        yield
    except (struct.error, IndexError, TypeError, ValueError, OverflowError) as error:
        raise ModelError(file, "is damaged or truncated", AGAIN) from error


def decode(data: bytes, file: str) -> tuple[RawSubgraph, ...]:
    """The subgraphs of a file, the main one first; ModelError if they cannot be had."""
    if len(data) < 8 or data[4:8] != IDENTIFIER:
        raise ModelError(
            file, "is not a .tflite file (no TFL3 at byte 4)", "give a .tflite flatbuffer"
        )
    with damage_reported(file):
        return _Decoder(data, file).subgraphs()


class _Decoder:
    """Reads one file and keeps count of what it has read."""

    def __init__(self, data: bytes, file: str) -> None:
        self._data = data
        self._file = file
        self._allowance_bytes = SHARING * len(data)

    def subgraphs(self) -> tuple[RawSubgraph, ...]:
        from tflite.Model import Model

        model = Model.GetRootAs(self._data, 0)
        if model.Version() != SCHEMA_VERSION:
            raise self._error(f"has schema version {model.Version()}, not {SCHEMA_VERSION}")
        if model.SubgraphsLength() == 0:
            raise self._error("has no subgraph")
        kinds = [self._kind(model.OperatorCodes(i)) for i in self._range(model.OperatorCodesLength)]
        buffers = [self._buffer(model.Buffers(i), i) for i in self._range(model.BuffersLength)]
        subgraphs = [model.Subgraphs(i) for i in self._range(model.SubgraphsLength)]
        return tuple(self._subgraph(subgraph, kinds, buffers) for subgraph in subgraphs)

    def _subgraph(self, graph: Any, kinds: list[str], buffers: list[Array | None]) -> RawSubgraph:
        tensors = tuple(
            self._tensor(graph.Tensors(i), i, buffers) for i in self._range(graph.TensorsLength)
        )
        operators = tuple(
            self._operator(graph.Operators(i), i, kinds, len(tensors))
            for i in self._range(graph.OperatorsLength)
        )
        return RawSubgraph(
            tensors,
            operators,
            self._tensor_numbers(graph.InputsLength, graph.InputsAsNumpy, len(tensors)),
            self._tensor_numbers(graph.OutputsLength, graph.OutputsAsNumpy, len(tensors)),
        )

    def _error(self, problem: str, remedy: str = AGAIN) -> ModelError:
        return ModelError(self._file, problem, remedy)

    def _spend(self, count: int, each_bytes: int) -> None:
        self._allowance_bytes -= count * each_bytes
        if count * each_bytes > len(self._data) or self._allowance_bytes < 0:
            raise self._error("is damaged: its parts are larger than the file")

    def _range(self, length: Callable[[], int]) -> range:
        """Indices of a vector of tables; each takes at least an offset of 4 bytes."""
        self._spend(length(), 4)
        return range(length())

    def _numbers(
        self, length: Callable[[], int], values: Callable[[], Array], each_bytes: int
    ) -> tuple[Any, ...]:
        """A vector of numbers; the library gives no array where it is missing."""
        count = length()
        self._spend(count, each_bytes)
        return tuple(values().tolist()) if count else ()

    def _tensor_numbers(
        self, length: Callable[[], int], values: Callable[[], Array], tensors: int
    ) -> tuple[int, ...]:
        numbers = self._numbers(length, values, 4)
        for number in numbers:
            if not -1 <= number < tensors:
                raise self._error(f"is damaged: it refers to tensor {number} of {tensors}")
        return numbers

    def _text(self, name: bytes | None) -> str:
        self._spend(len(name or b""), 1)
        return printable((name or b"").decode("utf-8", "replace"))

    def _kind(self, code: Any) -> str:
        from tflite.utils import BUILTIN_OPCODE2NAME

        # Numbers above 127 are in the newer of the two fields, others in either or both.
        number = max(code.DeprecatedBuiltinCode(), code.BuiltinCode())
        kind: str = BUILTIN_OPCODE2NAME.get(number, f"operator number {number}")
        if kind != "CUSTOM":
            return kind
        name = self._text(code.CustomCode())
        return name if name.startswith(SIGNAL) else f"CUSTOM ({name})"

    def _buffer(self, buffer: Any, index: int) -> Array | None:
        if buffer.Offset() > 1 or buffer.Size() > 1:
            raise self._error(
                f"keeps buffer {index} outside the flatbuffer, as models over 2 GB do",
                "export it without external buffers",
            )
        if buffer.DataLength() == 0:
            return None
        self._spend(buffer.DataLength(), 1)
        data: Array = buffer.DataAsNumpy()
        return data

    def _tensor(self, tensor: Any, index: int, buffers: list[Array | None]) -> RawTensor:
        name = self._text(tensor.Name())
        where = f"tensor {index} ({shown(name)})"
        if tensor.ShapeLength() > MAX_RANK:
            raise self._error(f"{where} has {tensor.ShapeLength()} axes, more than {MAX_RANK}")
        if not 0 <= tensor.Buffer() < len(buffers):
            raise self._error(f"{where} refers to buffer {tensor.Buffer()} of {len(buffers)}")
        data = buffers[tensor.Buffer()]
        if data is not None:
            self._spend(data.size, 1)  # each tensor gets a copy
        shape = self._numbers(tensor.ShapeLength, tensor.ShapeAsNumpy, 4)
        return RawTensor(
            name=name,
            shape=shape,
            type=tensor.Type(),
            quant=self._quant(tensor, where),
            data=data,
            is_sparse=tensor.Sparsity() is not None,
            is_variable=tensor.IsVariable(),
        )

    def _quant(self, tensor: Any, where: str) -> Quant | None:
        quantization = tensor.Quantization()
        if quantization is None or quantization.ScaleLength() == 0:
            return None
        if quantization.DetailsType() != 0:
            raise self._error(f"{where} has a custom quantization", "export it with plain int8")
        scales = self._numbers(quantization.ScaleLength, quantization.ScaleAsNumpy, 4)
        zero_points = self._numbers(quantization.ZeroPointLength, quantization.ZeroPointAsNumpy, 8)
        if len(zero_points) not in (0, len(scales)):
            raise self._error(
                f"{where} has {len(scales)} scales but {len(zero_points)} zero points"
            )
        return Quant(scales, zero_points or (0,) * len(scales), quantization.QuantizedDimension())

    def _operator(self, operator: Any, index: int, kinds: list[str], tensors: int) -> RawOperator:
        code = operator.OpcodeIndex()
        if not 0 <= code < len(kinds):
            raise self._error(f"layer {index} refers to operator code {code} of {len(kinds)}")
        return RawOperator(
            index,
            kinds[code],
            self._tensor_numbers(operator.InputsLength, operator.InputsAsNumpy, tensors),
            self._tensor_numbers(operator.OutputsLength, operator.OutputsAsNumpy, tensors),
            operator.BuiltinOptions(),
            operator.BuiltinOptionsType(),
            bytes(self._numbers(operator.CustomOptionsLength, operator.CustomOptionsAsNumpy, 1)),
        )


def typed(data: Array, dtype: np.dtype[Any], shape: tuple[int, ...]) -> Array:
    """The bytes of a buffer as an array; ValueError if they do not fit."""
    return np.frombuffer(data.tobytes(), dtype.newbyteorder("<")).astype(dtype).reshape(shape)
