"""SOFTMAX."""

from __future__ import annotations

import math

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.requantization import requantizes
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Softmax
from tinyedge.graph.types import DType

LARGEST_ROW = 511  # elements: TFLM aborts where the sum of exponentials reaches 512
FRACTIONAL_BITS = 26  # of the scaled difference
_LARGEST_ROW_OF_INT16 = 2**16  # elements: their exponentials, of less than 2**15 each, fit int32


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


def softmax_i16(site: Site, op: Softmax) -> None:
    """Same shape, int16; TFLM demands the output's quantization."""
    shape = site.tensor(op.inputs[0]).shape
    site.output_shape(shape)
    site.output_quantization(1 / 2**15, 0, DType.INT16)
    centered(site)
    if not shape or shape[-1] > _LARGEST_ROW_OF_INT16:
        raise site.error(
            f"a row of {shape[-1] if shape else 0} elements, where 1 to {_LARGEST_ROW_OF_INT16:,} "
            "have a sum that fits int32"
        )
    scale = op.beta * site.quantized(op.inputs[0], DType.INT16).scale
    # No difference to the maximum is above 0: what is added to it, 32767, cannot leave int32.
    requantizes(site, 2**16 - 1, scale / (10 / 65535))
