"""What both pools have in common."""

from __future__ import annotations

from tinyedge.graph.checks.requantization import clamps
from tinyedge.graph.checks.site import Site
from tinyedge.graph.checks.window import slides
from tinyedge.graph.ops import AveragePool2D, MaxPool2D
from tinyedge.graph.types import DType

SCALE_TOLERANCE = 1e-6  # as TFLM has it, in PoolingPrepare


def pools(site: Site, op: AveragePool2D | MaxPool2D) -> None:
    """[N,H,W,C] gives [N,h,w,C] of the same quantization."""
    batch, _, _, channels = site.shape(op.inputs[0], 4)
    slides(site, op.window, op.stride, op.pad)
    site.output_shape((batch, *site.tensor(op.outputs[0]).shape[1:3], channels))
    site.same_quantization(op.inputs[0], SCALE_TOLERANCE)
    dtype = site.alike(DType.INT8, DType.INT16)
    clamps(site, op.activation, site.quantized(op.outputs[0], dtype))
