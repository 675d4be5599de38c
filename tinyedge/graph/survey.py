"""A .tflite file looked through to the end: what it holds, and all that is wrong with it.

``read`` raises the first of the problems found here, so that the two cannot disagree.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from types import MappingProxyType

from tinyedge.errors import ModelError, TinyEdgeError, UnsupportedLayer, UnsupportedOperators
from tinyedge.graph.check import faults
from tinyedge.graph.control_flow import inlined, without
from tinyedge.graph.flatfile import AGAIN, RawOperator, RawSubgraph, damage_reported, decode
from tinyedge.graph.naming import identifier, shown
from tinyedge.graph.ops import Op, TensorId
from tinyedge.graph.precision import VIEWS, float_model, refused_types
from tinyedge.graph.signal_state import MAX_STATE_BYTES, remember, state_bytes
from tinyedge.graph.state import STATEFUL, RawVariable, resolve
from tinyedge.graph.tensors import tensor_of, variable_of
from tinyedge.graph.types import DType, Graph, Tensor, Variable
from tinyedge.graph.ways_out import way_out

_PLACEHOLDER = Tensor("", (), DType.INT8)  # of a tensor at fault; no operator of a graph has it


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What a file holds, and what stands in the way of running it.

    Layers are operators of the main subgraph, by their numbers in the file.

    raw: the main subgraph, with its variables as ``state.py`` has them unless they are at fault.
    needed: the layers that run; of others nobody needs what they compute.
    ops: of those the ones that an importer understood, even if something else is wrong with them.
    sound: the ones without a problem.
    graph: of the sound layers; the model, if there is no problem.
    problems: in the order in which ``read`` meets them, each once.
    """

    file: str
    raw: RawSubgraph
    needed: frozenset[int]
    ops: Mapping[int, Op]
    sound: tuple[int, ...]
    graph: Graph
    problems: tuple[ModelError, ...]

    @property
    def error(self) -> TinyEdgeError | None:
        """What ``read`` raises; None: nothing."""
        if not self.problems:
            return None
        if not isinstance(self.problems[0], UnsupportedLayer):
            return self.problems[0]
        return UnsupportedOperators(
            self.file, [p for p in self.problems if isinstance(p, UnsupportedLayer)]
        )


class _Problems:
    """The problems so far, each once, and the layers that have one."""

    def __init__(self) -> None:
        self.layers: set[int] = set()
        self._told: dict[tuple[str, str], ModelError] = {}

    def add(self, error: ModelError, layers: Iterable[int] = ()) -> None:
        self.layers.update(layers)
        if error.layer is not None:
            self.layers.add(error.layer)
        self._told.setdefault((error.problem, error.remedy), error)

    @property
    def all(self) -> tuple[ModelError, ...]:
        return tuple(self._told.values())


def survey(data: bytes, *, file: str, name: str | None = None) -> Survey:
    """Look through a file; arguments as of ``read``.

    Raises:
        ModelError: it is no .tflite file, or too damaged to list its layers.
    """
    subgraphs: Sequence[RawSubgraph] = decode(data, file)
    found = _Problems()
    subgraphs, raw, raw_variables, stateful = _resolved(subgraphs, file, found)
    operators = _needed(raw)
    if not operators and not stateful:
        problem = "computes nothing: no operator leads to an output"
        found.add(ModelError(file, problem, AGAIN))
    users = _users(operators)
    _complain_of_kinds(raw, operators, file, found)
    tensors = _tensors(raw, users, file, found)
    ops = _imported(operators, tensors, file, found)
    variables = _variables(raw_variables, ops.values(), tensors, users, file, found)
    ops, tensors, kept = _remembering(ops, tensors, file, found)
    variables += kept
    whole = {index: op for index, op in ops.items() if index not in found.layers}
    graph = Graph(
        name=identifier(name or PurePath(file).stem),
        tensors=tuple(tensor or _PLACEHOLDER for tensor in tensors),
        ops=tuple(whole.values()),
        inputs=raw.inputs,
        outputs=raw.outputs,
        sha256=hashlib.sha256(data).hexdigest(),
        variables=variables,
    )
    elsewhere = {
        n for o in (*operators, *stateful) if o.index not in whole for n in o.outputs if n >= 0
    }
    if operators:
        _complain_of_graph(graph, whole, elsewhere, users, file, found)
    sound = tuple(index for index in whole if index not in found.layers)
    return Survey(
        file=file,
        raw=replace(raw, operators=_in_file_order(subgraphs[0], raw)),
        needed=frozenset(operator.index for operator in (*operators, *stateful)),
        ops=MappingProxyType(ops),
        sound=sound,
        graph=replace(graph, ops=tuple(whole[index] for index in sound)),
        problems=found.all,
    )


