"""Operators with a state of their own: they read variables and give them their next values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Activation, Operator, TensorId


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of an LSTM. weights: [units,in]; recurrent: [units,units]; bias: [units]."""

    weights: TensorId
    recurrent: TensorId
    bias: TensorId


@dataclass(frozen=True, slots=True)
class UnidirectionalSequenceLstm(Operator):
    """inputs: [N,T,in]; four weights, four recurrent weights, four biases, of the gates in the
    order input, forget, cell, output; the output state [N,units]; the cell state, as large.
    outputs: [N,T,units], and the two states, which are variables.

    time_major: N and T are swapped, in the input and the output.
    cell_clip: the cell state stays within +- that, real; 0 or less: within int16.
    """

    kind: ClassVar[str] = "UNIDIRECTIONAL_SEQUENCE_LSTM"
    time_major: bool
    cell_clip: float

    @property
    def gates(self) -> tuple[Gate, Gate, Gate, Gate]:
        """Input, forget, cell and output gate."""
        first, second, third, fourth = (
            Gate(self.inputs[1 + i], self.inputs[5 + i], self.inputs[9 + i]) for i in range(4)
        )
        return first, second, third, fourth

    @property
    def output_state(self) -> TensorId:
        """What the step before gave."""
        return self.inputs[13]

    @property
    def cell_state(self) -> TensorId:
        """int16."""
        return self.inputs[14]


@dataclass(frozen=True, slots=True)
class Svdf(Operator):
    """inputs: [N,in], feature weights [units*rank,in], time weights [units*rank,memory], bias
    [units], and the state [N,units*rank*memory]. outputs: [N,units], and the state, a variable.

    A filter keeps its last ``memory`` products of input and feature weights; ``rank`` filters,
    weighted in time, make a unit.
    """

    kind: ClassVar[str] = "SVDF"
    rank: int
    activation: Activation

    @property
    def state(self) -> TensorId:
        """The products, oldest first, filter by filter."""
        return self.inputs[4]
