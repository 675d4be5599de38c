"""SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION of float32."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import L2Normalization, LogSoftmax, Softmax


def softmax_float32(site: Site, op: Softmax | LogSoftmax) -> Call:
    """Each row by itself."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    rows, depth = _rows(site)
    params = site.params(
        "te_softmax_f32_params",
        ("rows", rows),
        ("depth", depth),
        ("beta", c.real(op.beta if isinstance(op, Softmax) else 1.0)),
    )
    kernel = "softmax_f32" if isinstance(op, Softmax) else "log_softmax_f32"
    return Call(kernel, (f"&{params.name}", source, site.output()), tuple(constants), params)


def l2_normalization_float32(site: Site, op: L2Normalization) -> Call:
    """Each row by itself."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    return Call("l2_normalization_f32", (*_rows(site), source, site.output()), tuple(constants))


def _rows(site: Site) -> tuple[str, str]:
    """How many rows, and of how many elements each."""
    tensor = site.tensor(site.layer.op.outputs[0])
    depth = tensor.shape[-1]
    return c.integer(tensor.elements // depth), c.integer(depth)
