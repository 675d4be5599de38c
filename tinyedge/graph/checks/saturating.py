"""What LOGISTIC and TANH have in common: a fixed curve over [-16, 16)."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site

SMALLEST_SCALE = 2.0**-28  # below, TFLM shifts by a negative count
LARGEST_SCALE = 2.0**32  # two steps further, it shifts out of 64 bits


def saturates(site: Site, scale: float, zero_point: int) -> None:
    """Same shape; the output's quantization is that of the curve."""
    site.output_shape(site.tensor(site.op.inputs[0]).shape)
    site.output_quantization(scale, zero_point)
    given = site.int8(site.op.inputs[0]).scale
    if not SMALLEST_SCALE <= given <= LARGEST_SCALE:
        raise site.error(
            f"the input scale is {given:g}, not {SMALLEST_SCALE:.0e} to {LARGEST_SCALE:.0e}"
        )
