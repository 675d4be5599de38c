"""A case that fails, made smaller as long as it still does: fewer samples and operators, smaller
shapes, plainer options, constants and inputs. Then it is kept below tests/regressions."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from fuzz.cases import Drawn
from fuzz.judge import Fault
from support.edited import edited
from support.tflite_builder import schema

from tinyedge.errors import TinyEdgeError
from tinyedge.graph.precision import DTYPES
from tinyedge.graph.types import Array, DType
from tinyedge.reference.execute import execute

REGRESSIONS = Path(__file__).resolve().parents[1] / "regressions"

Judge = Callable[[Drawn], Fault | None]
Place = tuple[int, int]  # the number of a tensor and one of its axes


def shrunk(drawn: Drawn, judge: Judge, fault: Fault, *, budget: int = 600) -> Drawn:
    """The smallest case found that fails at the same stage as ``fault``.

    budget: how often ``judge`` may be asked. What cannot be read costs nothing.
    """
    spent, best, size, smaller = 0, drawn, _size(drawn), True
    while smaller:
        smaller = False
        for reduce in _REDUCTIONS:
            again = True
            while again:
                again = False
                for tried in reduce(best):
                    less = _size(tried)
                    if less >= size or not _legal(tried):
                        continue
                    if spent == budget:
                        return best
                    spent += 1
                    found = judge(tried)
                    if found is not None and found.stage == fault.stage:
                        best, size, again, smaller = tried, less, True, True
                        break
    return best


def keep(drawn: Drawn, name: str, folder: Path = REGRESSIONS) -> Path:
    """Write a case to a folder of that name, for tests/regressions to run from now on."""
    made = folder / name
    made.mkdir(parents=True)
    (made / "model.tflite").write_bytes(drawn.model)
    arrays = {
        f"{sample}_{number}": values
        for sample, inputs in enumerate(drawn.samples)
        for number, values in enumerate(inputs)
    }
    np.savez(made / "inputs.npz", **arrays)
    return made


def kept(folder: Path) -> Drawn:
    """A case that ``keep`` wrote."""
    with np.load(folder / "inputs.npz") as arrays:
        given = {tuple(map(int, name.split("_"))): arrays[name] for name in arrays.files}
    count = 1 + max(sample for sample, _ in given)
    samples = [
        [values for (at, _), values in sorted(given.items()) if at == sample]
        for sample in range(count)
    ]
    return Drawn(folder.name, (folder / "model.tflite").read_bytes(), tuple(samples))


def _legal(drawn: Drawn) -> bool:
    """Whether it is read, and takes these samples."""
    try:
        graph = drawn.graph
    except TinyEdgeError:
        return False
    tensors = [graph.tensor(number) for number in graph.inputs]
    return all(
        [(t.shape, t.dtype.numpy) for t in tensors] == [(a.shape, a.dtype) for a in inputs]
        for inputs in drawn.samples
    )


def _size(drawn: Drawn) -> tuple[int, ...]:
    """What is to become less, the more important first."""
    model = _model(drawn)
    main = model.subgraphs[0]
    operators = sum(len(graph.operators) for graph in model.subgraphs)
    elements = sum(_elements(tensor.shape) for tensor in main.tensors)
    options = sum(
        abs(value)
        for op in main.operators
        if op.builtinOptions is not None
        for value in vars(op.builtinOptions).values()
        if type(value) is int
    )
    scales = sum(
        _plain(tensor.quantization) for tensor in main.tensors if tensor.quantization is not None
    )
    filled = sum(int(np.count_nonzero(buffer.data)) for buffer in model.buffers if _filled(buffer))
    values = sum(int(np.count_nonzero(array)) for inputs in drawn.samples for array in inputs)
    return operators, len(drawn.samples), elements, options, filled, values, scales


def _plain(quantization: Any) -> int:
    """0 for scales that are powers of two, and zero points that are 0."""
    scales = _listed(quantization.scale)
    odd = sum(float(np.frexp(np.float32(scale))[0]) != 0.5 for scale in scales)
    return odd + sum(int(zero) != 0 for zero in _listed(quantization.zeroPoint))


def _model(drawn: Drawn) -> Any:
    return schema.ModelT.InitFromPackedBuf(drawn.model, 0)


# Reductions: each gives what might be tried next


def _fewer_samples(drawn: Drawn) -> Iterator[Drawn]:
    for i in range(len(drawn.samples)):
        yield replace(drawn, samples=(drawn.samples[i],))
    for i in range(1, len(drawn.samples)):
        yield replace(drawn, samples=drawn.samples[:i])


def _fewer_outputs(drawn: Drawn) -> Iterator[Drawn]:
    """The output of one operator is that of the model: what comes after it is left out."""
    for op in _model(drawn).subgraphs[0].operators:
        for number in _listed(op.outputs):
            yield _cut(drawn, _inputs(drawn), [int(number)], {})


def _fewer_operators(drawn: Drawn) -> Iterator[Drawn]:
    """What an operator gives becomes an input: what comes before it is left out."""
    try:
        graph = drawn.graph
        computed = [execute(graph, list(inputs)) for inputs in drawn.samples]
    except (TinyEdgeError, ValueError, ArithmeticError, AssertionError):
        return
    main = _model(drawn).subgraphs[0]
    outputs = [int(n) for n in main.outputs]
    for op in reversed(main.operators):
        for number in map(int, _listed(op.outputs)):
            if number not in outputs and all(number in values for values in computed):
                given = {number: [values[number] for values in computed]}
                yield _cut(drawn, [*_inputs(drawn), number], outputs, given)


def _cut(
    drawn: Drawn, inputs: list[int], outputs: list[int], given: Mapping[int, Sequence[Array]]
) -> Drawn:
    """Only what the outputs need of the inputs. given: values of what is an input now."""
    needed: set[int] = set()

    def edit(model: Any) -> None:
        main = model.subgraphs[0]
        wanted, operators = set(outputs), []
        for op in reversed(main.operators):
            own = {int(n) for n in _listed(op.outputs)}
            kind = model.operatorCodes[op.opcodeIndex].builtinCode
            kept = kind in _WITH_STATE or (own & wanted and not own & set(given))
            if kept:
                operators.append(op)
                wanted.update(int(n) for n in _listed(op.inputs) if n >= 0)
        needed.update(wanted)
        main.operators = operators[::-1]
        main.inputs = [n for n in inputs if n in wanted]
        main.outputs = outputs
        _tidy(model)

    model = edited(drawn.model, edit)
    before = _inputs(drawn)
    samples = []
    for i, sample in enumerate(drawn.samples):
        values = {**dict(zip(before, sample, strict=True)), **{n: v[i] for n, v in given.items()}}
        samples.append([values[n] for n in inputs if n in needed])
    return replace(drawn, model=model, samples=tuple(samples))


def _tidy(model: Any) -> None:
    """Empty the buffers that no operator reads, and the tensors that none has."""
    used: set[int] = set()
    for graph in model.subgraphs:
        numbers = {int(n) for op in graph.operators for n in _listed(op.inputs)}
        numbers.update(int(n) for op in graph.operators for n in _listed(op.outputs))
        for number, tensor in enumerate(graph.tensors):
            if number in numbers:
                used.add(tensor.buffer)
            else:
                graph.tensors[number] = schema.TensorT()
    for number, buffer in enumerate(model.buffers):
        if number not in used:
            buffer.data = None


_WITH_STATE = tuple(
    getattr(schema.BuiltinOperator, kind) for kind in ("CALL_ONCE", "VAR_HANDLE", "ASSIGN_VARIABLE")
)


def _smaller_shapes(drawn: Drawn) -> Iterator[Drawn]:
    """One size wherever it is; then an axis of an input with one of an output."""
    main = _model(drawn).subgraphs[0]
    shapes = [tuple(int(n) for n in _listed(tensor.shape)) for tensor in main.tensors]
    places = [(i, a) for i, shape in enumerate(shapes) for a in range(len(shape))]
    for size in sorted({shapes[i][a] for i, a in places} - {0, 1}, reverse=True):
        for less in _less(size):
            yield from _resized(drawn, {p: less for p in places if shapes[p[0]][p[1]] == size})
    if len(main.operators) > 3:  # pairs are many, and seldom legal where more depends on them
        return
    given = {int(n) for op in main.operators for n in _listed(op.outputs)}
    for i, a in places:
        if i in given or shapes[i][a] < 2:
            continue
        for less in _less(shapes[i][a]):
            for o, b in places:
                if o in given:
                    for other in range(1, shapes[o][b] + 1):
                        yield from _resized(drawn, {(i, a): less, (o, b): other})


def _less(size: int) -> list[int]:
    return sorted({1, size // 2, size - 1} - {0, size})


def _resized(drawn: Drawn, sizes: Mapping[Place, int]) -> Iterator[Drawn]:
    """Axes cut off; of constants, the rest goes; nothing where that cannot be done."""

    def edit(model: Any) -> None:
        main = model.subgraphs[0]
        for number in {number for number, _ in sizes}:
            tensor = main.tensors[number]
            shape = tuple(int(n) for n in tensor.shape)
            taken = tuple(slice(sizes.get((number, a), n)) for a, n in enumerate(shape))
            buffer = model.buffers[tensor.buffer]
            if _filled(buffer):
                dtype = DTYPES[tensor.type]
                if dtype is DType.INT4:
                    raise ValueError("two to a byte")
                whole = np.frombuffer(bytes(buffer.data), dtype.numpy).reshape(shape)
                cut = np.ascontiguousarray(whole[taken])
                tensor.buffer = len(model.buffers)
                model.buffers.append(schema.BufferT())
                model.buffers[-1].data = np.frombuffer(cut.tobytes(), np.uint8)
            quant = tensor.quantization
            if quant is not None and len(_listed(quant.scale)) > 1:
                along = taken[quant.quantizedDimension]
                quant.scale, quant.zeroPoint = quant.scale[along], quant.zeroPoint[along]
            tensor.shape = [len(range(n)[t]) for n, t in zip(shape, taken, strict=True)]
        _tidy(model)

    try:
        model = edited(drawn.model, edit)
    except (ValueError, IndexError, KeyError, TypeError, struct.error):
        return
    inputs = _inputs(drawn)
    samples = tuple(
        [
            values[tuple(slice(sizes.get((number, a))) for a in range(values.ndim))].copy()
            for number, values in zip(inputs, sample, strict=True)
        ]
        for sample in drawn.samples
    )
    yield replace(drawn, model=model, samples=samples)


def _plainer_options(drawn: Drawn) -> Iterator[Drawn]:
    for at, op in enumerate(_model(drawn).subgraphs[0].operators):
        for name, value in vars(op.builtinOptions).items() if op.builtinOptions else ():
            for plain in (0, 1):
                if type(value) is int and value > plain:

                    def edit(model: Any, at: int = at, name: str = name, to: int = plain) -> None:
                        setattr(model.subgraphs[0].operators[at].builtinOptions, name, to)

                    yield replace(drawn, model=edited(drawn.model, edit))


def _plainer_constants(drawn: Drawn) -> Iterator[Drawn]:
    for number, buffer in enumerate(_model(drawn).buffers):
        if _filled(buffer):
            for stretch in _stretches(np.asarray(buffer.data)):

                def edit(model: Any, number: int = number, stretch: slice = stretch) -> None:
                    data = np.array(model.buffers[number].data)
                    data[stretch] = 0
                    model.buffers[number].data = data

                yield replace(drawn, model=edited(drawn.model, edit))


def _plainer_inputs(drawn: Drawn) -> Iterator[Drawn]:
    for i, sample in enumerate(drawn.samples):
        for j, values in enumerate(sample):
            for stretch in _stretches(values.reshape(-1)):
                plain = values.copy()
                plain.reshape(-1)[stretch] = 0
                inputs = [*sample[:j], plain, *sample[j + 1 :]]
                yield replace(drawn, samples=(*drawn.samples[:i], inputs, *drawn.samples[i + 1 :]))


def _stretches(values: Array) -> Iterator[slice]:
    """All, halves, quarters and so on to sixteenths, of what is not 0 already."""
    for parts in (1, 2, 4, 8, 16):
        if parts <= values.size:
            for i in range(parts):
                stretch = slice(values.size * i // parts, values.size * (i + 1) // parts)
                if values[stretch].any():
                    yield stretch


def _plainer_quantization(drawn: Drawn) -> Iterator[Drawn]:
    for number, tensor in enumerate(_model(drawn).subgraphs[0].tensors):
        if tensor.quantization is None:
            continue

        def zeros(model: Any, number: int = number) -> None:
            quant = model.subgraphs[0].tensors[number].quantization
            quant.zeroPoint = [0] * len(_listed(quant.zeroPoint))

        def powers(model: Any, number: int = number) -> None:
            quant = model.subgraphs[0].tensors[number].quantization
            quant.scale = [float(2.0 ** np.round(np.log2(s))) for s in _listed(quant.scale)]

        yield replace(drawn, model=edited(drawn.model, zeros))
        yield replace(drawn, model=edited(drawn.model, powers))


_REDUCTIONS: tuple[Callable[[Drawn], Iterator[Drawn]], ...] = (
    _fewer_samples,
    _fewer_outputs,
    _fewer_operators,
    _smaller_shapes,
    _plainer_options,
    _plainer_constants,
    _plainer_inputs,
    _plainer_quantization,
)


def _inputs(drawn: Drawn) -> list[int]:
    return [int(n) for n in _model(drawn).subgraphs[0].inputs]


def _filled(buffer: Any) -> bool:
    return buffer.data is not None and len(buffer.data) > 0


def _elements(shape: Any) -> int:
    return int(np.prod([int(n) for n in _listed(shape)], dtype=np.int64))


def _listed(values: Any) -> list[Any]:
    return [] if values is None else list(values)
