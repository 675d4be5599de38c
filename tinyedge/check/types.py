"""What is found out about a model before anything is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tinyedge.errors import ModelError, Need

# What a layer is for engine aot where it calls no kernel.
VIEW = "view"  # of memory that another layer wrote
VARIABLE = "variable"  # names a variable, or gives it the value that it has before the first run
CONSTANT = "constant"  # its result is known now
LEFT_OUT = "left out"  # it changes nothing, or nobody needs what it computes


@dataclass(frozen=True, slots=True)
class Operand:
    """A tensor of a layer, or an input or output of the model.

    number: in the file. shape: as in the file, where -1 is a size that it does not say.
    dtype: "int8"... constant: it is known now.
    scale, zero_point: None where there is none, or one for each channel.
    """

    number: int
    name: str
    shape: tuple[int, ...]
    dtype: str
    constant: bool
    scale: float | None
    zero_point: int | None


@dataclass(frozen=True, slots=True)
class Layer:
    """One operator of the file, or of what became of its IF and WHILE.

    index: in the file, or behind. kind: TFLite's name, or CUSTOM and a name in parentheses.
    macs: multiply-accumulates of one run; None: not known.
    weights_bytes: in flash, for engine aot, biases, multipliers and tables included; for a layer
        that calls no kernel, those in the file.
    aot: the kernel of engine aot; one of the words above, or "in layer 3"; None: it cannot run.
    tflm: the method by which it is registered with TFLite Micro; None: it cannot run.
    """

    index: int
    kind: str
    inputs: tuple[Operand, ...]
    outputs: tuple[Operand, ...]
    macs: int | None
    weights_bytes: int
    aot: str | None
    tflm: str | None

    @property
    def dtype(self) -> str:
        """What it computes in: the type of its first input that is no constant."""
        operands = [operand for operand in self.inputs if not operand.constant]
        return next((operand.dtype for operand in (*operands, *self.outputs)), "")


@dataclass(frozen=True, slots=True)
class Fullest:
    """When the arena is fullest. layer: in the file; None: when the inputs are written.

    tensors: (name, bytes) of what holds a value then, the largest first.
    scratch_bytes: working memory of the layer.
    """

    layer: int | None
    kind: str
    bytes: int
    tensors: tuple[tuple[str, int], ...]
    scratch_bytes: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the model takes with engine aot, on whatever board, without the firmware around it.

    weights_bytes: of flash. arena_bytes: of RAM; lower_bound_bytes: no arena can be smaller.
    state_bytes: of RAM, for variables.
    """

    weights_bytes: int
    arena_bytes: int
    lower_bound_bytes: int
    state_bytes: int
    fullest: Fullest


@dataclass(frozen=True, slots=True)
class Fit:
    """A firmware for one board, as built. board: its id.

    needs: what it takes of each memory, the stack included, and what there is.
    sections: (origin, flash bytes, RAM bytes); none if it does not fit.
    roomier: ids of the boards that have as much memory as this firmware needs, if this
        one has not.
    compiler: None if it does not fit.
    """

    board: str
    board_name: str
    needs: tuple[Need, ...]
    sections: tuple[tuple[str, int, int], ...]
    roomier: tuple[str, ...]
    compiler: str | None

    @property
    def fits(self) -> bool:
        """Whether there is room for all of it."""
        return all(need.fits for need in self.needs)


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """All that can be said of a model before anything is built.

    name: of the model. file: its path. file_bytes, sha256: of the int8 .tflite file.
    inputs, outputs: of the model. layers: in the order of the file.
    problems: all of them; if there is none, the model runs with engine aot.
    tflm_lacks: operators anywhere in the file that TFLite Micro does not have, needed or not.
    sizes: None if there are problems. fit: None if no board was named, or there are problems.
    """

    name: str
    file: str
    file_bytes: int
    sha256: str
    inputs: tuple[Operand, ...]
    outputs: tuple[Operand, ...]
    layers: tuple[Layer, ...]
    problems: tuple[ModelError, ...]
    tflm_lacks: tuple[str, ...]
    sizes: Sizes | None
    fit: Fit | None = None

    @property
    def engines(self) -> Mapping[str, bool]:
        """By engine, whether it runs the model."""
        runs = not self.problems
        return {"aot": runs, "tflm": runs and not self.tflm_lacks}

    @property
    def passed(self) -> bool:
        """Whether it runs, and fits the board that was named."""
        return not self.problems and (self.fit is None or self.fit.fits)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one run, of the layers where they are known."""
        return sum(layer.macs or 0 for layer in self.layers)
