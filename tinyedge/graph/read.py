"""An int8 .tflite file -> ``Graph``."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import PurePath

import numpy as np

from tinyedge.errors import ModelError, UnsupportedOperators
from tinyedge.graph.check import check
from tinyedge.graph.flatfile import (
    AGAIN,
    RawModel,
    RawOperator,
    RawTensor,
    damage_reported,
    decode,
    typed,
)
from tinyedge.graph.naming import identifier, shown
from tinyedge.graph.precision import DTYPES, VIEWS, refuse_float, require_int8
from tinyedge.graph.types import Graph, Tensor

MAX_TENSOR_BYTES = 2**31 - 1  # the kernels index with int32_t


def read(data: bytes, *, file: str, name: str | None = None) -> Graph:
    """The graph of a .tflite file.

    Args:
        data: the whole file.
        file: what to call it in errors; a path.
        name: of the model; made from the stem of ``file`` if left out.

    Tensors keep the numbers they have in the file. Operators whose results nobody needs are left
    out: converters write SHAPE, STRIDED_SLICE and PACK to compute the shape of a RESHAPE, which
    the file gives as the shape of its output anyway.

    Raises:
        ModelError: not a .tflite file, damaged, not int8, or inconsistent.
        UnsupportedOperators: some operators have no kernel here.
    """
    from tinyedge.graph.importers import IMPORTERS
    from tinyedge.graph.importers.layer import Layer

    raw = decode(data, file)
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
    graph = Graph(
        name=identifier(name or PurePath(file).stem),
        tensors=tensors,
        ops=ops,
        inputs=raw.inputs,
        outputs=raw.outputs,
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return check(graph, file=file)


def _needed(raw: RawModel) -> tuple[RawOperator, ...]:
    """The operators that an output of the model depends on, in the order of the file."""
    wanted = set(raw.outputs)
    needed: list[RawOperator] = []
    for operator in reversed(raw.operators):
        if wanted.isdisjoint(operator.outputs):
            continue
        needed.append(operator)
        wanted.update(operator.inputs[:1] if operator.kind in VIEWS else operator.inputs)
    return tuple(reversed(needed))


def _require_supported(
    raw: RawModel, operators: tuple[RawOperator, ...], file: str, supported: Collection[str]
) -> None:
    layers = [
        (operator.index, operator.kind, _name_of_output(raw, operator))
        for operator in operators
        if operator.kind not in supported
    ]
    if layers:
        raise UnsupportedOperators(file, layers, sorted(supported))


def _name_of_output(raw: RawModel, operator: RawOperator) -> str:
    return next(
        (shown(raw.tensors[number].name) for number in operator.outputs if number >= 0), "?"
    )


def _tensor(raw: RawTensor, number: int, file: str) -> Tensor:
    where = f"tensor {number} ({shown(raw.name)})"
    if raw.is_sparse:
        raise ModelError(file, f"{where} is sparse", "export it with dense weights")
    if raw.is_variable:
        raise ModelError(
            file,
            f"{where} keeps a state between runs",
            "stateful models are not supported yet",
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
    tensor = Tensor(raw.name, raw.shape, dtype, raw.quant)
    if tensor.size_bytes > MAX_TENSOR_BYTES:
        raise ModelError(file, f"{where} takes {tensor.size_bytes:,} B", "use a smaller model")
    if raw.data is None:
        return tensor
    if raw.data.nbytes != tensor.size_bytes:
        raise ModelError(
            file,
            f"{where} has {raw.data.nbytes} B of data for the shape {list(raw.shape)} "
            f"of {dtype.value}",
            AGAIN,
        )
    data = typed(raw.data, np.dtype(dtype.value), raw.shape)
    return Tensor(raw.name, raw.shape, dtype, raw.quant, data)
