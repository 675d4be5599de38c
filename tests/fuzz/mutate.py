"""Model files that somebody damaged, or made to do harm: a mutant is a number.

Three kinds of edits, one to three of one kind in each: bytes, whatever they mean; fields, by the
schema's object tree, so that the file around them stays whole; and the flatbuffer's own structure:
offsets, vtables, lengths of vectors.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from support.random_models import RANDOM
from support.tflite_builder import flatbuffers, schema

from tinyedge.paths import models_dir

Rng = np.random.Generator

EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
SIZES = (0, -1, 1, 2, 3, 127, 65535, 65536, 2**20, 2**30, 2**31 - 1, -(2**31))
SCALES = (float("nan"), float("inf"), -float("inf"), 0.0, -0.0, -1.0, 1e-45, 1e-38, 3e38, 1.0)
ZERO_POINTS = (0, 1, -128, -129, 127, 128, 255, 32767, 2**31 - 1, 2**31, -(2**63), 2**63 - 1)
NEW_TYPES = tuple(range(-1, 20))
FILES = ("sine/sine.tflite", "digits/digits.tflite")
FILE_SHARE = 0.03  # of mutants of these files, which take longer


def mutant(number: int, seed: int) -> tuple[str, bytes]:
    """What was done, in words, and the file."""
    rng = np.random.default_rng([seed, number])
    base, data = _base(rng)
    kind = _KINDS[int(rng.choice(len(_KINDS), p=_WEIGHTS))]
    return f"{kind.__name__.strip('_')} of {base}", kind(rng, data)


def _base(rng: Rng) -> tuple[str, bytes]:
    if rng.random() < FILE_SHARE:
        name = str(rng.choice(FILES))
        return name, _file(name)
    keys = tuple(RANDOM)
    key = keys[int(rng.integers(len(keys)))]
    seed = int(rng.integers(50))
    return f'"{key}" {seed}', _model(key, seed)


@cache
def _file(name: str) -> bytes:
    return (models_dir() / name).read_bytes()


@cache
def _model(key: str, seed: int) -> bytes:
    return RANDOM[key](np.random.default_rng(seed))


# Bytes


def _bytes_changed(rng: Rng, data: bytes) -> bytes:
    damaged = bytearray(data)
    for _ in range(int(rng.integers(1, 4))):
        at = int(rng.integers(len(damaged)))
        word = min(at & ~3, len(damaged) - 4)
        match int(rng.integers(5)):
            case 0:
                damaged[at] ^= 1 << int(rng.integers(8))
            case 1:
                damaged[at] = int(rng.integers(256))
            case 2:
                damaged[word : word + 4] = struct.pack("<I", EXTREMES[_index(rng, EXTREMES)])
            case 3:
                other = int(rng.integers(len(damaged))) & ~3
                damaged[word : word + 4] = damaged[other : other + 4].ljust(4, b"\0")
            case 4:
                damaged[word : word + 2] = struct.pack("<H", int(rng.integers(64)))
    return bytes(damaged)


def _truncation(rng: Rng, data: bytes) -> bytes:
    return data[: int(rng.integers(len(data)))]


def _splice(rng: Rng, data: bytes) -> bytes:
    """A stretch replaced, repeated, left out, or put in from another file."""
    first, second = sorted(int(n) & ~3 for n in rng.integers(len(data), size=2))
    _, other = _base(rng)
    start = int(rng.integers(len(other))) & ~3
    stretch = other[start : start + second - first]
    match int(rng.integers(4)):
        case 0:
            return data[:first] + stretch + data[first + len(stretch) :]
        case 1:
            return data[:second] + data[first:second] + data[second:]
        case 2:
            return data[:first] + data[second:]
        case _:
            return data[:first] + stretch + data[first:]


# Structure


def _structure(rng: Rng, data: bytes) -> bytes:
    """Offsets, vtables and lengths of tables that are really there."""
    damaged = bytearray(data)
    tables = _tables(data)
    for _ in range(int(rng.integers(1, 4))):
        table = tables[int(rng.integers(len(tables)))]
        (back,) = struct.unpack_from("<i", data, table)
        vtable = table - back
        entries = struct.unpack_from("<H", data, vtable)[0] // 2
        entry = vtable + 2 * int(rng.integers(entries))
        match int(rng.integers(6)):
            case 0:  # another table's vtable, or one that overlaps it
                other = tables[int(rng.integers(len(tables)))]
                target = other - struct.unpack_from("<i", data, other)[0]
                target += int(rng.choice([0, 0, 2, -2, 4]))
                struct.pack_into("<i", damaged, table, table - target)
            case 1:
                struct.pack_into("<H", damaged, entry, int(rng.integers(64)))
            case 2:
                struct.pack_into("<H", damaged, entry, int(rng.choice([0, 0xFFFF, 0x8000, 1])))
            case 3:  # where a field points to
                field = _field(rng, data, table, vtable, entries)
                struct.pack_into("<I", damaged, field, EXTREMES[_index(rng, EXTREMES)])
            case 4:  # to another table, itself perhaps
                field = _field(rng, data, table, vtable, entries)
                other = tables[int(rng.integers(len(tables)))]
                struct.pack_into("<I", damaged, field, (other - field) & 0xFFFFFFFF)
            case 5:  # the length of a vector it points to
                field = _field(rng, data, table, vtable, entries)
                vector = field + struct.unpack_from("<I", data, field)[0]
                if vector + 4 <= len(data):
                    (length,) = struct.unpack_from("<I", data, vector)
                    changed = rng.choice([length + 1, max(length - 1, 0), length * 2, 2**31, 0])
                    struct.pack_into("<I", damaged, vector, int(changed) & 0xFFFFFFFF)
    return bytes(damaged)


def _field(rng: Rng, data: bytes, table: int, vtable: int, entries: int) -> int:
    """Where a field of a table is, or its first four bytes."""
    if entries <= 2:
        return table
    (offset,) = struct.unpack_from("<H", data, vtable + 2 * int(rng.integers(2, entries)))
    return min(table + offset, len(data) - 4)


def _tables(data: bytes) -> list[int]:
    """Where the tables of a whole file are."""
    model = schema.Model.GetRootAsModel(data, 0)
    found = [model]
    found += [model.OperatorCodes(i) for i in range(model.OperatorCodesLength())]
    found += [model.Buffers(i) for i in range(model.BuffersLength())]
    for number in range(model.SubgraphsLength()):
        graph = model.Subgraphs(number)
        tensors = [graph.Tensors(i) for i in range(graph.TensorsLength())]
        operators = [graph.Operators(i) for i in range(graph.OperatorsLength())]
        found += [graph, *tensors, *operators]
        found += [q for tensor in tensors if (q := tensor.Quantization()) is not None]
        found += [options for op in operators if (options := op.BuiltinOptions()) is not None]
    return [table._tab.Pos if hasattr(table, "_tab") else table.Pos for table in found]


# Fields


def _fields(rng: Rng, data: bytes) -> bytes:
    """Edits of the object tree; those that cannot be written are not made."""
    for _ in range(8):
        model = schema.ModelT.InitFromPackedBuf(data, 0)
        for _ in range(int(rng.integers(1, 4))):
            graph = model.subgraphs[_index(rng, model.subgraphs)]
            if graph.operators:
                _EDITS[_index(rng, _EDITS)](rng, model, graph)
        packer = flatbuffers.Builder(1024)
        try:
            packer.Finish(model.Pack(packer), file_identifier=b"TFL3")
        except (struct.error, TypeError, ValueError, OverflowError, AttributeError):
            continue
        return bytes(packer.Output())
    return data


def _shape(rng: Rng, model: Any, graph: Any) -> None:
    tensor = _one(rng, graph.tensors)
    shape = _listed(tensor.shape)
    size = int(rng.choice(SIZES))
    match int(rng.integers(5)):
        case 0:
            shape.append(size)
        case 1:
            shape = shape[1:]
        case 2:
            shape = [size] * int(rng.integers(0, 9))
        case 3 if shape:
            at = _index(rng, shape)
            shape[at] = int(shape[at]) + int(rng.choice([-1, 1]))
        case _ if shape:
            shape[_index(rng, shape)] = size
    tensor.shape = shape


def _shape_of_all(rng: Rng, model: Any, graph: Any) -> None:
    """One size wherever another was: the file stays consistent."""
    sizes = [int(n) for tensor in graph.tensors for n in _listed(tensor.shape)]
    if sizes:
        before, after = int(rng.choice(sizes)), int(rng.choice(SIZES))
        for tensor in graph.tensors:
            tensor.shape = [after if n == before else int(n) for n in _listed(tensor.shape)]


def _type(rng: Rng, model: Any, graph: Any) -> None:
    _one(rng, graph.tensors).type = int(rng.choice(NEW_TYPES))


def _buffer(rng: Rng, model: Any, graph: Any) -> None:
    choices = [0, 1, len(model.buffers), len(model.buffers) - 1, 2**31, 2**32 - 1]
    _one(rng, graph.tensors).buffer = int(rng.choice(choices))


def _contents(rng: Rng, model: Any, graph: Any) -> None:
    """Constants of other bytes, or of another length."""
    buffer = _one(rng, model.buffers)
    data = np.array([] if buffer.data is None else buffer.data, np.uint8)
    match int(rng.integers(5)):
        case 0:
            buffer.data = np.append(data, np.uint8(0))
        case 1:
            buffer.data = data[:-1]
        case 2:
            buffer.data = np.full_like(data, int(rng.choice([0, 1, 0x7F, 0x80, 0xFF])))
        case 3:
            buffer.data = rng.integers(0, 256, data.size).astype(np.uint8)
        case 4 if data.size >= 4:
            at = int(rng.integers(data.size // 4)) * 4
            data[at : at + 4] = np.frombuffer(
                struct.pack("<I", EXTREMES[_index(rng, EXTREMES)]), np.uint8
            )
            buffer.data = data


def _operands(rng: Rng, model: Any, graph: Any) -> None:
    """Numbers of tensors: others, out of range, left out, one more; cycles come from it, too."""
    op = _one(rng, graph.operators)
    names = ("inputs", "outputs")
    name = names[int(rng.integers(2))]
    numbers = [int(n) for n in _listed(getattr(op, name))]
    count = len(graph.tensors)
    number = int(rng.choice([-1, -2, count, 2**31 - 1, *rng.integers(count, size=8)]))
    match int(rng.integers(4)):
        case 0 if numbers:
            numbers[_index(rng, numbers)] = number
        case 1 if numbers:
            del numbers[_index(rng, numbers)]
        case 2 if numbers:
            numbers = numbers[::-1]
        case _:
            numbers.append(number)
    setattr(op, name, numbers)


def _cycle(rng: Rng, model: Any, graph: Any) -> None:
    """An operator that reads what it gives, or two that feed each other."""
    first, second = _one(rng, graph.operators), _one(rng, graph.operators)
    if _listed(second.outputs) and _listed(first.inputs):
        inputs = [int(n) for n in first.inputs]
        inputs[_index(rng, inputs)] = int(second.outputs[0])
        first.inputs = inputs


def _order(rng: Rng, model: Any, graph: Any) -> None:
    operators = list(graph.operators)
    rng.shuffle(operators)  # type: ignore[arg-type]
    graph.operators = operators if rng.random() < 0.5 else operators * 2


def _border(rng: Rng, model: Any, graph: Any) -> None:
    """What the model takes and gives."""
    name = ("inputs", "outputs")[int(rng.integers(2))]
    numbers = [int(n) for n in _listed(getattr(graph, name))]
    numbers.append(
        int(rng.choice([-1, len(graph.tensors), *rng.integers(len(graph.tensors), size=4)]))
    )
    setattr(graph, name, numbers[int(rng.integers(2)) :])


def _quantization(rng: Rng, model: Any, graph: Any) -> None:
    quant = _one(rng, graph.tensors).quantization
    if quant is None:
        return
    scales = [float(n) for n in _listed(quant.scale)]
    zeros = [int(n) for n in _listed(quant.zeroPoint)]
    match int(rng.integers(7)):
        case 0 if scales:
            scales[_index(rng, scales)] = float(SCALES[_index(rng, SCALES)])
        case 1:
            scales.append(0.5)
        case 2:
            scales = scales[1:]
        case 3 if zeros:
            zeros[_index(rng, zeros)] = int(ZERO_POINTS[_index(rng, ZERO_POINTS)])
        case 4:
            zeros.append(0)
        case 5:
            quant.quantizedDimension = int(SIZES[_index(rng, SIZES)])
        case _ if scales:
            scales[_index(rng, scales)] = float(np.float32(2.0 ** rng.uniform(-80, 80)))
    quant.scale, quant.zeroPoint = scales, zeros


def _options(rng: Rng, model: Any, graph: Any) -> None:
    """A number in them changed, those of another operator, or none."""
    op = _one(rng, graph.operators)
    match int(rng.integers(4)):
        case 0:
            other = _one(rng, graph.operators)
            op.builtinOptions, op.builtinOptionsType = (
                other.builtinOptions,
                other.builtinOptionsType,
            )
        case 1:
            op.builtinOptions, op.builtinOptionsType = None, 0
        case 2:
            op.builtinOptionsType = int(rng.integers(0, 127))
        case _ if op.builtinOptions is not None:
            names = sorted(vars(op.builtinOptions))
            if names:
                name = names[_index(rng, names)]
                match getattr(op.builtinOptions, name):
                    case bool() as value:
                        setattr(op.builtinOptions, name, not value)
                    case int():
                        setattr(op.builtinOptions, name, int(SIZES[_index(rng, SIZES)]))
                    case float():
                        setattr(op.builtinOptions, name, SCALES[_index(rng, SCALES)])


def _kind(rng: Rng, model: Any, graph: Any) -> None:
    """Another operator, or one that does not exist."""
    op = _one(rng, graph.operators)
    if rng.random() < 0.3:
        op.opcodeIndex = int(rng.choice([len(model.operatorCodes), 2**31, 2**32 - 1, 0]))
        return
    code = model.operatorCodes[0]
    code.builtinCode = int(rng.integers(0, 210))
    code.deprecatedBuiltinCode = min(code.builtinCode, 127)


def _subgraphs(rng: Rng, model: Any, graph: Any) -> None:
    match int(rng.integers(4)):
        case 0:
            model.subgraphs = [*model.subgraphs, graph]
        case 1:
            model.subgraphs = model.subgraphs[::-1]
        case 2:
            model.version = int(rng.integers(0, 5))
        case 3:
            graph.inputs = []


def _names(rng: Rng, model: Any, graph: Any) -> None:
    """Of tensors: the same, none, long, not text."""
    for tensor in graph.tensors:
        tensor.name = (b"x", b"", b"*/ #error \\\n", b"\xff\xfe", b"int", b"y" * 3000)[
            int(rng.integers(6))
        ]


def _flags(rng: Rng, model: Any, graph: Any) -> None:
    tensor = _one(rng, graph.tensors)
    if rng.random() < 0.5:
        tensor.isVariable = True
    else:
        tensor.shapeSignature = [-1] * len(_listed(tensor.shape))


_EDITS: tuple[Callable[[Rng, Any, Any], None], ...] = (
    _shape,
    _shape,
    _shape_of_all,
    _type,
    _buffer,
    _contents,
    _contents,
    _operands,
    _operands,
    _cycle,
    _order,
    _border,
    _quantization,
    _quantization,
    _quantization,
    _options,
    _options,
    _options,
    _kind,
    _subgraphs,
    _names,
    _flags,
)
_KINDS: tuple[Callable[[Rng, bytes], bytes], ...] = (
    _bytes_changed,
    _truncation,
    _splice,
    _structure,
    _fields,
)
_WEIGHTS = (0.2, 0.03, 0.07, 0.2, 0.5)


def _index(rng: Rng, values: Any) -> int:
    return int(rng.integers(len(values)))


def _one(rng: Rng, values: Any) -> Any:
    return values[_index(rng, values)]


def _listed(values: Any) -> list[Any]:
    return [] if values is None else list(values)
