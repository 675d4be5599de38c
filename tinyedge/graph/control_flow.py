"""IF and WHILE of a file taken apart, so that one graph without them is left.

In the file:   IF c, x -> y         then: x -> RELU -> y       else: x -> TANH -> y
here:          x -> RELU -> a       x -> TANH -> b             IF c, a, b -> y

Both branches run, and the IF that is left chooses; one that is known to be taken stands alone.

In the file:   WHILE i, x -> j, y   cond: i < 3                body: i + 1, x -> TANH -> y
here:          x -> TANH -> a -> TANH -> b -> TANH -> y

A WHILE is run here as far as whole numbers go, which say how many rounds it has; the rest of its
body is there once for each round. Tensors of subgraphs get numbers behind those of the main one;
a constant gets one, however often its subgraph runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from tflite.BuiltinOptions import BuiltinOptions
from tflite.IfOptions import IfOptions
from tflite.TensorType import TensorType
from tflite.WhileOptions import WhileOptions

from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import AGAIN, RawOperator, RawSubgraph, RawTensor, damage_reported
from tinyedge.graph.folding import folded, whole_numbers
from tinyedge.graph.naming import shown
from tinyedge.graph.state import STATEFUL
from tinyedge.graph.types import Array

KINDS = ("IF", "WHILE")

MOST_OPERATORS = 4096  # in all, when everything is taken apart
_MOST_WORK = 1 << 18  # operators looked at, and their operands; far more than honest loops take

_KNOWN = (
    "write it with a constant number of rounds, or unroll it (unroll=True); for an LSTM, use the "
    "fused one (tf_keras.layers.LSTM with batch size 1)"
)
_PURE = "keep what remembers out of branches and loops"

_QUANTIZED = (TensorType.INT8, TensorType.UINT8, TensorType.INT16)

Numbers = dict[int, int]  # a tensor of a subgraph -> the same in the graph that is made


def inlined(subgraphs: Sequence[RawSubgraph], file: str) -> RawSubgraph:
    """The main subgraph of a file, with IF and WHILE taken apart, and SHAPE and what follows from
    it made constants.

    Raises:
        ModelError: a loop whose rounds depend on what is computed, one that is too long, branches
            and loops that remember something, subgraphs that do not fit where they are called.
    """
    kinds = {operator.kind for operator in subgraphs[0].operators}
    if kinds.isdisjoint((*KINDS, "SHAPE")):
        return subgraphs[0]
    with damage_reported(file):
        return _Inliner(subgraphs, file).run()


class _Inliner:
    """Goes through the operators in the order in which they run, and knows which numbers are
    known."""

    def __init__(self, subgraphs: Sequence[RawSubgraph], file: str) -> None:
        self._subgraphs = subgraphs
        self._file = file
        self._tensors = list(subgraphs[0].tensors)
        self._operators: list[RawOperator] = []
        self._next_index = len(subgraphs[0].operators)
        self._known: dict[int, Array] = {}
        self._constants: dict[tuple[int, int], int] = {}
        self._work = 0

    def run(self) -> RawSubgraph:
        main = self._subgraphs[0]
        numbers = {number: number for number in range(len(main.tensors))}
        for operator in main.operators:
            if operator.kind in KINDS:
                self._take_apart(operator, operator, numbers, (0,), main=True)
            elif not self._fold(operator, operator.inputs, operator.outputs):
                self._emit(operator)
        return replace(main, tensors=tuple(self._tensors), operators=tuple(self._operators))

    # One subgraph

    def _called(
        self, index: int, arguments: Sequence[int], caller: RawOperator, stack: tuple[int, ...]
    ) -> tuple[int, ...]:
        """The outputs of a subgraph that runs with those arguments, as tensors of the graph that
        is made."""
        subgraph = self._subgraphs[index]
        numbers = dict(zip(subgraph.inputs, arguments, strict=True))
        for operator in subgraph.operators:
            self._spend(caller, 1 + len(operator.inputs) + len(operator.outputs))
            self._refuse_state(operator, subgraph, index, caller)
            for number in operator.outputs:
                if number in numbers:
                    problem = f"gives subgraph {index} a tensor {number} that has a value already"
                    raise self._error(caller, problem)
            if operator.kind in KINDS:
                self._take_apart(operator, caller, numbers, (*stack, index), main=False)
                continue
            inputs = tuple(
                number if number == -1 else self._number(number, index, numbers, caller)
                for number in operator.inputs
            )
            outputs = tuple(
                self._new(subgraph.tensors[n]) if n != -1 else -1 for n in operator.outputs
            )
            numbers.update(zip(operator.outputs, outputs, strict=True))
            if not self._fold(operator, inputs, outputs):
                made = replace(operator, inputs=inputs, outputs=outputs, index=self._index())
                self._emit(made, caller)
        return tuple(self._number(number, index, numbers, caller) for number in subgraph.outputs)

    def _number(self, number: int, index: int, numbers: Numbers, caller: RawOperator) -> int:
        """What stands for a tensor of a subgraph; a constant has one number for all its runs."""
        if number in numbers:
            return numbers[number]
        tensor = self._subgraphs[index].tensors[number] if number >= 0 else None
        if tensor is None or tensor.data is None:
            problem = (
                f"runs subgraph {index}, which reads its tensor {number} before it is computed"
            )
            raise self._error(caller, problem)
        if (index, number) not in self._constants:
            self._constants[index, number] = self._new(tensor)
        return self._constants[index, number]

    def _refuse_state(
        self, operator: RawOperator, subgraph: RawSubgraph, index: int, caller: RawOperator
    ) -> None:
        touched = (n for n in (*operator.inputs, *operator.outputs) if n >= 0)
        if (
            operator.kind in STATEFUL
            or operator.kind.startswith(("CUSTOM", "Signal"))
            or any(subgraph.tensors[n].is_variable for n in touched)
        ):
            problem = f"runs subgraph {index}, in which {operator.kind} keeps a state or may do so"
            raise self._error(caller, problem, _PURE)

    # IF and WHILE

    def _take_apart(
        self,
        operator: RawOperator,
        caller: RawOperator,
        numbers: Numbers,
        stack: tuple[int, ...],
        *,
        main: bool,
    ) -> None:
        """An IF or WHILE of the subgraph that is last of ``stack``.

        caller: the operator of the main graph that leads there, for messages.
        """
        here = stack[-1]
        arguments = [
            self._number_of_operand(n, here, numbers, caller, main) for n in operator.inputs
        ]
        if operator.kind == "IF":
            made = self._branched(operator, caller, arguments, stack)
        else:
            made = self._looped(operator, caller, arguments, stack)
        if len(made) != len(operator.outputs) or -1 in operator.outputs:
            raise self._error(caller, f"has the outputs {list(operator.outputs)}")
        for number, source in zip(operator.outputs, made, strict=True):
            self._same_kind(self._subgraphs[here].tensors[number], source, caller, "gives")
            if main:
                self._place(operator, source, number)
            else:
                numbers[number] = source

    def _number_of_operand(
        self, number: int, here: int, numbers: Numbers, caller: RawOperator, main: bool
    ) -> int:
        if number == -1:
            raise self._error(caller, "leaves an input out")
        return number if main else self._number(number, here, numbers, caller)

    def _place(self, operator: RawOperator, source: int, number: int) -> None:
        """Let a tensor of the main graph, which keeps its number, have the value of another."""
        value = self._value(source)
        if value is not None:
            self._know(number, value)
        else:
            self._emit(_chosen(operator.kind, (source,), number, self._index()))

    def _branched(
        self,
        operator: RawOperator,
        caller: RawOperator,
        arguments: Sequence[int],
        stack: tuple[int, ...],
    ) -> tuple[int, ...]:
        """What an IF gives: inputs: the condition, then those of the branches."""
        options = self._options(operator, caller, IfOptions, BuiltinOptions.IfOptions)
        branches = (options.ThenSubgraphIndex(), options.ElseSubgraphIndex())
        if not arguments or self._tensors[arguments[0]].type != TensorType.BOOL:
            raise self._error(caller, "has no condition of bool")
        condition, *others = arguments
        if any(size != 1 for size in self._tensors[condition].shape):
            raise self._error(caller, "has a condition of more than one bool")
        for index in branches:
            self._check_call(index, others, len(operator.outputs), caller, stack)
        taken = self._value(condition)
        if taken is not None:
            return self._called(branches[0 if taken.item() else 1], others, caller, stack)
        yes, no = (self._called(index, others, caller, stack) for index in branches)
        scalar = self._scalar(condition)
        results = []
        for first, second in zip(yes, no, strict=True):
            self._same_kind(self._tensors[first], second, caller, "gives")
            result = self._new(replace(self._tensors[first], data=None))
            chosen = _chosen("IF", (scalar, first, second), result, self._index())
            self._emit(chosen, caller)
            results.append(result)
        return tuple(results)

    def _scalar(self, condition: int) -> int:
        """The condition without axes."""
        tensor = self._tensors[condition]
        if tensor.shape == ():
            return condition
        scalar = self._new(replace(tensor, shape=(), data=None))
        self._emit(_chosen("IF", (condition,), scalar, self._index()))
        return scalar

    def _looped(
        self,
        operator: RawOperator,
        caller: RawOperator,
        arguments: Sequence[int],
        stack: tuple[int, ...],
    ) -> tuple[int, ...]:
        """What a WHILE gives: the values it carries after the last round."""
        options = self._options(operator, caller, WhileOptions, BuiltinOptions.WhileOptions)
        condition, body = options.CondSubgraphIndex(), options.BodySubgraphIndex()
        self._check_call(condition, arguments, 1, caller, stack)
        self._check_call(body, arguments, len(arguments), caller, stack)
        values = tuple(arguments)
        while self._goes_on(condition, values, caller, stack):
            before, values = values, self._called(body, values, caller, stack)
            for old, new in zip(before, values, strict=True):
                self._same_kind(self._tensors[old], new, caller, "carries")
        return values

    def _goes_on(
        self, index: int, values: Sequence[int], caller: RawOperator, stack: tuple[int, ...]
    ) -> bool:
        """Whether there is another round. Nothing else is left of the condition."""
        self._spend(caller, 1 + len(values))
        operators = len(self._operators)
        (answer,) = self._called(index, values, caller, stack)
        value = self._value(answer)
        if value is None or value.dtype != np.bool_ or value.size != 1:
            problem = "has a number of rounds that is not known before it runs"
            raise self._error(caller, problem, _KNOWN)
        del self._operators[operators:]
        return bool(value.item())

    def _check_call(
        self,
        index: int,
        arguments: Sequence[int],
        outputs: int,
        caller: RawOperator,
        stack: tuple[int, ...],
    ) -> None:
        """The subgraph is there, is not running already, and takes and gives as much as it should,
        of the same shapes and types."""
        if not 0 < index < len(self._subgraphs):
            raise self._error(caller, f"calls subgraph {index} of {len(self._subgraphs)}")
        if index in stack:
            raise self._error(caller, f"calls subgraph {index} from within itself", AGAIN)
        subgraph = self._subgraphs[index]
        if len(subgraph.inputs) != len(arguments) or len(subgraph.outputs) != outputs:
            raise self._error(
                caller,
                f"calls subgraph {index} with {len(arguments)} inputs and {outputs} outputs, "
                f"which has {len(subgraph.inputs)} and {len(subgraph.outputs)}",
            )
        if -1 in subgraph.inputs or len(set(subgraph.inputs)) != len(subgraph.inputs):
            raise self._error(caller, f"calls subgraph {index}, which lists an input twice or not")
        for number, argument in zip(subgraph.inputs, arguments, strict=True):
            tensor = subgraph.tensors[number]
            if self._tensors[argument].is_variable:
                raise self._error(caller, "is given what keeps a state", _PURE)
            if tensor.data is not None:
                raise self._error(caller, f"gives a value to a constant of subgraph {index}")
            self._same_kind(tensor, argument, caller, "passes")

    def _same_kind(self, due: RawTensor, given: int, caller: RawOperator, verb: str) -> None:
        """TFLM copies the bytes of one tensor to another and does not look at what they mean."""
        tensor = self._tensors[given]
        same = (due.shape, due.type) == (tensor.shape, tensor.type)
        if not same or (due.type in _QUANTIZED and due.quant != tensor.quant):
            raise self._error(
                caller,
                f"{verb} {shown(tensor.name)} for {shown(due.name)}, which has another shape, "
                "type or quantization",
                "give what goes into and out of a subgraph one of each",
            )

    # The graph that is made

    def _fold(self, operator: RawOperator, inputs: Sequence[int], outputs: Sequence[int]) -> bool:
        """Whether the operator's one output is known, and needs no operator."""
        if len(outputs) != 1 or outputs[0] == -1 or -1 in inputs:
            return False
        values = [self._value(number) for number in inputs]
        tensors = [self._tensors[number] for number in (*inputs, outputs[0])]
        value = folded(operator, values, tensors, self._file)
        if value is None:
            return False
        self._know(outputs[0], value)
        return True

    def _value(self, number: int) -> Array | None:
        if number not in self._known:
            value = whole_numbers(self._tensors[number])
            if value is None:
                return None
            self._known[number] = value
        return self._known[number]

    def _know(self, number: int, value: Array) -> None:
        self._known[number] = value
        data = np.frombuffer(value.tobytes(), np.uint8)
        self._tensors[number] = replace(self._tensors[number], data=data)

    def _new(self, tensor: RawTensor) -> int:
        self._tensors.append(tensor)
        return len(self._tensors) - 1

    def _index(self) -> int:
        self._next_index += 1
        return self._next_index - 1

    def _emit(self, operator: RawOperator, caller: RawOperator | None = None) -> None:
        if caller is not None and len(self._operators) >= MOST_OPERATORS:
            problem = f"comes to more than {MOST_OPERATORS:,} operators"
            raise self._error(caller, problem, "use shorter loops")
        self._operators.append(operator)

    def _spend(self, caller: RawOperator, work: int) -> None:
        self._work += work
        if self._work > _MOST_WORK:
            raise self._error(caller, "runs subgraphs too many times", "use shorter loops")

    def _options(
        self, operator: RawOperator, caller: RawOperator, kind: type[Any], number: int
    ) -> Any:
        if operator.options is None or operator.options_type != number:
            raise self._error(caller, f"has no {kind.__name__}")
        options = kind()
        options.Init(operator.options.Bytes, operator.options.Pos)
        return options

    def _error(self, caller: RawOperator, problem: str, remedy: str = AGAIN) -> ModelError:
        where = f"layer {caller.index} {caller.kind}"
        return ModelError(self._file, f"{where} {problem}", remedy, caller.index)


def _chosen(kind: str, inputs: tuple[int, ...], output: int, index: int) -> RawOperator:
    """What is left of an IF or WHILE: one of two values by a condition, or the one value."""
    return RawOperator(index, kind, inputs, (output,), None, 0)


def without(subgraph: RawSubgraph) -> tuple[RawSubgraph, tuple[RawOperator, ...]]:
    """A subgraph without its IF and WHILE, and these: what is left of one that has a fault."""
    apart = tuple(operator for operator in subgraph.operators if operator.kind in KINDS)
    others = tuple(operator for operator in subgraph.operators if operator.kind not in KINDS)
    return replace(subgraph, operators=others), apart
