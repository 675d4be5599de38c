"""What profiling finds out: a Profile. Every figure is of the place that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any

from tinyedge.verify.types import Where


@dataclass(frozen=True, slots=True)
class Spread:
    """Counts of several runs. median: the lower of the two in the middle, so a count that was."""

    least: int
    median: int
    most: int

    @property
    def same(self) -> bool:
        """Whether all were equal."""
        return self.least == self.most

    def to_json(self) -> dict[str, int]:
        """As the command line prints it."""
        return {"min": self.least, "median": self.median, "max": self.most}


def spread(counts: Sequence[int]) -> Spread:
    """The spread of one count or more."""
    return Spread(min(counts), median_low(counts), max(counts))


@dataclass(frozen=True, slots=True)
class LayerProfile:
    """One layer as the device ran it.

    name: of its output tensor in the model file. macs: multiply-accumulates of one run.
    weights_bytes, inputs_bytes: of the constants and of the other tensors that it takes,
    outputs_bytes: of those that it gives; each once, however often a kernel goes over them.
    count: in units of the profile's ``counter``; None where the board counts nothing.
    """

    name: str
    op: str
    macs: int
    weights_bytes: int
    inputs_bytes: int
    outputs_bytes: int
    count: Spread | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a model costs on a board, layer by layer.

    where: what ran it. counter: what the board counts: "instructions", "cycles", or "none".
    total: of whole runs; None where the board counts nothing.
    steady: whether runs of one sample all cost the same, so that what differs is the samples'
        doing; None where no sample was run twice, or nothing is counted.
    stack_bytes: the most of the stack ever used; None where the device does not know.
    """

    model: str
    board: str
    board_name: str
    engine: str
    where: Where
    runs: int
    samples: int
    counter: str
    total: Spread | None
    steady: bool | None
    layers: tuple[LayerProfile, ...]
    stack_bytes: int | None
    arena_bytes: int
    model_sha256: str
    image_sha256: str

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one run."""
        return sum(layer.macs for layer in self.layers)

    def share(self, layer: LayerProfile) -> float | None:
        """A layer's part of the whole, median by median, in [0, 1]; None if nothing counts."""
        if self.total is None or layer.count is None:
            return None
        return layer.count.median / self.total.median if self.total.median else 0.0

    def to_json(self) -> dict[str, Any]:
        """The object of ``--json``, which ``--diff`` takes; names as in a ``Report``'s."""
        total = {self.counter: self.total.median} if self.total else {}
        return {
            "model": self.model,
            "board": self.board,
            "engine": self.engine,
            "where": self.where,
            "runs": self.runs,
            "samples": self.samples,
            "counter": self.counter,
            "instructions_per_inference": total.get("instructions"),
            "cycles_per_inference": total.get("cycles"),
            "count": self.total.to_json() if self.total else None,
            "steady": self.steady,
            "macs": self.macs,
            "count_per_mac": per_mac(self.total, self.macs),
            "stack_bytes": self.stack_bytes,
            "arena_bytes": self.arena_bytes,
            "layers": [self._layer_to_json(layer) for layer in self.layers],
            "model_sha256": self.model_sha256,
            "image_sha256": self.image_sha256,
        }

    def _layer_to_json(self, layer: LayerProfile) -> dict[str, Any]:
        count = {self.counter: layer.count.median} if layer.count else {}
        return {
            "name": layer.name,
            "op": layer.op,
            "macs": layer.macs,
            "instructions": count.get("instructions"),
            "cycles": count.get("cycles"),
            "count": layer.count.to_json() if layer.count else None,
            "share": self.share(layer),
            "count_per_mac": per_mac(layer.count, layer.macs),
            "weights_bytes": layer.weights_bytes,
            "inputs_bytes": layer.inputs_bytes,
            "outputs_bytes": layer.outputs_bytes,
        }


def per_mac(count: Spread | None, macs: int) -> float | None:
    """Counts for each multiply-accumulate, by the median; None where there is neither."""
    return count.median / macs if count is not None and macs else None
