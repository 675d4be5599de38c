"""Tensors of a model on a device, as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinyedge.graph.types import Array, Graph, Tensor
from tinyedge.link.device import Device
from tinyedge.plan.types import Plan


def write_inputs(device: Device, plan: Plan, inputs: Sequence[Array]) -> None:
    """Give the model its inputs: one array for each, of its shape and type."""
    for slot, values in zip(plan.inputs, inputs, strict=True):
        device.write(slot, np.ascontiguousarray(values).tobytes())


def read_outputs(device: Device, graph: Graph, plan: Plan) -> list[Array]:
    """What the model has computed last."""
    return [
        read_tensor(device, graph.tensor(number), slot)
        for number, slot in zip(graph.outputs, plan.outputs, strict=True)
    ]


def read_tensor(device: Device, tensor: Tensor, slot: int) -> Array:
    """A tensor's elements as they lie in the device's memory; every target is little endian."""
    data = device.read(slot, tensor.size_bytes)
    return np.frombuffer(data, tensor.dtype.numpy.newbyteorder("<")).reshape(tensor.shape)
