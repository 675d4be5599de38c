"""An int8 .tflite file -> ``Graph``."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePath

import numpy as np

from tinyedge.errors import ModelError, UnsupportedOperators
from tinyedge.graph.check import check
from tinyedge.graph.flatfile import (
    AGAIN,
    RawOperator,
    RawSubgraph,
    RawTensor,
    damage_reported,
    decode,
    typed,
)
from tinyedge.graph.naming import identifier, shown
from tinyedge.graph.precision import DTYPES, VIEWS, refuse_float, require_int8
from tinyedge.graph.state import RESOURCE, RawVariable, resolve
from tinyedge.graph.types import Array, DType, Graph, Tensor, Variable

MAX_TENSOR_BYTES = 2**31 - 1  # the kernels index with int32_t
MAX_VARIABLE_BYTES = 2**24  # far beyond any microcontroller; its initial value is made here


def read(data: bytes, *, file: str, name: str | None = None) -> Graph:
    """The graph of a .tflite file.

    Args:
        data: the whole file.
        file: what to call it in errors; a path.
        name: of the model; made from the stem of ``file`` if left out.

    Tensors keep the numbers they have in the file; variables come after them, see ``state.py``.
    Operators whose results nobody needs are left out: converters write SHAPE, STRIDED_SLICE and
    PACK to compute the shape of a RESHAPE, which the file gives as the shape of its output anyway.

    Raises:
        ModelError: not a .tflite file, damaged, not int8, or inconsistent.
        UnsupportedOperators: some operators have no kernel here.
    """
    from tinyedge.graph.importers import IMPORTERS
    from tinyedge.graph.importers.layer import Layer

    raw, raw_variables = resolve(decode(data, file), file)
    operators = _needed(raw)
    if not operators:
        raise ModelError(file, "computes nothing: no operator leads to an output", AGAIN)
    refuse_float(raw, operators, file)
    _require_supported(raw, operators, file, IMPORTERS)
    require_int8(raw, operators, file)
    tensors = tuple(_tensor(tensor, i, file) for i, tensor in enumerate(raw.tensors))
    with damage_reported(file):
        ops = tuple(
            IMPORTERS[operator.kind](Layer(file, operator, tensors)) for operator in operators
        )
    used = {number for op in ops for number in (*op.inputs, *op.outputs)}
    raw_variables = tuple(v for v in raw_variables if v.tensor in used)
    graph = Graph(
        name=identifier(name or PurePath(file).stem),
        tensors=tensors,
        ops=ops,
        inputs=raw.inputs,
        outputs=raw.outputs,
        sha256=hashlib.sha256(data).hexdigest(),
        variables=_variables(raw_variables, tensors, file),
    )
    return check(graph, file=file)


def _needed(raw: RawSubgraph) -> tuple[RawOperator, ...]:
    """The operators that an output of the model or a later run depends on, in order."""
    wanted = set(raw.outputs)
    needed: list[RawOperator] = []
    for operator in reversed(raw.operators):
        if operator.kind != "ASSIGN_VARIABLE" and wanted.isdisjoint(operator.outputs):
            continue
        needed.append(operator)
        wanted.update(_operands(operator))
    return tuple(reversed(needed))


def _operands(operator: RawOperator) -> tuple[int, ...]:
    """The inputs that matter: not those that say again which shape the output has."""
    if operator.kind in VIEWS:
        return operator.inputs[:1]
    return operator.inputs[1:] if operator.kind == "TRANSPOSE_CONV" else operator.inputs


def _require_supported(
    raw: RawSubgraph, operators: tuple[RawOperator, ...], file: str, supported: Collection[str]
) -> None:
    layers = [
        (operator.index, operator.kind, _name_of_output(raw, operator))
        for operator in operators
        if operator.kind not in supported
    ]
    if layers:
        raise UnsupportedOperators(file, layers, sorted(supported))


def _name_of_output(raw: RawSubgraph, operator: RawOperator) -> str:
    return next(
        (shown(raw.tensors[number].name) for number in operator.outputs if number >= 0), "?"
    )


def _tensor(raw: RawTensor, number: int, file: str) -> Tensor:
    where = f"tensor {number} ({shown(raw.name)})"
    if raw.type == RESOURCE:  # a handle, or unused: nothing is left that reads it
        return Tensor(raw.name, (), DType.INT32)
    if raw.is_sparse:
        raise ModelError(file, f"{where} is sparse", "export it with dense weights")
    if raw.is_variable:
        raise ModelError(
            file,
            f"{where} keeps a state between runs",
            "operators with a state of their own are not supported yet",
        )
    dtype = DTYPES.get(raw.type)
    if dtype is None:
        raise ModelError(file, f"{where} has the unsupported type number {raw.type}", AGAIN)
    if any(size < 1 for size in raw.shape):
        raise ModelError(
            file,
            f"{where} has the shape {list(raw.shape)}, not known before it runs",
            "export it with fixed shapes and batch size 1",
        )
    if dtype is DType.INT4 and raw.data is None:
        raise ModelError(
            file, f"{where} is int4 and computed at run time", "quantize activations to int8"
        )
    tensor = Tensor(raw.name, raw.shape, dtype, raw.quant)
    if tensor.size_bytes > MAX_TENSOR_BYTES:
        raise ModelError(file, f"{where} takes {tensor.size_bytes:,} B", "use a smaller model")
    if raw.data is None:
        return tensor
    return replace(tensor, data=_values(raw.data, tensor, where, file))


def _values(data: Array, tensor: Tensor, where: str, file: str) -> Array:
    """The bytes of a buffer as the values of a tensor."""
    if data.nbytes != tensor.size_bytes:
        raise ModelError(
            file,
            f"{where} has {data.nbytes} B of data for the shape {list(tensor.shape)} "
            f"of {tensor.dtype.value}",
            AGAIN,
        )
    if tensor.dtype is DType.BOOL and data.tobytes().strip(b"\0\1"):
        raise ModelError(file, f"{where} is bool and holds bytes other than 0 and 1", AGAIN)
    if tensor.dtype is DType.INT4:
        return _unpacked(data, tensor.elements).reshape(tensor.shape)
    return typed(data, tensor.dtype.numpy, tensor.shape)


def _unpacked(data: Array, count: int) -> Array:
    """int4, two to a byte, the first in the low half -> int8."""
    halves = np.stack([data & 15, data >> 4], axis=-1).reshape(-1)[:count].astype(np.int8)
    signed: Array = (halves ^ 8) - np.int8(8)
    return signed


def _variables(
    raw: tuple[RawVariable, ...], tensors: tuple[Tensor, ...], file: str
) -> tuple[Variable, ...]:
    variables = []
    for variable in raw:
        tensor = tensors[variable.tensor]
        where = f"the variable {shown(tensor.name)}"
        if tensor.size_bytes > MAX_VARIABLE_BYTES:
            raise ModelError(file, f"{where} takes {tensor.size_bytes:,} B", "use a smaller model")
        data = variable.initial
        if data is None:
            data = np.full(tensor.size_bytes, variable.fill, np.uint8)
        variables.append(Variable(variable.tensor, _values(data, tensor, where, file)))
    return tuple(variables)
