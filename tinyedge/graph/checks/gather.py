"""GATHER and GATHER_ND."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.checks.moving import moved_quantization, of_one_type
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Gather, GatherNd
from tinyedge.graph.types import Array, DType, Tensor


def gather(site: Site, op: Gather) -> None:
    """The axis is replaced by those of the indices that are not batch axes."""
    shape, indices = site.tensor(op.inputs[0]).shape, _indices(site).shape
    if not 0 <= op.batch_axes <= op.axis < len(shape) or (
        shape[: op.batch_axes] != indices[: op.batch_axes]
    ):
        raise site.error(
            f"axis {op.axis} and {op.batch_axes} batch axes of {list(shape)} and {list(indices)}"
        )
    _within(site, np.array(shape[op.axis]))
    site.output_shape(shape[: op.axis] + indices[op.batch_axes :] + shape[op.axis + 1 :])


def gather_nd(site: Site, op: GatherNd) -> None:
    """The last axis of the indices says a place along as many axes of the tensor."""
    shape, indices = site.tensor(op.inputs[0]).shape, _indices(site).shape
    if len(indices) < 1 or not 1 <= indices[-1] <= min(len(shape), 5):
        raise site.error(f"indices of {list(indices)} into {list(shape)}")
    depth = indices[-1]
    _within(site, np.array(shape[:depth]))
    site.output_shape(indices[:-1] + shape[depth:])


def _indices(site: Site) -> Tensor:
    """They are int32; the other two tensors are of one type and quantization."""
    x, indices = site.op.inputs
    y = site.op.outputs[0]
    of_one_type(site, x, y)
    moved_quantization(site, x, y)
    site.dtype(indices, DType.INT32)
    return site.tensor(indices)


def _within(site: Site, sizes: Array) -> None:
    """No constant index is outside; at run time, the kernel sees to it."""
    indices = site.tensor(site.op.inputs[1]).data
    if indices is None:
        return
    outside = (indices < 0) | (indices >= sizes)
    if outside.any():
        shape = site.tensor(site.op.inputs[0]).shape
        raise site.error(f"takes index {indices[outside].flat[0]}, outside of {list(shape)}")
