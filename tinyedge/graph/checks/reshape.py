"""RESHAPE, SQUEEZE and EXPAND_DIMS."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moved_quantization, of_one_type
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Reshape


def reshape(site: Site, op: Reshape) -> None:
    """The same elements: of one type and, if it has one, quantization, as many as before."""
    x, y = site.tensor(op.inputs[0]), site.tensor(op.outputs[0])
    of_one_type(site, op.inputs[0], op.outputs[0])
    if x.elements != y.elements:
        raise site.error(f"{list(x.shape)} does not become {list(y.shape)}")
    moved_quantization(site, op.inputs[0], op.outputs[0])
