"""What an importer is given: one operator of the file, and the tensors it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tflite.ActivationFunctionType import ActivationFunctionType

from tinyedge.errors import ModelError
from tinyedge.graph.flatfile import AGAIN, RawOperator
from tinyedge.graph.flexbuffer import whole_numbers
from tinyedge.graph.naming import shown
from tinyedge.graph.ops import Activation, TensorId
from tinyedge.graph.types import Array, DType, Tensor

_ACTIVATIONS = {
    ActivationFunctionType.NONE: Activation.NONE,
    ActivationFunctionType.RELU: Activation.RELU,
    ActivationFunctionType.RELU_N1_TO_1: Activation.RELU_N1_TO_1,
    ActivationFunctionType.RELU6: Activation.RELU6,
}


class _Options(Protocol):
    def Init(self, buf: Any, pos: int) -> None: ...  # noqa: N802  (the generated name)


OptionsT = TypeVar("OptionsT", bound=_Options)


@dataclass(frozen=True, slots=True)
class Layer:
    """One operator of a file."""

    file: str
    raw: RawOperator
    tensors: tuple[Tensor, ...]

    def error(self, problem: str, remedy: str = AGAIN) -> ModelError:
        """A ModelError about this layer."""
        output = next((self.tensors[n].name for n in self.raw.outputs if n >= 0), "no output")
        where = f"layer {self.raw.index} {self.raw.kind} ({shown(output)})"
        return ModelError(self.file, f"{where} {problem}", remedy, self.raw.index)

    def operands(self, required: int, optional: int = 0) -> tuple[TensorId, ...]:
        """The inputs, filled up with -1 to required + optional; the former are not -1."""
        inputs = self.raw.inputs
        if not required <= len(inputs) <= required + optional or -1 in inputs[:required]:
            raise self.error(f"has the inputs {list(inputs)}")
        return inputs + (-1,) * (required + optional - len(inputs))

    def result(self) -> tuple[TensorId, ...]:
        """The outputs, which are one."""
        if len(self.raw.outputs) != 1 or self.raw.outputs[0] == -1:
            raise self.error(f"has the outputs {list(self.raw.outputs)}")
        return self.raw.outputs

    def results(self) -> tuple[TensorId, ...]:
        """The outputs, one or more."""
        if not self.raw.outputs or -1 in self.raw.outputs:
            raise self.error(f"has the outputs {list(self.raw.outputs)}")
        return self.raw.outputs

    def options(self, kind: type[OptionsT], number: int) -> OptionsT:
        """The options, which are of that kind; ``number`` is its number in BuiltinOptions."""
        if self.raw.options is None or self.raw.options_type != number:
            raise self.error(f"has no {kind.__name__}")
        options = kind()
        options.Init(self.raw.options.Bytes, self.raw.options.Pos)
        return options

    def whole_numbers(self, *names: str) -> tuple[int, ...]:
        """The options of a custom operator, which are all of these names; in that order."""
        try:
            given = whole_numbers(self.raw.custom)
        except ValueError as error:
            raise self.error("has options that are damaged") from error
        if set(given) != set(names):
            # TFLM takes them by their places, without a look at the names.
            raise self.error(f"has the options {sorted(given)}, not {sorted(names)}")
        return tuple(given[name] for name in names)

    def shape(self, number: TensorId, rank: int) -> tuple[int, ...]:
        """The shape of a tensor that has ``rank`` axes."""
        shape = self.tensors[number].shape
        if len(shape) != rank:
            raise self.error(f"has an operand of shape {list(shape)} where {rank} axes are due")
        return shape

    def integers(self, number: TensorId, what: str) -> Array:
        """The int32 values of a tensor that must be known now."""
        tensor = self.tensors[number]
        if tensor.data is None:
            raise self.error(f"computes its {what} at run time", f"export it with constant {what}")
        if tensor.dtype is not DType.INT32:
            raise self.error(f"has {what} of {tensor.dtype.value}, where TFLite Micro reads int32")
        return tensor.data

    def paddings(
        self, number: TensorId, padded: TensorId
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """(before, after) each axis of the tensor ``padded``, from a constant of [rank, 2]."""
        rank = len(self.tensors[padded].shape)
        given = self.integers(number, "paddings")
        if given.shape != (rank, 2) or given.min(initial=0) < 0:
            raise self.error(f"has the paddings {given.tolist()} for a tensor of {rank} axes")
        return tuple(int(n) for n in given[:, 0]), tuple(int(n) for n in given[:, 1])

    def activation(self, number: int) -> Activation:
        """The fused activation of that number."""
        if number not in _ACTIVATIONS:
            raise self.error(
                f"has the fused activation number {number}",
                "supported are " + ", ".join(a.value for a in Activation),
            )
        return _ACTIVATIONS[number]
