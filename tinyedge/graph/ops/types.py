"""What all operators have, and the values they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

TensorId = int
Pair = tuple[int, int]  # (height, width)


class Activation(Enum):
    """The clamp fused into an operator; the value is TFLite's name."""

    NONE = "NONE"
    RELU = "RELU"
    RELU_N1_TO_1 = "RELU_N1_TO_1"
    RELU6 = "RELU6"


@dataclass(frozen=True, slots=True)
class Operator:
    """What all have. inputs and outputs are tensor numbers in TFLite's order; -1: left out.

    kind: TFLite's name of the operator.
    """

    kind: ClassVar[str]
    inputs: tuple[TensorId, ...]
    outputs: tuple[TensorId, ...]

    @property
    def kind_in_file(self) -> str:
        """What a file calls it, of those that several operators of TFLite's are read as: SLICE of a
        STRIDED_SLICE, say."""
        return str(getattr(self, "tflite_kind", self.kind))