def _resolved(
    subgraphs: Sequence[RawSubgraph], file: str, found: _Problems
) -> tuple[Sequence[RawSubgraph], RawSubgraph, tuple[RawVariable, ...], tuple[RawOperator, ...]]:
    """(the subgraphs without IF and WHILE, the main one, its variables, operators to leave alone
    for they are at fault)."""
    apart: tuple[RawOperator, ...] = ()
    try:
        subgraphs = (inlined(subgraphs, file), *subgraphs[1:])
    except ModelError as error:
        found.add(error)
        main, apart = without(subgraphs[0])
        subgraphs = (main, *subgraphs[1:])
    try:
        return subgraphs, *resolve(subgraphs, file), apart
    except ModelError as error:
        found.add(error)
    main = subgraphs[0]
    kept = {number for number, tensor in enumerate(main.tensors) if tensor.is_variable}
    stateful = tuple(
        operator
        for operator in main.operators
        if operator.kind in STATEFUL or not kept.isdisjoint(operator.inputs)
    )
    left_alone = {operator.index for operator in stateful}
    others = tuple(o for o in main.operators if o.index not in left_alone)
    return subgraphs, replace(main, operators=others), (), (*stateful, *apart)


def _in_file_order(main: RawSubgraph, resolved: RawSubgraph) -> tuple[RawOperator, ...]:
    """All operators of the file, with variables as in ``resolved`` for those that are there."""
    there = {operator.index: operator for operator in resolved.operators}
    return tuple(there.get(operator.index, operator) for operator in main.operators)


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


def _users(operators: Iterable[RawOperator]) -> Mapping[TensorId, Sequence[int]]:
    """By tensor, the layers that have to do with it."""
    users: defaultdict[TensorId, list[int]] = defaultdict(list)
    for operator in operators:
        for number in {*operator.inputs, *operator.outputs}:
            users[number].append(operator.index)
    return users


def _complain_of_kinds(
    raw: RawSubgraph, operators: Sequence[RawOperator], file: str, found: _Problems
) -> None:
    """Of operators without a kernel, and of types that a kernel does not take."""
    from tinyedge.graph.importers import IMPORTERS

    all_float = float_model(raw, operators, file)
    if all_float is not None:
        found.add(all_float)
    for operator in operators:
        if operator.kind not in IMPORTERS:
            found.add(_unsupported(raw, operator, file))
    supported = [operator for operator in operators if operator.kind in IMPORTERS]
    for dtype, error in refused_types(raw, supported, file):
        if all_float is not None and dtype is DType.FLOAT32 and error.layer is not None:
            found.layers.add(error.layer)  # the model is said to be so as a whole
        else:
            found.add(error)


def _unsupported(raw: RawSubgraph, operator: RawOperator, file: str) -> UnsupportedLayer:
    names = (shown(raw.tensors[number].name) for number in operator.outputs if number >= 0)
    name = next(names, "?")
    return UnsupportedLayer(
        file,
        f"layer {operator.index} {operator.kind} ({name}) has no kernel here",
        way_out(operator.kind),
        operator.index,
        operator.kind,
        name,
    )


