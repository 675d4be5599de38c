"""How tensors are compared, and what has been found out so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import Array, Graph
from tinyedge.verify.types import Mismatch

REFERENCE = "reference"
TFLM = "tflm"


@dataclass(slots=True)
class Tally:
    """What has been found out so far."""

    layers: int
    elements: int = 0
    mismatches: int = 0
    first: Mismatch | None = None
    layer_elements: list[int] = field(init=False)
    layer_mismatches: list[int] = field(init=False)
    counts: list[list[int]] = field(default_factory=list)  # per sample, per layer
    units: dict[TensorId, int] = field(default_factory=dict)  # how far an output is from TFLM's
    undefined: frozenset[TensorId] = frozenset()  # of the last sample, reference.bounds
    left_out: dict[TensorId, int] = field(default_factory=dict)  # samples of an undefined output

    def __post_init__(self) -> None:
        self.layer_elements = [0] * self.layers
        self.layer_mismatches = [0] * self.layers

    def compare(self, found: Mismatch | None, differing: int, elements: int, layer: int) -> None:
        """Enter the comparison of one tensor; ``layer`` -1: no layer computed it."""
        self.elements += elements
        self.mismatches += differing
        if layer >= 0:
            self.layer_elements[layer] += elements
            self.layer_mismatches[layer] += differing
        if self.first is None:
            self.first = found


def differences(
    graph: Graph, number: TensorId, expected: Array, got: Array, sample: int, layer: int
) -> tuple[Mismatch | None, int]:
    """How many elements differ, bit for bit, and the first of them in memory order."""
    wrong = bits(expected).reshape(-1) != bits(got).reshape(-1)
    differing = int(np.count_nonzero(wrong))
    if differing == 0:
        return None, 0
    at = np.unravel_index(int(np.argmax(wrong)), got.shape)
    writer = graph.writer(number)
    return (
        Mismatch(
            sample=sample,
            layer=layer,
            operator=writer.kind if writer else "INPUT",
            tensor=graph.tensor(number).name,
            index=tuple(int(i) for i in at),
            expected=expected[at].item(),
            got=got[at].item(),
            oracle=REFERENCE,
        ),
        differing,
    )


def bits(values: Array) -> Array:
    """The values as integers, so that floats are compared bit for bit, NaN included, and bool too,
    in which a device may have put any byte."""
    if values.dtype.kind in "fb":
        return np.ascontiguousarray(values).view(f"u{values.dtype.itemsize}")
    return values
