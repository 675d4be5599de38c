"""A .tflite file -> ``Verdict``: what every layer comes to, and all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

from tinyedge.check.layers import Outcome, outcomes
from tinyedge.check.types import LEFT_OUT, VARIABLE, Fullest, Layer, Operand, Sizes, Verdict
from tinyedge.codegen.kernels import Called, kernels
from tinyedge.codegen.tflm.beside import method
from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import RawOperator, RawTensor, decode
from tinyedge.graph.macs import macs
from tinyedge.graph.naming import shown
from tinyedge.graph.precision import type_name
from tinyedge.graph.simplify.fold_constants import fold_constants
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.state import STATEFUL
from tinyedge.graph.survey import Survey, survey
from tinyedge.graph.types import Graph
from tinyedge.plan.peak import peak
from tinyedge.plan.plan import plan, unplaced
from tinyedge.plan.types import Plan


def check(data: bytes, *, file: str, name: str | None = None) -> Verdict:
    """Look at every layer of a .tflite file, and go on behind what is wrong.

    Arguments as of ``graph.read``, which accepts the file exactly if there are no problems but
    those of codegen.

    Raises:
        ModelError: it is no .tflite file, or too damaged to list its layers.
    """
    found = survey(data, file=file, name=name)
    made = _compiled(found)
    problems = (*found.problems, *made.problems)
    layers = tuple(_layer(operator, found, made) for operator in found.raw.operators)
    kinds = {operator.kind for subgraph in decode(data, file) for operator in subgraph.operators}
    return Verdict(
        name=found.graph.name,
        file=file,
        file_bytes=len(data),
        sha256=found.graph.sha256,
        inputs=_operands(found, found.raw.inputs),
        outputs=_operands(found, found.raw.outputs),
        layers=layers,
        problems=problems,
        tflm_lacks=tuple(sorted(kind for kind in kinds if method(kind) is None)),
        sizes=None if problems or made.plan is None else _sizes(found, made, made.plan),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Compiled:
    """What codegen would make of the sound layers.

    outcomes: by layer of the file. plan: of ``graph``, the simplified model; None if there are
    problems. calls: by layer of the plan; home: by layer of the plan, that of the file.
    """

    outcomes: Mapping[int, Outcome]
    problems: tuple[ModelError, ...]
    graph: Graph
    plan: Plan | None = None
    calls: tuple[Called, ...] = ()


def _compiled(found: Survey) -> _Compiled:
    whole = not found.problems
    graph = found.graph
    try:
        graph = simplify(graph) if whole else _closed(graph)
        planned = plan(graph) if whole else unplaced(graph)
        calls = kernels(graph, planned)
    except ModelError as error:
        return _Compiled({}, (error,), graph)
    ops = dict(zip(found.sound, found.graph.ops, strict=True))
    done = outcomes(ops, found.graph, graph, planned, calls)
    problems = tuple(
        replace(outcome.error, layer=index)
        for index, outcome in sorted(done.items())
        if outcome.error is not None
    )
    return _Compiled(done, problems, graph, planned if whole else None, calls)


def _closed(graph: Graph) -> Graph:
    """Some layers of a model as a graph that can be planned: what they read and do not compute
    are its inputs, what they compute and do not read its outputs; but for views of constants."""
    graph = fold_constants(graph)
    variables = {variable.tensor for variable in graph.variables}
    inputs: dict[int, None] = {}
    computed: dict[int, None] = {}
    read: set[int] = set()
    for op in graph.ops:
        for number in op.inputs:
            known = number in variables or number in computed
            if number >= 0 and not known and graph.tensor(number).data is None:
                inputs[number] = None
        read.update(op.inputs)
        computed.update(dict.fromkeys(op.outputs))
    outputs = [n for n in computed if n not in read and n not in variables and n not in inputs]
    return replace(graph, inputs=tuple(inputs), outputs=tuple(outputs))


def _layer(operator: RawOperator, found: Survey, made: _Compiled) -> Layer:
    index = operator.index
    outcome = made.outcomes.get(index)
    aot = tflm = None
    weights_bytes = 0
    if index not in found.needed:
        aot = VARIABLE if operator.kind in STATEFUL else LEFT_OUT
        tflm = method(operator.kind)
    elif outcome is not None:
        aot = outcome.aot
        tflm = method(operator.kind) if aot else None
        weights_bytes = outcome.weights_bytes
    else:
        tensors = (found.raw.tensors[number] for number in operator.inputs if number >= 0)
        weights_bytes = sum(tensor.data.nbytes for tensor in tensors if tensor.data is not None)
    return Layer(
        index=index,
        kind=operator.kind,
        inputs=_operands(found, operator.inputs),
        outputs=_operands(found, operator.outputs),
        macs=0 if index not in found.needed else _macs(index, found),
        weights_bytes=weights_bytes,
        aot=aot,
        tflm=tflm,
    )


def _macs(index: int, found: Survey) -> int | None:
    op = found.ops.get(index)
    if op is None:
        return None
    try:
        return macs(op, found.graph)
    except IndexError:  # a shape that ``graph.check`` refuses
        return None


def _operands(found: Survey, numbers: Sequence[int]) -> tuple[Operand, ...]:
    return tuple(_operand(found.raw.tensors[n], n) for n in numbers if n >= 0)


def _operand(tensor: RawTensor, number: int) -> Operand:
    quant = tensor.quant if tensor.quant and len(tensor.quant.scales) == 1 else None
    return Operand(
        number=number,
        name=shown(tensor.name),
        shape=tensor.shape,
        dtype=type_name(tensor.type),
        constant=tensor.data is not None,
        scale=quant.scales[0] if quant and isfinite(quant.scales[0]) else None,
        zero_point=quant.zero_points[0] if quant else None,
    )


def _sizes(found: Survey, made: _Compiled, planned: Plan) -> Sizes:
    top = peak(made.graph, planned)
    at = {o.planned: index for index, o in made.outcomes.items() if o.planned is not None}
    slots = [planned.slots[number] for number in top.slots]
    return Sizes(
        weights_bytes=sum(call.weights_bytes for call in made.calls),
        arena_bytes=planned.arena_bytes,
        lower_bound_bytes=planned.lower_bound_bytes,
        state_bytes=planned.state_bytes,
        fullest=Fullest(
            layer=at.get(top.layer),
            kind=planned.layers[top.layer].op.kind_in_file if top.layer >= 0 else "",
            bytes=top.bytes,
            tensors=tuple(
                (shown(made.graph.tensor(slot.tensor).name), slot.size_bytes) for slot in slots
            ),
            scratch_bytes=top.scratch_bytes,
        ),
    )
