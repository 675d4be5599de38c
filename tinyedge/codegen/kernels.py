"""Which kernel each layer of a plan would call, with which constants, before any C is written."""

from __future__ import annotations

from dataclasses import dataclass

from tinyedge.codegen import c
from tinyedge.codegen.call import Call
from tinyedge.codegen.emit import EMITTERS
from tinyedge.codegen.shared import shared
from tinyedge.codegen.site import Site
from tinyedge.errors import ModelError
from tinyedge.graph.types import Graph
from tinyedge.plan.types import Plan


@dataclass(frozen=True, slots=True)
class Called:
    """What a layer comes to in C.

    kernel: the function; "" if there is none for just these shapes.
    weights_bytes: its weights, biases, multipliers and tables, in flash, but for those that it has
        in common with an earlier layer.
    error: what codegen would raise; None: nothing.
    """

    kernel: str
    weights_bytes: int
    error: ModelError | None = None


def kernels(graph: Graph, plan: Plan) -> tuple[Called, ...]:
    """By layer of ``plan``.

    Raises:
        ModelError: the model's name collides with ours.
    """
    names = c.Names(graph.name)
    calls: list[Call] = []
    errors: dict[int, ModelError] = {}
    for index, layer in enumerate(plan.layers):
        emit = EMITTERS[type(layer.op)]
        assert emit is not None, f"{layer.op.kind} runs no code and is no layer"
        try:
            calls.append(emit(Site(graph, plan, names, index), layer.op))
        except ModelError as error:
            errors[index] = error
    made = iter(shared(calls))
    return tuple(
        Called("", 0, errors[index]) if index in errors else _called(next(made))
        for index in range(len(plan.layers))
    )


def _called(call: Call) -> Called:
    return Called(f"te_{call.kernel}", sum(constant.data.nbytes for constant in call.constants))
