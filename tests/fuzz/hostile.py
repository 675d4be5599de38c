"""What a mutant comes to: refused in one line, or accepted and then everything after it works."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from math import prod

import numpy as np
from fuzz.cases import Drawn
from fuzz.judge import Fault, raised
from support.random_models import random_inputs

from tinyedge.codegen.codegen import codegen
from tinyedge.errors import ModelError, UnsupportedOperators
from tinyedge.graph.macs import macs
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Graph
from tinyedge.plan.plan import plan
from tinyedge.reference.execute import execute

MEMORY_BYTES = 1 << 30
TIME_S = 10.0
LONGEST_LINE = 4000  # a list of all operators is among what is said

# What is run as well, and not only read, planned and written.
RUN_ELEMENTS = 1 << 16
RUN_MACS = 1 << 20


class TooLong(BaseException):
    """It took more than ``TIME_S``; no error, so that nothing takes it for one."""


@contextmanager
def time_limit() -> Iterator[None]:
    """``TooLong`` after ``TIME_S`` of the processor's time, so that a busy machine finds no more
    than another; ``pool`` notices what only waits."""

    def stop(number: int, frame: object) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, TIME_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def outcome(data: bytes) -> tuple[str, Fault | None]:
    """ "refused", "accepted", or "run" where it was executed, too; and what is wrong with that."""
    stage = "read"
    try:
        with time_limit():
            graph = read(data, file="mutant.tflite")
            stage = "simplify"
            simple = simplify(graph)
            stage = "plan"
            planned = plan(simple)
            stage = "codegen"
            codegen(simple, planned)
            if not small(graph):
                return "accepted", None
            stage = "reference"
            execute(graph, random_inputs(np.random.default_rng(0), graph))
            return "run", None
    except (ModelError, UnsupportedOperators) as error:
        said = str(error)
        if not said.isprintable() or len(said) > LONGEST_LINE:
            return "refused", Fault(stage, f"{len(said)} characters: {said[:200]!r}")
        return "refused", None
    except TooLong:
        return "failed", Fault(stage, f"takes more than {TIME_S:g} s")
    except (Exception, MemoryError, RecursionError) as error:  # noqa: BLE001
        return "failed", raised(stage, error)


def small(graph: Graph) -> bool:
    """Whether running it takes no time."""
    elements = sum(prod(tensor.shape) for tensor in graph.tensors)
    return elements <= RUN_ELEMENTS and sum(macs(op, graph) for op in graph.ops) <= RUN_MACS


def drawn(number: int, seed: int, data: bytes) -> Drawn:
    """A mutant that was accepted, as a case."""
    graph = read(data, file="mutant.tflite")
    rng = np.random.default_rng([seed, number, 1])
    return Drawn(f"mutant {number}", data, tuple(random_inputs(rng, graph) for _ in range(2)))
