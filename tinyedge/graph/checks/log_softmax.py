"""LOG_SOFTMAX."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.checks.softmax import FRACTIONAL_BITS
from tinyedge.graph.ops import LogSoftmax

LARGEST_ROW = 4095  # elements: their exponentials, at most 1 each, are summed in Q12.19
LARGEST_SCALE = 2.0**4


def log_softmax(site: Site, op: LogSoftmax) -> None:
    """Same shape; TFLM demands the output's quantization."""
    shape = site.tensor(op.inputs[0]).shape
    site.output_shape(shape)
    site.output_quantization(1 / 16, 127)
    if not shape or shape[-1] > LARGEST_ROW:
        raise site.error(
            f"a row of {shape[-1] if shape else 0} elements, where TFLite Micro takes 1 to "
            f"{LARGEST_ROW}"
        )
    scale = site.int8(op.inputs[0]).scale
    if not 1 < scale * 2**FRACTIONAL_BITS < 2**FRACTIONAL_BITS * LARGEST_SCALE:
        raise site.error(f"the input scale is {scale:g}, out of range")
