"""What RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR have in common: a constant size."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer


def require_size(layer: Layer) -> None:
    """Input 1, [height, width], is what the output's shape says."""
    given = [int(n) for n in layer.integers(layer.operands(2)[1], "size").ravel()]
    size = layer.shape(layer.result()[0], 4)[1:3]
    if given != list(size):
        raise layer.error(f"has an output of {size[0]} x {size[1]} and is told to give {given}")
