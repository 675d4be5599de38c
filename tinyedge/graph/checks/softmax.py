"""SOFTMAX."""

from __future__ import annotations

import math

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Softmax

LARGEST_ROW = 511  # elements: TFLM aborts where the sum of exponentials reaches 512
FRACTIONAL_BITS = 26  # of the scaled difference


def softmax(site: Site, op: Softmax) -> None:
    """Same shape; TFLM demands the output's quantization."""
    shape = site.tensor(op.inputs[0]).shape
    site.output_shape(shape)
    site.output_quantization(1 / 256, -128)
    if not shape or shape[-1] > LARGEST_ROW:
        raise site.error(
            f"a row of {shape[-1] if shape else 0} elements, where TFLite Micro takes 1 to "
            f"{LARGEST_ROW}"
        )
    scale = op.beta * site.int8(op.inputs[0]).scale
    if not (math.isfinite(scale) and scale * 2**FRACTIONAL_BITS > 1):
        raise site.error(f"beta {op.beta:g} times the input scale is {scale:g}, out of range")
