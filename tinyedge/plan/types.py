"""What a plan is: the order of the layers, and where in memory each tensor lies."""

from __future__ import annotations

from dataclasses import dataclass

from tinyedge.graph.ops import Op, TensorId


@dataclass(frozen=True, slots=True)
class Slot:
    """A tensor's place in the arena or in the state. Views share the slot of what they view.

    tensor: the number in the graph of the tensor that is computed there.
    in_state: it is a variable's, and ``offset_bytes`` is in the state.
    """

    tensor: TensorId
    offset_bytes: int
    size_bytes: int
    in_state: bool = False

    def overlaps(self, other: Slot) -> bool:
        """True if the two have a byte in common."""
        return (
            self.in_state == other.in_state
            and self.offset_bytes < other.offset_bytes + other.size_bytes
            and other.offset_bytes < self.offset_bytes + self.size_bytes
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """One operator that runs on the device; views do not.

    name: of its first output tensor in the model file.
    outputs: indices into ``Plan.slots``.
    macs: multiply-accumulates of one run.
    """

    name: str
    op: Op
    outputs: tuple[int, ...]
    macs: int
    scratch: Slot | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule and a memory layout.

    slots: every tensor that exists on the device, model inputs first, then in order of layers,
        then the variables; this numbering is also the one used on the wire (PROTOCOL.md).
    slot_of: for each tensor number of the graph, its index into ``slots``, -1 if not on the device.
    inputs, outputs: of the model, as indices into ``slots``.
    arena_bytes: peak; lower_bound_bytes: the largest set of tensors that live at once.
    variables: those of the graph, in its order, as indices into ``slots``.
    state_bytes: of the block that holds the variables; nothing else is ever written there.
    """

    layers: tuple[Layer, ...]
    slots: tuple[Slot, ...]
    slot_of: tuple[int, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    arena_bytes: int
    lower_bound_bytes: int
    variables: tuple[int, ...] = ()
    state_bytes: int = 0
