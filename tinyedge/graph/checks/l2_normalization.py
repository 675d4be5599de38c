"""L2_NORMALIZATION."""

from __future__ import annotations

from tinyedge.graph.checks.site import FEWER_AXES, RECONVERT, Site, largest_offset
from tinyedge.graph.ops import L2Normalization

LARGEST_RANK = 4


def l2_normalization(site: Site, op: L2Normalization) -> None:
    """Same shape; TFLM computes with the output's quantization of TFLite, and does not look."""
    shape = site.tensor(op.inputs[0]).shape
    site.output_shape(shape)
    x = site.int8(op.inputs[0])
    site.output_quantization(1 / 128, 0)
    if not 1 <= len(shape) <= LARGEST_RANK:
        problem = f"{len(shape)} axes, where TFLite Micro takes 1 to {LARGEST_RANK}"
        raise site.error(problem, FEWER_AXES if shape else RECONVERT)
    if shape[-1] * largest_offset(x) ** 2 >= 2**31:
        raise site.error(f"the squares of {shape[-1]:,} elements do not fit int32")
