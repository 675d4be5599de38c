"""The definition of a legal graph; what C cannot afford to check at run time is proved here."""

from __future__ import annotations

import numpy as np

from tinyedge.errors import ModelError
from tinyedge.graph.checks import CHECKS
from tinyedge.graph.checks.site import RECONVERT, Site
from tinyedge.graph.naming import shown
from tinyedge.graph.ops import AssignVariable, TensorId
from tinyedge.graph.types import DType, Graph

# Far beyond what any quantizer gives, and such that no product or ratio of two leaves float32.
SMALLEST_SCALE = 2.0**-60
LARGEST_SCALE = 2.0**60


def check(graph: Graph, *, file: str, after: str = "read") -> Graph:
    """The graph itself, if it is legal.

    Args:
        file: what to call the model in errors.
        after: the stage or pass that made the graph, so that a fault names it.

    Legal means: every tensor is written once, before it is read, but that a variable has a value
    before and may be given its next one by one ASSIGN_VARIABLE; the outputs of the model are
    computed; and each operator's tensors have the shapes, types and quantization that its kernel
    and TFLM's take, with every int32 sum proved to fit from the model's own weights.

    Raises:
        ModelError: it is not.
    """
    _check_order(graph, file, after)
    in_use = {n for op in graph.ops for n in (*op.inputs, *op.outputs) if n >= 0}
    for number in sorted(in_use.union(graph.inputs)):
        _check_quantization(graph, number, file)
        _check_finite(graph, number, file)
    _check_border(graph, file)
    for op in graph.ops:
        CHECKS[type(op)](Site(graph, op, file, after), op)
    _check_border_quantization(graph, file)
    return graph


def _check_order(graph: Graph, file: str, after: str) -> None:
    """Everything is written once, and before it is read."""
    if not graph.inputs:
        raise ModelError(file, "takes no input, so that its answer is always the same", RECONVERT)
    if len(set(graph.inputs)) != len(graph.inputs) or len(set(graph.outputs)) != len(graph.outputs):
        raise ModelError(file, "lists an input or output twice", RECONVERT)
    for number in graph.inputs:
        if number < 0 or graph.tensor(number).data is not None:
            raise ModelError(file, f"its input {number} is not a tensor to be filled", RECONVERT)
    variables = {variable.tensor for variable in graph.variables}
    assigned = {n for op in graph.ops if isinstance(op, AssignVariable) for n in op.outputs}
    known = variables.union(graph.inputs)
    computed: set[TensorId] = set()
    varies = assigned.union(graph.inputs)
    for op in graph.ops:
        site = Site(graph, op, file, after)
        for number in op.inputs:
            if number >= 0 and number not in known and graph.tensor(number).data is None:
                raise site.error(f"{_named(graph, number)} is read before it is computed")
        for number in op.outputs:
            if isinstance(op, AssignVariable) and number in variables:
                if number in computed:
                    raise site.error(
                        f"{_named(graph, number)} is assigned twice in a run",
                        "assign each variable once",
                    )
            elif number in known or graph.tensor(number).data is not None:
                raise site.error(f"{_named(graph, number)} has a value already")
        computed.update(op.outputs)
        known.update(op.outputs)
        if varies.intersection(op.inputs):
            varies.update(op.outputs)
    for number in graph.outputs:
        if number not in computed:
            raise ModelError(
                file,
                f"its output {_named(graph, number)} is not computed by any operator",
                "remove that output",
            )
        if number not in varies:
            raise ModelError(
                file,
                f"its output {_named(graph, number)} depends on no input: it is always the same",
                "remove that output",
            )


def _check_border(graph: Graph, file: str) -> None:
    """What the model takes and gives is int8, float32 or uint8; what it gives may be int32, which
    counts and is not quantized, or bool."""
    for number in (*graph.inputs, *graph.outputs):
        tensor = graph.tensor(number)
        if tensor.dtype in (DType.INT32, DType.BOOL) and number in graph.outputs:
            continue
        if tensor.dtype not in (DType.INT8, DType.FLOAT32, DType.UINT8):
            raise ModelError(
                file,
                f"{_named(graph, number)}, an input or output, is {tensor.dtype.value}",
                "convert the model with int8 inputs and outputs",
            )


def _check_border_quantization(graph: Graph, file: str) -> None:
    """Integers that the model takes and gives have one scale, or none."""
    for number in (*graph.inputs, *graph.outputs):
        tensor = graph.tensor(number)
        quant = tensor.quant
        if quant is None or tensor.dtype is DType.FLOAT32:
            continue
        limits = np.iinfo(tensor.dtype.numpy)
        if len(quant.scales) != 1 or not limits.min <= quant.zero_point <= limits.max:
            raise ModelError(
                file,
                f"{_named(graph, number)}, an input or output, has {len(quant.scales)} scales and "
                f"the zero point {quant.zero_points[0]}",
                RECONVERT,
            )


def _check_quantization(graph: Graph, number: TensorId, file: str) -> None:
    """Scales of int8 and uint8 tensors in a sane range, as many zero points.

    The axis of several scales is looked at where it matters, in weights: old converters gave
    biases of one axis the axis of their weights.
    """
    tensor = graph.tensor(number)
    quant = tensor.quant
    if quant is None or tensor.dtype not in (DType.INT8, DType.UINT8):
        return
    for scale in quant.scales:
        if not SMALLEST_SCALE <= scale <= LARGEST_SCALE:  # nor is NaN
            raise ModelError(
                file,
                f"{_named(graph, number)} has the scale {scale:g}, not "
                f"{SMALLEST_SCALE:.0e} to {LARGEST_SCALE:.0e}",
                RECONVERT,
            )
    if len(quant.zero_points) != len(quant.scales):
        raise ModelError(
            file,
            f"{_named(graph, number)} has {len(quant.scales)} scales and "
            f"{len(quant.zero_points)} zero points",
            RECONVERT,
        )


def _check_finite(graph: Graph, number: TensorId, file: str) -> None:
    """Constants are numbers that C can write."""
    data = graph.tensor(number).data
    if data is not None and data.dtype.kind == "f" and not np.isfinite(data).all():
        raise ModelError(
            file, f"{_named(graph, number)} holds a number that is not finite", RECONVERT
        )


def _named(graph: Graph, number: TensorId) -> str:
    return f"tensor {number} ({shown(graph.tensor(number).name)})"
