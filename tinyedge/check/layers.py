"""What engine aot makes of each layer of a file: passes merge some and drop others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tinyedge.check.types import CONSTANT, LEFT_OUT, VIEW
from tinyedge.codegen.kernels import Called
from tinyedge.errors import ModelError
from tinyedge.graph.ops import Concatenation, Op, Pad, Quantize, Reshape, TensorId
from tinyedge.graph.types import Graph
from tinyedge.plan.types import Plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a layer of the file.

    aot: as in ``types.Layer``. planned: its layer of the plan, if it has one.
    error: what codegen says of it, if anything; ``aot`` is None then.
    """

    aot: str | None
    planned: int | None = None
    weights_bytes: int = 0
    error: ModelError | None = None


def outcomes(
    ops: Mapping[int, Op], read: Graph, made: Graph, planned: Plan, calls: Sequence[Called]
) -> dict[int, Outcome]:
    """By layer of the file.

    ops: of ``read``, by layer of the file. made: what the passes made of it, or ``read`` itself.
    calls: by layer of ``planned``, the plan of ``made``.
    """
    writers = {number: index for index, op in ops.items() for number in op.outputs}
    home = {_home(layer.op, ops, writers): at for at, layer in enumerate(planned.layers)}
    merged_into = {
        number: index for index, at in home.items() for number in planned.layers[at].op.outputs
    }
    views = {n for op in made.ops for n in op.outputs}.difference(merged_into)
    found: dict[int, Outcome] = {}
    for index, op in ops.items():
        result = op.outputs[0]
        if index in home:
            call = calls[home[index]]
            aot = call.kernel if call.error is None else None
            found[index] = Outcome(aot, home[index], call.weights_bytes, call.error)
        elif made.tensor(result).data is not None:
            found[index] = Outcome(CONSTANT)
        elif result in views:
            found[index] = Outcome(VIEW)
        else:
            found[index] = Outcome(_merged(op, ops, read, merged_into))
    return found


def _home(made: Op, ops: Mapping[int, Op], writers: Mapping[TensorId, int]) -> int:
    """The layer of the file that ``made`` was: its result may be that of one behind, which it took
    in or which changed nothing."""
    last = index = writers[made.outputs[0]]
    while type(ops[index]) is not type(made):
        before = writers.get(ops[index].inputs[0])
        if before is None:
            return last
        index = before
    return index


def _merged(op: Op, ops: Mapping[int, Op], read: Graph, merged_into: Mapping[TensorId, int]) -> str:
    """Of a layer that is gone, where its work is done now."""
    x, y = (read.tensor(number) for number in (op.inputs[0], op.outputs[0]))
    same = (x.shape, x.dtype, x.quant) == (y.shape, y.dtype, y.quant)
    if same and isinstance(op, Concatenation | Pad | Quantize | Reshape):
        return LEFT_OUT
    into = merged_into.get(op.outputs[0])  # that of a clamp, say
    if into is None:
        readers = (index for index, other in ops.items() if op.outputs[0] in other.inputs)
        into = next(readers, None)
    return LEFT_OUT if into is None else f"in layer {into}"
