"""Variables of a file, which keep their value from one run to the next, made tensors.

In the file:   VAR_HANDLE -> h    READ_VARIABLE h -> x    ASSIGN_VARIABLE h, y    CALL_ONCE
here:                             READ_VARIABLE v -> x    ASSIGN_VARIABLE y -> v

v is a tensor behind those of the file, one for each name of a variable, however many handles there
are. The subgraph that CALL_ONCE runs, which only assigns constants, becomes v's initial value.

The state of an LSTM or SVDF is a tensor of the file, which says that it is variable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tflite.BuiltinOptions import BuiltinOptions
from tflite.CallOnceOptions import CallOnceOptions
from tflite.TensorType import TensorType
from tflite.VarHandleOptions import VarHandleOptions

from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import AGAIN, RawOperator, RawSubgraph, RawTensor, damage_reported
from tinyedge.graph.naming import printable, shown
from tinyedge.graph.types import Array

RESOURCE = TensorType.RESOURCE
STATEFUL = ("VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "CALL_ONCE")

_MAX_NAMES_BYTES = 1 << 20  # of all handles; a hostile file may share one long name among many

Name = tuple[str, str]  # (container, shared name)


@dataclass(frozen=True, slots=True)
class RawVariable:
    """A variable. tensor: its number.

    initial: the bytes that it has before the first run; None: ``fill`` in each of them.
    """

    tensor: int
    initial: Array | None
    fill: int


def resolve(
    subgraphs: Sequence[RawSubgraph], file: str
) -> tuple[RawSubgraph, tuple[RawVariable, ...]]:
    """The main subgraph with its variables as tensors, and these.

    A variable that no CALL_ONCE gives a value begins with its zero point in every byte, as
    TFLM's micro_resource_variable.cc has it, or with zeros if it has none.

    Raises:
        ModelError: subgraphs that do something else than to give variables their
            values, variables of which a use contradicts another.
    """
    with damage_reported(file):
        return _Resolver(subgraphs, file).resolved()


def count_variables(subgraphs: Sequence[RawSubgraph], file: str) -> int:
    """How many names of variables there are, used or not."""
    resolver = _Resolver(subgraphs, file)
    handles: dict[int, Name] = {}
    names: set[Name] = set()
    with damage_reported(file):
        for op in (op for subgraph in subgraphs for op in subgraph.operators):
            if op.kind == "VAR_HANDLE":
                handles.clear()
                resolver.take_handle(op, handles)
                names.update(handles.values())
    return len(names)


class _Resolver:
    """Goes through the operators in order, and learns of each variable from all its uses."""

    def __init__(self, subgraphs: Sequence[RawSubgraph], file: str) -> None:
        self._subgraphs = subgraphs
        self._main = subgraphs[0]
        self._file = file
        self._like: dict[Name, tuple[RawTensor, str]] = {}  # first use: the tensor, where
        self._default: dict[Name, int] = {}  # the byte that the first assignment begins with
        self._initial: dict[Name, Array] = {}
        self._number: dict[Name, int] = {}
        self._run: set[int] = set()
        self._names_bytes = 0

    def resolved(self) -> tuple[RawSubgraph, tuple[RawVariable, ...]]:
        handles: dict[int, Name] = {}
        operators: list[RawOperator] = []
        in_use = False
        for op in self._main.operators:
            match op.kind:
                case "CALL_ONCE":
                    if in_use:
                        problem = "comes after a variable is read or assigned"
                        raise self._error(op, problem, "export it so that CALL_ONCE comes first")
                    self._initialize(op)
                case "VAR_HANDLE":
                    self.take_handle(op, handles)
                case "READ_VARIABLE":
                    in_use = True
                    operators.append(self._read(op, handles))
                case "ASSIGN_VARIABLE":
                    in_use = True
                    operators.append(self._assign(op, handles))
                case _:
                    self._refuse_handles(op, (*op.inputs, *op.outputs), handles)
                    operators.append(op)
        if not handles.keys().isdisjoint((*self._main.inputs, *self._main.outputs)):
            raise ModelError(self._file, "takes or gives a variable itself", AGAIN)
        variables = [
            replace(self._like[name][0], name=_shown(name), data=None, is_variable=False)
            for name in self._number
        ]
        tensors = (*self._main.tensors, *variables)
        main = replace(self._main, tensors=tensors, operators=tuple(operators))
        return main, (*_own(self._main), *(self._variable(name) for name in self._number))

    def _initialize(self, op: RawOperator) -> None:
        """Take the initial values from the subgraph that CALL_ONCE runs."""
        options = self._options(op, CallOnceOptions, BuiltinOptions.CallOnceOptions)
        index = options.InitSubgraphIndex()
        if not 0 < index < len(self._subgraphs):
            raise self._error(op, f"calls subgraph {index} of {len(self._subgraphs)}")
        if index in self._run:
            raise self._error(op, f"calls subgraph {index} a second time")
        self._run.add(index)
        handles: dict[int, Name] = {}
        where = f" in subgraph {index}"
        for inner in self._subgraphs[index].operators:
            match inner.kind:
                case "VAR_HANDLE":
                    self.take_handle(inner, handles, where)
                case "ASSIGN_VARIABLE":
                    name, value = self._assigned(inner, handles, self._subgraphs[index], where)
                    if value.data is None:
                        raise self._error(inner, f"assigns what is no constant{where}")
                    self._initial[name] = value.data
                case _:
                    raise self._error(
                        inner,
                        f"is{where}, which CALL_ONCE runs",
                        "only constants can be assigned to variables there",
                    )

    def take_handle(self, op: RawOperator, handles: dict[int, Name], where: str = "") -> None:
        """Enter what a VAR_HANDLE names."""
        options = self._options(op, VarHandleOptions, BuiltinOptions.VarHandleOptions)
        if len(op.outputs) != 1 or op.outputs[0] == -1 or op.outputs[0] in handles:
            raise self._error(op, f"has the outputs {list(op.outputs)}{where}")
        handles[op.outputs[0]] = (
            self._text(options.Container()),
            self._text(options.SharedName()),
        )

    def _read(self, op: RawOperator, handles: dict[int, Name]) -> RawOperator:
        if len(op.inputs) != 1 or len(op.outputs) != 1 or op.outputs[0] == -1:
            raise self._error(op, f"has {list(op.inputs)} -> {list(op.outputs)}")
        name = self._named(op, handles)
        self._refuse_handles(op, op.outputs, handles)
        self._learn(name, self._main.tensors[op.outputs[0]], op, "")
        return replace(op, inputs=(self._numbered(name),))

    def _assign(self, op: RawOperator, handles: dict[int, Name]) -> RawOperator:
        name, _ = self._assigned(op, handles, self._main, "")
        return replace(op, inputs=op.inputs[1:], outputs=(self._numbered(name),))

    def _assigned(
        self, op: RawOperator, handles: dict[int, Name], subgraph: RawSubgraph, where: str
    ) -> tuple[Name, RawTensor]:
        if len(op.inputs) != 2 or -1 in op.inputs or op.outputs:
            raise self._error(op, f"has {list(op.inputs)} -> {list(op.outputs)}{where}")
        name = self._named(op, handles)
        self._refuse_handles(op, op.inputs[1:], handles)
        value = subgraph.tensors[op.inputs[1]]
        self._learn(name, value, op, where)
        self._default.setdefault(name, value.quant.zero_points[0] if value.quant else 0)
        return name, value

    def _named(self, op: RawOperator, handles: dict[int, Name]) -> Name:
        if op.inputs[0] not in handles:
            raise self._error(op, "is not given a variable by a VAR_HANDLE before it")
        return handles[op.inputs[0]]

    def _learn(self, name: Name, used: RawTensor, op: RawOperator, where: str) -> None:
        """What is read from a variable or assigned to it has the shape, type and quantization of
        the variable; where that of a constant is left out, it is that of the others."""
        like, place = self._like.setdefault(name, (used, f"layer {op.index} {op.kind}{where}"))
        if like.quant is None:
            self._like[name] = (replace(like, quant=used.quant), place)
        same_quant = None in (like.quant, used.quant) or like.quant == used.quant
        if (like.shape, like.type) != (used.shape, used.type) or not same_quant:
            raise self._error(
                op,
                f"takes {shown(_shown(name))} for something else than {place} does{where}",
                "a variable has one shape, type and quantization",
            )

    def _numbered(self, name: Name) -> int:
        return self._number.setdefault(name, len(self._main.tensors) + len(self._number))

    def _variable(self, name: Name) -> RawVariable:
        if name not in self._default:
            raise ModelError(
                self._file,
                f"reads the variable {shown(_shown(name))}, which nothing ever assigns",
                AGAIN,
            )
        fill = self._default[name] & 0xFF
        return RawVariable(self._number[name], self._initial.get(name), fill)

    def _refuse_handles(
        self, op: RawOperator, numbers: Iterable[int], handles: dict[int, Name]
    ) -> None:
        if not handles.keys().isdisjoint(numbers):
            raise self._error(op, "takes or gives a variable itself instead of its value")

    def _text(self, name: bytes | None) -> str:
        self._names_bytes += len(name or b"")
        if self._names_bytes > _MAX_NAMES_BYTES:
            raise ModelError(self._file, "has names of variables beyond all measure", AGAIN)
        return printable((name or b"").decode("utf-8", "replace"))

    def _options(self, op: RawOperator, kind: type[Any], number: int) -> Any:
        if op.options is None or op.options_type != number:
            raise self._error(op, f"has no {kind.__name__}")
        options = kind()
        options.Init(op.options.Bytes, op.options.Pos)
        return options

    def _error(self, op: RawOperator, problem: str, remedy: str = AGAIN) -> ModelError:
        return ModelError(self._file, f"layer {op.index} {op.kind} {problem}", remedy, op.index)


def _own(main: RawSubgraph) -> Iterator[RawVariable]:
    """The tensors of the file that are variable, which TFLM fills before the first run with the
    zero point of int8, and else with zeros."""
    for number, tensor in enumerate(main.tensors):
        if tensor.is_variable:
            fill = 0
            if tensor.type == TensorType.INT8 and tensor.quant is not None:
                fill = tensor.quant.zero_points[0] & 0xFF
            yield RawVariable(number, None, fill)


def _shown(name: Name) -> str:
    container, shared = name
    return f"{container}/{shared}" if container else shared
