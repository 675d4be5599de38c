"""RESIZE_BILINEAR."""

from __future__ import annotations

from tinyedge.graph.checks.resizing import resizes
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import ResizeBilinear
from tinyedge.graph.resizing import STEPS, position, step


def resize_bilinear(site: Site, op: ResizeBilinear) -> None:
    """One quantization on both sides. TFLM rounds the step from pixel to pixel to 1/1024: where an
    image grows by much, it leaves the input before the output ends, and reads what lies behind."""
    site.int8(op.inputs[0])
    site.int8(op.outputs[0])
    site.same_quantization(op.inputs[0])
    if op.align_corners and op.half_pixel_centers:
        raise site.error("both align_corners and half_pixel_centers, which TFLite Micro refuses")
    resizes(site)
    given = site.tensor(op.inputs[0]).shape[1:3]
    wanted = site.tensor(op.outputs[0]).shape[1:3]
    for what, before, after in zip(("rows", "columns"), given, wanted, strict=True):
        pixels = step(before, after, op.align_corners)
        last = position(after - 1, pixels, op.half_pixel_centers)
        if last >= before * STEPS:
            raise site.error(
                f"from {before} to {after} {what} TFLite Micro steps past the end of the input",
                "resize in two steps, or by a power of two",
            )
