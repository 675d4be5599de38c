"""AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D and RESIZE_BILINEAR of float32."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import ResizeBilinear
from tinyedge.reference.float_windows import Pool, resize_offset, resize_scale
from tinyedge.reference.floating import BOUNDS


def pool_float32(site: Site, op: Pool) -> Call:
    """A window that moves over each image."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    low, high = BOUNDS[op.activation]
    params = site.params(
        "te_pool_2d_f32_params",
        *images(site),
        *pair("window", op.window),
        *pair("stride", op.stride),
        *pair("pad", op.pad),
        *output_size(site),
        ("kind", f"TE_{op.kind}_F32"),
        ("min", c.real(low)),
        ("max", c.real(high)),
    )
    return Call("pool_2d_f32", (f"&{params.name}", source, site.output()), tuple(constants), params)


def resize_bilinear_float32(site: Site, op: ResizeBilinear) -> Call:
    """Positions are computed on the device, in float32."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    given = site.tensor(op.inputs[0]).shape[1:3]
    wanted = site.tensor(op.outputs[0]).shape[1:3]
    height, width = (
        c.real(resize_scale(op, before, after)) for before, after in zip(given, wanted, strict=True)
    )
    params = site.params(
        "te_resize_bilinear_f32_params",
        *images(site),
        *output_size(site),
        ("height_scale", height),
        ("width_scale", width),
        ("offset", c.real(resize_offset(op))),
    )
    arguments = (f"&{params.name}", source, site.output())
    return Call("resize_bilinear_f32", arguments, tuple(constants), params)
