"""A case: a random model and what is put into it, from two words that name it forever."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from support.random_models import RANDOM, random_inputs

from tinyedge.graph.flatfile import decode
from tinyedge.graph.precision import DTYPES
from tinyedge.graph.read import read
from tinyedge.graph.types import Array, DType, Graph

SAMPLES = 2
SAMPLES_OF_A_STATE = 5

GRAPHS = "graph"  # what keys of RANDOM for graphs of several operators begin with
OPERATORS = tuple(key for key in RANDOM if key.split()[0] != GRAPHS)


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """key: of RANDOM. seed: of the generator that draws the model, then its inputs."""

    key: str
    seed: int

    def __str__(self) -> str:
        return f'"{self.key}" {self.seed}'


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A model file and the samples that are run on it, one after the other."""

    name: str
    model: bytes
    samples: tuple[list[Array], ...]

    @property
    def graph(self) -> Graph:
        """As it is read, each time anew."""
        return read(self.model, file=f"{self.name}.tflite", name="m")


def draw(case: Case) -> Drawn:
    """The same model and samples for the same case, on every machine with this numpy."""
    rng = np.random.default_rng(case.seed)
    model = RANDOM[case.key](rng)
    graph = read(model, file=f"{case}.tflite")
    count = SAMPLES_OF_A_STATE if graph.variables else SAMPLES
    return Drawn(str(case), model, tuple(random_inputs(rng, graph) for _ in range(count)))


def spread_over(keys: tuple[str, ...], count: int, first_seed: int) -> list[Case]:
    """``count`` cases, as many of each key; the first of each has ``first_seed``."""
    return [Case(keys[i % len(keys)], first_seed + i // len(keys)) for i in range(count)]


def kinds(model: bytes) -> set[tuple[str, str]]:
    """(operator, type) of all operators of a file: the type of the first tensor that goes in at run
    time, or of what comes out; but "int4" where weights are of that."""
    found = set()
    for subgraph in decode(model, "a case"):
        for op in subgraph.operators:
            numbers = [n for n in op.inputs if n >= 0]
            moving = [n for n in numbers if subgraph.tensors[n].data is None]
            if op.kind == "SELECT_V2":  # the first is what chooses
                moving = []
            candidates = [subgraph.tensors[n].type for n in (*moving, *op.outputs)]
            names = [DTYPES[number].value for number in candidates if number in DTYPES]
            weights = {DTYPES.get(subgraph.tensors[n].type) for n in numbers}
            if names:
                found.add((op.kind, "int4" if DType.INT4 in weights else names[0]))
    return found
