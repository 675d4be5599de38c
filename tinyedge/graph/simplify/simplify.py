"""All passes, in order."""

from __future__ import annotations

from collections.abc import Callable

from tinyedge.graph.check import check
from tinyedge.graph.simplify.drop_identity import drop_identity
from tinyedge.graph.simplify.drop_unused import drop_unused
from tinyedge.graph.simplify.fold_constants import fold_constants
from tinyedge.graph.simplify.fuse_activation import fuse_activation
from tinyedge.graph.simplify.fuse_pad import fuse_pad
from tinyedge.graph.types import Graph

Pass = Callable[[Graph], Graph]

# drop_identity brings together what the two fusions look for; drop_unused clears up after all.
PASSES: tuple[Pass, ...] = (
    fold_constants,
    drop_identity,
    fuse_pad,
    fuse_activation,
    drop_unused,
)


def simplify(graph: Graph) -> Graph:
    """Apply every pass in order; the graph is checked after each.

    Tensors keep their numbers, names, shapes and quantization. Those that are still computed have
    the same value, bit for bit, for every input; all outputs of the model are among them.
    """
    for apply in PASSES:
        graph = check(apply(graph), file=graph.name, after=apply.__name__)
    return graph
