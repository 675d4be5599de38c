"""What operators that move a window over [N,H,W,C] have in common."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Pair

Field = tuple[str, str]


def images(site: Site) -> tuple[Field, ...]:
    """The members that give the input's sizes."""
    batches, height, width, channels = site.tensor(site.layer.op.inputs[0]).shape
    return (
        ("batches", c.integer(batches)),
        *pair("input", (height, width)),
        ("channels", c.integer(channels)),
    )


def output_size(site: Site) -> tuple[Field, ...]:
    """The members that give the output's height and width."""
    _, height, width, _ = site.tensor(site.layer.op.outputs[0]).shape
    return pair("output", (height, width))


def pair(what: str, sizes: Pair) -> tuple[Field, Field]:
    """The members <what>_height and <what>_width."""
    return (f"{what}_height", c.integer(sizes[0])), (f"{what}_width", c.integer(sizes[1]))
