"""The definition of a legal graph; what C cannot afford to check at run time is proved here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from tinyedge.errors import ModelError
from tinyedge.graph.checks import CHECKS
from tinyedge.graph.checks.site import RECONVERT, Site
from tinyedge.graph.naming import shown
from tinyedge.graph.ops import AssignVariable, Op, ReadVariable, Stateful, TensorId
from tinyedge.graph.types import DType, Graph

# Far beyond what any quantizer gives, and such that no product or ratio of two leaves float32.
SMALLEST_SCALE = 2.0**-60
LARGEST_SCALE = 2.0**60

# What a model may take and give.
BORDER = (
    DType.INT8,
    DType.UINT8,
    DType.INT16,
    DType.INT32,
    DType.UINT32,
    DType.FLOAT32,
    DType.BOOL,
)


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """What is not legal about a graph.

    op: the operator at fault; tensor: or the tensor; both None: the graph as a whole.
    """

    error: ModelError
    op: Op | None = None
    tensor: TensorId | None = None


def check(graph: Graph, *, file: str, after: str = "read") -> Graph:
    """The graph itself, if it is legal.

    Args:
        file: what to call the model in errors.
        after: the stage or pass that made the graph, so that a fault names it.

    Legal means: every tensor is written once, before it is read, but that a variable has a value
    before and may be given its next one by one operator, an ASSIGN_VARIABLE or one that reads and
    writes a state of its own; the outputs of the model are computed; and each operator's tensors
    have the shapes, types and quantization that its kernel and TFLM's take, with every int32 sum
    proved to fit from the model's own weights.

    Raises:
        ModelError: it is not.
    """
    for fault in faults(graph, file=file, after=after):
        raise fault.error
    return graph


def faults(
    graph: Graph, *, file: str, after: str = "read", elsewhere: Collection[TensorId] = ()
) -> Iterator[Fault]:
    """All that ``check`` would complain about, in its order; of each operator the first.

    elsewhere: what operators compute that are not in ``graph``, for they are at fault already.
    """
    yield from _order(graph, file, after, elsewhere)
    in_use = {n for op in graph.ops for n in (*op.inputs, *op.outputs) if n >= 0}
    unsound: set[TensorId] = set()
    for number in sorted(in_use.union(graph.inputs)):
        for error in (*_quantization(graph, number, file), *_finite(graph, number, file)):
            unsound.add(number)
            yield Fault(error, tensor=number)
    yield from _border(graph, file)
    for op in graph.ops:
        if unsound.isdisjoint((*op.inputs, *op.outputs)):
            try:
                CHECKS[type(op)](Site(graph, op, file, after), op)
            except ModelError as error:
                yield Fault(error, op)
    yield from _border_quantization(graph, file)


def _order(graph: Graph, file: str, after: str, elsewhere: Collection[TensorId]) -> Iterator[Fault]:
    """Everything is written once, and before it is read."""
    if not graph.inputs:
        problem = "takes no input, so that its answer is always the same"
        yield Fault(ModelError(file, problem, RECONVERT))
    if len(set(graph.inputs)) != len(graph.inputs) or len(set(graph.outputs)) != len(graph.outputs):
        yield Fault(ModelError(file, "lists an input or output twice", RECONVERT))
    variables = {variable.tensor for variable in graph.variables}
    for number in graph.inputs:
        if number < 0 or number in variables or graph.tensor(number).data is not None:
            problem = f"its input {number} is not a tensor to be filled"
            yield Fault(ModelError(file, problem, RECONVERT))
    assigned = variables.intersection(n for op in graph.ops for n in op.outputs)
    known = variables.union(graph.inputs, elsewhere)
    computed: set[TensorId] = set(elsewhere)
    varies = assigned.union(graph.inputs, elsewhere)
    for op in graph.ops:
        site = Site(graph, op, file, after)
        for number in op.inputs:
            if number >= 0 and number not in known and graph.tensor(number).data is None:
                yield Fault(
                    site.error(f"{_named(graph, number)} is read before it is computed"), op
                )
            keeps = isinstance(op, Stateful) and number in op.outputs
            if number in variables and not (keeps or isinstance(op, ReadVariable)):
                problem = f"{_named(graph, number)} keeps a state, which is another operator's"
                yield Fault(site.error(problem), op)
        for number in op.outputs:
            if number in variables and isinstance(op, AssignVariable | Stateful):
                if number in computed:
                    problem = f"{_named(graph, number)} is assigned twice in a run"
                    yield Fault(site.error(problem, "assign each variable once"), op)
            elif number in known or graph.tensor(number).data is not None:
                yield Fault(site.error(f"{_named(graph, number)} has a value already"), op)
        given = [number for number in op.outputs if number not in variables]
        if len(set(given)) != len(given):
            yield Fault(site.error(f"the outputs are {list(op.outputs)}, one of them twice"), op)
        computed.update(op.outputs)
        known.update(op.outputs)
        if varies.intersection(op.inputs):
            varies.update(op.outputs)
    for number in graph.outputs:
        problem = ""
        constant = number >= 0 and graph.tensor(number).data is not None
        if number not in computed and not constant:
            problem = "is not computed by any operator"
        elif number not in varies:
            problem = "depends on no input: it is always the same"
        if problem:
            problem = f"its output {_named(graph, number)} {problem}"
            yield Fault(ModelError(file, problem, "remove that output"))


def _border(graph: Graph, file: str) -> Iterator[Fault]:
    """What the model takes and gives is of a type that C has an array of."""
    for number in (*graph.inputs, *graph.outputs):
        tensor = graph.tensor(number)
        if tensor.dtype not in BORDER:
            error = ModelError(
                file,
                f"{_named(graph, number)}, an input or output, is {tensor.dtype.value}",
                "convert the model with int8 inputs and outputs",
            )
            yield Fault(error)


def _border_quantization(graph: Graph, file: str) -> Iterator[Fault]:
    """Integers that the model takes and gives have one scale, or none."""
    for number in (*graph.inputs, *graph.outputs):
        tensor = graph.tensor(number)
        quant = tensor.quant
        if quant is None or tensor.dtype in (DType.FLOAT32, DType.BOOL):
            continue
        limits = np.iinfo(tensor.dtype.numpy)
        if len(quant.scales) != 1 or not limits.min <= quant.zero_point <= limits.max:
            error = ModelError(
                file,
                f"{_named(graph, number)}, an input or output, has {len(quant.scales)} scales and "
                f"the zero point {quant.zero_points[0]}",
                RECONVERT,
            )
            yield Fault(error)


def _quantization(graph: Graph, number: TensorId, file: str) -> Iterator[ModelError]:
    """Scales of int8, uint8 and int16 tensors in a sane range, as many zero points; else the first
    that is not.

    The axis of several scales is looked at where it matters, in weights: old converters gave
    biases of one axis the axis of their weights.
    """
    tensor = graph.tensor(number)
    quant = tensor.quant
    if quant is None or tensor.dtype not in (DType.INT8, DType.UINT8, DType.INT16):
        return
    problem = ""
    for scale in quant.scales:
        if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:  # nor is NaN
            problem = f"the scale {scale:g}, not {SMALLEST_SCALE:.0e} to {LARGEST_SCALE:.0e}"
            break
    if not problem and len(quant.zero_points) != len(quant.scales):
        problem = f"{len(quant.scales)} scales and {len(quant.zero_points)} zero points"
    if problem:
        yield ModelError(file, f"{_named(graph, number)} has {problem}", RECONVERT)


def _finite(graph: Graph, number: TensorId, file: str) -> Iterator[ModelError]:
    """Constants are numbers that C can write."""
    data = graph.tensor(number).data
    if data is not None and data.dtype.kind == "f" and not np.isfinite(data).all():
        problem = f"{_named(graph, number)} holds a number that is not finite"
        yield ModelError(file, problem, RECONVERT)


def _named(graph: Graph, number: TensorId) -> str:
    return f"tensor {number} ({shown(graph.tensor(number).name)})"
