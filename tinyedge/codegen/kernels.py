"""Which kernel each layer of a plan would call, with which constants, before any C is written."""

from __future__ import annotations

from dataclasses import dataclass

from tinyedge.codegen import c
from tinyedge.codegen.emit import EMITTERS
from tinyedge.codegen.site import Site
from tinyedge.errors import ModelError
from tinyedge.graph.types import Graph
from tinyedge.plan.types import Plan


@dataclass(frozen=True, slots=True)
class Called:
    """What a layer comes to in C.

    kernel: the function; "" if there is none for just these shapes.
    weights_bytes: its weights, biases, multipliers and tables, in flash.
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
    called = []
    for index, layer in enumerate(plan.layers):
        emit = EMITTERS[type(layer.op)]
        assert emit is not None, f"{layer.op.kind} runs no code and is no layer"
        try:
            call = emit(Site(graph, plan, names, index), layer.op)
        except ModelError as error:
            called.append(Called("", 0, error))
        else:
            size = sum(constant.data.nbytes for constant in call.constants)
            called.append(Called(f"te_{call.kernel}", size))
    return tuple(called)