def _tensors(
    raw: RawSubgraph, users: Mapping[TensorId, Sequence[int]], file: str, found: _Problems
) -> tuple[Tensor | None, ...]:
    """The tensors; None for one that is at fault. What nobody uses is not: converters leave the
    intermediates of an LSTM behind, which have no shape."""
    used = {*users, *raw.inputs, *raw.outputs}
    tensors: list[Tensor | None] = []
    for number, tensor in enumerate(raw.tensors):
        try:
            tensors.append(tensor_of(tensor, number, file))
        except ModelError as error:
            if number in used:
                found.add(error, users.get(number, ()))
            tensors.append(None)
    return tuple(tensors)


def _imported(
    operators: Sequence[RawOperator],
    tensors: Sequence[Tensor | None],
    file: str,
    found: _Problems,
) -> dict[int, Op]:
    """By layer, the operators that can be understood; of others is complained, unless they have a
    problem already."""
    from tinyedge.graph.importers import IMPORTERS
    from tinyedge.graph.importers.layer import Layer

    known = tuple(tensor or _PLACEHOLDER for tensor in tensors)
    ops: dict[int, Op] = {}
    for operator in operators:
        touched = {number for number in (*operator.inputs, *operator.outputs) if number >= 0}
        if operator.kind not in IMPORTERS or any(tensors[number] is None for number in touched):
            continue
        try:
            with damage_reported(file):
                ops[operator.index] = IMPORTERS[operator.kind](Layer(file, operator, known))
        except ModelError as error:
            if operator.index not in found.layers:
                found.add(error, (operator.index,))
    return ops


def _variables(
    raw: Sequence[RawVariable],
    ops: Collection[Op],
    tensors: Sequence[Tensor | None],
    users: Mapping[TensorId, Sequence[int]],
    file: str,
    found: _Problems,
) -> tuple[Variable, ...]:
    """Those that an operator uses."""
    used = {number for op in ops for number in (*op.inputs, *op.outputs)}
    variables: list[Variable] = []
    for variable in raw:
        tensor = tensors[variable.tensor]
        if variable.tensor not in used or tensor is None:
            continue
        try:
            variables.append(variable_of(variable, tensor, file))
        except ModelError as error:
            found.add(error, users.get(variable.tensor, ()))
    return tuple(variables)


def _remembering(
    ops: Mapping[int, Op], tensors: tuple[Tensor | None, ...], file: str, found: _Problems
) -> tuple[dict[int, Op], tuple[Tensor | None, ...], tuple[Variable, ...]]:
    """The operators, those of them that keep something with variables for it; all tensors."""
    known = [tensor or _PLACEHOLDER for tensor in tensors]
    left_bytes = MAX_STATE_BYTES
    variables: list[Variable] = []
    done = dict(ops)
    for index, op in ops.items():
        size_bytes = state_bytes(op, known)
        if size_bytes > left_bytes:
            problem = f"layer {index} {op.kind} keeps {size_bytes:,} B from one run to the next"
            found.add(ModelError(file, problem, "use a smaller model", index))
            continue
        left_bytes -= size_bytes
        done[index], made, of_op = remember(op, known, len(tensors))
        tensors += made
        variables += of_op
    return done, tensors, tuple(variables)


def _complain_of_graph(
    graph: Graph,
    layers: Mapping[int, Op],
    elsewhere: Collection[TensorId],
    users: Mapping[TensorId, Sequence[int]],
    file: str,
    found: _Problems,
) -> None:
    """Of all that is not legal about the layers that are understood."""
    index_of = {id(op): index for index, op in layers.items()}
    for fault in faults(graph, file=file, elsewhere=elsewhere):
        if fault.op is not None:
            fault.error.layer = index_of[id(fault.op)]
        found.add(fault.error, users.get(fault.tensor, ()) if fault.tensor is not None else ())
