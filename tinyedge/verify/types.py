"""What verification finds out: a Report. A mismatch is a result, not an error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

Where = Literal["host", "emulator", "hardware"]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One element that differs.

    layer: number of the layer on the device; name and operator are those of the model file.
    index: of the element in the tensor; sample: number of the sample.
    """

    sample: int
    layer: int
    operator: str
    tensor: str
    index: tuple[int, ...]
    expected: float
    got: float
    oracle: str

    def __str__(self) -> str:
        at = ", ".join(str(i) for i in self.index)
        return (
            f"layer {self.layer} {self.operator}: {self.tensor}[{at}] "
            f"expected {_shown(self.expected)}, got {_shown(self.got)} "
            f"(sample {self.sample}, {self.oracle})"
        )

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it; JSON has no NaN and no infinity, which become strings."""
        return {
            "sample": self.sample,
            "layer": self.layer,
            "op": self.operator,
            "tensor": self.tensor,
            "index": list(self.index),
            "expected": _in_json(self.expected),
            "got": _in_json(self.got),
            "oracle": self.oracle,
        }


def _shown(value: float) -> str:
    """With the digits that tell any two float32 apart."""
    return f"{value:.9g}"


def _in_json(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


@dataclass(frozen=True, slots=True)
class Within:
    """An output that need not be TFLM's bit for bit: an operator before it is the C library's, or
    was given a number in some samples for which C defines no result, or has not heard enough.

    output: its name in the model file. operators: those, in order.
    unit: in the last place of float32, or a step of an integer.
    allowed: units between it and TFLM's; None where nothing is known, so that it is not compared.
    most: units that there are, over all samples; more than allowed is a mismatch.
    undefined: samples in which it is not compared, for there is no result.
    """

    output: str
    operators: tuple[str, ...]
    unit: Literal["ulp", "step"]
    allowed: int | None
    most: int
    undefined: int = 0

    def __str__(self) -> str:
        behind = f"behind {', '.join(self.operators)}"
        if self.undefined:
            samples = "1 sample" if self.undefined == 1 else f"{self.undefined:,} samples"
            without = f"not compared with tflm in {samples}"
            waits = any(kind.startswith("Signal") for kind in self.operators)
            why = ", which left it undefined" if waits else " of a float that no int32 holds"
            return f"{self.output}: {without}, {behind}{why}"
        if self.allowed is None:
            return f"{self.output}: not compared with tflm, {behind}"
        within = f"within {self.most} {self.unit} of tflm"
        return f"{self.output}: {within}, {self.allowed} allowed {behind}"

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "output": self.output,
            "operators": list(self.operators),
            "unit": self.unit,
            "allowed": self.allowed,
            "most": self.most,
            "undefined": self.undefined,
        }


@dataclass(frozen=True, slots=True)
class LayerResult:
    """One layer as the device ran it.

    name: of its output tensor in the model file. count: what the costliest sample took, in units
    of the report's ``counter``; None where the board cannot count. mismatches: over all samples.
    """

    name: str
    op: str
    macs: int
    count: int | None
    elements: int
    mismatches: int

    def to_json(self, counter: str) -> dict[str, Any]:
        """As the command line prints it."""
        return {
            "name": self.name,
            "op": self.op,
            "macs": self.macs,
            "instructions": self.count if counter == "instructions" else None,
            "cycles": self.count if counter == "cycles" else None,
            "elements": self.elements,
            "mismatches": self.mismatches,
        }


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Share of labelled samples answered rightly, each in [0, 1]; None where it is not known.

    float_model is measured where a Keras model is given, else as ``model.toml`` records it.
    """

    device: float
    int8_host: float
    float_model: float | None

    def to_json(self) -> dict[str, float | None]:
        """As the command line prints it."""
        return {"device": self.device, "int8_host": self.int8_host, "float": self.float_model}


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification, with every figure's origin.

    where: what computed the device's numbers. oracles: what they were compared with.
    elements_compared: device elements, each counted once per oracle-independent comparison with
        the reference; the comparison with TFLM adds none.
    counter: what the board counts: "instructions", "cycles", or "none".
    count_per_inference: of the costliest sample, in units of ``counter``; None where the board
        cannot count. JSON has it as instructions_per_inference or as cycles_per_inference.
    flash_bytes, ram_bytes: of the image, stack not included; None if the image is not at hand.
    state_bytes: of the RAM, what the model keeps from one run to the next; 0 for most models.
    within: the outputs that need not be TFLM's bit for bit; they are the reference's.
    """

    model: str
    board: str
    board_name: str
    engine: str
    where: Where
    samples: int
    elements_compared: int
    mismatches: int
    first_mismatch: Mismatch | None
    oracles: tuple[str, ...]
    counter: str
    count_per_inference: int | None
    layers: tuple[LayerResult, ...]
    sections: tuple[tuple[str, int, int], ...]
    flash_bytes: int
    flash_model_bytes: int
    ram_bytes: int
    arena_bytes: int
    arena_lower_bound_bytes: int
    stack_bytes: int | None
    model_sha256: str
    image_sha256: str
    compiler: str
    accuracy: Accuracy | None = None
    state_bytes: int = 0
    within: tuple[Within, ...] = ()

    @property
    def passed(self) -> bool:
        """True if at least one sample ran, something was compared and all of it was equal."""
        return self.samples > 0 and self.elements_compared > 0 and self.mismatches == 0

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one inference."""
        return sum(layer.macs for layer in self.layers)

    def to_json(self) -> dict[str, Any]:
        """The object of ``--json``; its keys are a contract (DESIGN)."""
        count = {self.counter: self.count_per_inference}
        return {
            "passed": self.passed,
            "model": self.model,
            "board": self.board,
            "engine": self.engine,
            "where": self.where,
            "samples": self.samples,
            "elements_compared": self.elements_compared,
            "mismatches": self.mismatches,
            "first_mismatch": self.first_mismatch.to_json() if self.first_mismatch else None,
            "oracle": list(self.oracles),
            "tflm_within": [output.to_json() for output in self.within],
            "counter": self.counter,
            "instructions_per_inference": count.get("instructions"),
            "cycles_per_inference": count.get("cycles"),
            "macs": self.macs,
            "layers": [layer.to_json(self.counter) for layer in self.layers],
            "flash_bytes": self.flash_bytes,
            "flash_model_bytes": self.flash_model_bytes,
            "ram_bytes": self.ram_bytes,
            "arena_bytes": self.arena_bytes,
            "arena_lower_bound_bytes": self.arena_lower_bound_bytes,
            "state_bytes": self.state_bytes,
            "stack_bytes": self.stack_bytes,
            "sections": [
                {"origin": origin, "flash_bytes": flash, "ram_bytes": ram}
                for origin, flash, ram in self.sections
            ],
            "model_sha256": self.model_sha256,
            "image_sha256": self.image_sha256,
            "compiler": self.compiler,
            "accuracy": self.accuracy.device if self.accuracy else None,
            "accuracies": self.accuracy.to_json() if self.accuracy else None,
        }
