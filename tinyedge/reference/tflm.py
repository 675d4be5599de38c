"""TensorFlow Lite Micro itself, from its Python wheel: the oracle the reference is proven against.

The wheel exists for Linux on x86-64 alone, and TFLM trusts a model: it is made for files that
graph/check.py accepts, and a broken one can end the process.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from math import prod
from types import ModuleType
from typing import IO, Any

import numpy as np

from tinyedge.errors import MissingExtra, ModelError
from tinyedge.graph.flatfile import damage_reported
from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import Array

# Beyond the tensors themselves: what TFLM keeps about the model as a whole, about each tensor and
# operator, and per channel. Several times what was ever seen: memory that is not touched costs
# nothing, while an arena that is only a little too small can end the process.
_SPARE_BYTES = 1 << 20
_SPARE_BYTES_PER_ITEM = 1 << 12
_SPARE_FACTOR = 8


def available() -> bool:
    """Whether the wheel is installed."""
    return find_spec("tflite_micro") is not None


def generous_arena_bytes(model: bytes) -> int:
    """An arena in which TFLM surely runs the model, even when it keeps every tensor apart."""
    return _generous_arena_bytes(_subgraphs(model))


class Oracle:
    """One model in TensorFlow Lite Micro. It keeps its state from one call to the next.

    model: the bytes of a .tflite file. file: its name, for errors.

    Raises:
        MissingExtra: the wheel is not installed.
        ModelError: TFLM does not accept the model; says what TFLM said.
    """

    def __init__(self, model: bytes, *, file: str = "the model") -> None:
        subgraphs = _subgraphs(model, file)
        subgraph = subgraphs[0]
        self._model = model
        self._file = file
        self._arena_bytes = _generous_arena_bytes(subgraphs)
        self._output_count = len(subgraph.outputs)
        self._kept_numbers = [int(number) for number in subgraph.inputs]
        self._kept_numbers += [int(n) for op in subgraph.operators for n in op.outputs]
        self._interpreter = self._interpret("kAllocationRecording")
        self._keeper: Any = None

    def reset(self) -> None:
        """Forget all calls.

        TFLM's own reset gives variables their zero points instead of their initial values.
        """
        self._interpreter = self._interpret("kAllocationRecording")
        self._keeper = None

    def outputs(self, inputs: Sequence[Array]) -> list[Array]:
        """The model's outputs, in the model's order; inputs of exactly its shapes and types."""
        self._invoke(self._interpreter, inputs)
        outputs = []
        for index in range(self._output_count):
            shape = self._interpreter.get_output_details(index)["shape"]
            outputs.append(np.asarray(self._interpreter.get_output(index)).reshape(shape))
        return outputs

    def tensors(self, inputs: Sequence[Array]) -> dict[TensorId, Array]:
        """Every tensor that is computed, and the inputs, by number; slower, and for tests.

        TFLM then gives each tensor memory of its own. It ends the process if the model has
        variables.
        """
        if self._keeper is None:
            self._keeper = self._interpret("kPreserveAllTensors")
        self._invoke(self._keeper, inputs)
        return {number: self._kept(number) for number in self._kept_numbers}

    def _kept(self, number: TensorId) -> Array:
        return np.asarray(self._keeper.GetTensor(number, 0)["tensor_data"])

    def _interpret(self, config: str) -> Any:
        runtime = _runtime()
        with _captured_stderr() as said:
            try:
                return runtime.Interpreter.from_bytes(
                    self._model,
                    arena_size=self._arena_bytes,
                    intrepreter_config=runtime.InterpreterConfig[config],
                )
            except (RuntimeError, ValueError) as error:
                raise self._refused(error, said) from error

    def _invoke(self, interpreter: Any, inputs: Sequence[Array]) -> None:
        for index, array in enumerate(inputs):
            # Not ascontiguousarray, which gives a scalar an axis.
            interpreter.set_input(np.asarray(array, order="C"), index)
        with _captured_stderr() as said:
            try:
                interpreter.invoke()
            except RuntimeError as error:
                raise self._refused(error, said) from error

    def _refused(self, error: Exception, said: IO[bytes]) -> ModelError:
        said.seek(0)
        lines = [line.strip() for line in said.read().decode("utf-8", "replace").splitlines()]
        reason = "; ".join([*filter(None, lines)][:2]) or str(error)
        problem = f"TensorFlow Lite Micro does not run it: {reason}"
        return ModelError(self._file, problem, "convert it again with full int8 quantization")


def _subgraphs(model: bytes, file: str = "the model") -> Sequence[Any]:
    """The model's graphs in the object API of the schema that comes with the wheel, which reads
    what ``graph/read.py`` has no need of, too: that may be damaged."""
    _runtime()
    from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

    with damage_reported(file):
        loaded = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    subgraphs: Sequence[Any] = loaded.subgraphs
    return subgraphs


def _generous_arena_bytes(subgraphs: Sequence[Any]) -> int:
    tensors = [tensor for subgraph in subgraphs for tensor in subgraph.tensors or ()]
    items = len(tensors) + sum(len(subgraph.operators or ()) for subgraph in subgraphs)
    elements = sum(prod(map(int, _shape(tensor))) for tensor in tensors)
    return _SPARE_BYTES + items * _SPARE_BYTES_PER_ITEM + elements * _SPARE_FACTOR


def _shape(tensor: Any) -> Any:
    return () if tensor.shape is None else tensor.shape


def _runtime() -> ModuleType:
    try:
        from tflite_micro import runtime
    except ImportError as error:
        purpose = "the comparison with TensorFlow Lite Micro itself"
        raise MissingExtra("tflite-micro", "verify", purpose) from error
    assert isinstance(runtime, ModuleType)
    return runtime


@contextmanager
def _captured_stderr() -> Iterator[IO[bytes]]:
    """What the wheel's C++ writes to file descriptor 2 goes to a file meanwhile."""
    with tempfile.TemporaryFile() as said:
        try:
            kept = os.dup(2)
        except OSError:  # there is no standard error
            yield said
            return
        try:
            os.dup2(said.fileno(), 2)
            yield said
        finally:
            os.dup2(kept, 2)
            os.close(kept)
