"""RESIZE_BILINEAR."""

from __future__ import annotations

from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import ResizeBilinear
from tinyedge.graph.resizing import first, step


def resize_bilinear(site: Site, op: ResizeBilinear) -> Call:
    """Steps and first positions are known, in 1/1024 of a pixel."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    given = site.tensor(op.inputs[0]).shape[1:3]
    wanted = site.tensor(op.outputs[0]).shape[1:3]
    height, width = (
        step(before, after, op.align_corners) for before, after in zip(given, wanted, strict=True)
    )
    params = site.params(
        "te_resize_bilinear_params",
        *images(site),
        *output_size(site),
        *pair("first", (first(height, op.half_pixel_centers), first(width, op.half_pixel_centers))),
        *pair("step", (height, width)),
    )
    arguments = (f"&{params.name}", source, site.output())
    return Call("resize_bilinear", arguments, tuple(constants), params)
