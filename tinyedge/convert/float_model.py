"""What the doors to TensorFlow hand on: a float model as one function of one sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Activations = Literal["int8", "int16"]  # of a quantized model, whose weights are int8


@dataclass(frozen=True, slots=True, eq=False)
class FloatModel:
    """A model that TensorFlow has loaded.

    function: from a float32 tensor of ``shape`` to the output tensor.
    shape: of the input, with a batch of 1.
    owner: keeps the variables alive that ``function`` reads.
    """

    function: Callable[[Any], Any]
    shape: tuple[int, ...]
    owner: Any


@dataclass(eq=False)
class Refused(Exception):
    """A model or samples that cannot be converted; becomes an error in the process of the user."""

    what: Literal["model", "samples"]
    problem: str
    remedy: str


def one_only(count: int, noun: Literal["input", "output"]) -> None:
    """Refuse all but one input or output: TensorFlow's converter gives several in any order."""
    if count != 1:
        raise Refused(
            "model",
            f"it has {count} {noun}s, and only one is taken",
            f"join them into one {noun}, or convert it yourself and give the int8 .tflite file",
        )


def fixed_shape(sizes: Sequence[int | None] | None, dtype: str) -> tuple[int, ...]:
    """The shape of one sample with its batch of 1.

    sizes: with the batch axis, None where the model leaves a size open; or None if all are.
    """
    if dtype != "float32":
        raise Refused(
            "model", f"its input is {dtype}, not float32", "give a model of float32 inputs"
        )
    shown = "unknown" if sizes is None else f"[{', '.join(str(size) for size in sizes)}]"
    if not sizes or any(size is None for size in sizes[1:]):
        raise Refused(
            "model",
            f"the shape of its input is {shown}, which leaves a size open",
            "fix all sizes but the first, such as keras.Input((96, 96, 3))",
        )
    if sizes[0] not in (None, 1):
        raise Refused(
            "model",
            f"the shape of its input is {shown}, a batch of {sizes[0]}",
            "leave the batch size open, or fix it to 1",
        )
    return (1, *(size for size in sizes[1:] if size is not None))
