"""What LOGISTIC and TANH have in common: a fixed curve over [-16, 16)."""

from __future__ import annotations

from tinyedge.graph.checks.centered import centered
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import Logistic, Tanh
from tinyedge.graph.types import DType

SMALLEST_SCALE = 2.0**-28  # below, TFLM shifts by a negative count
LARGEST_SCALE = 2.0**32  # two steps further, it shifts out of 64 bits
_LARGEST_SCALE_OF_INT16 = 32767 / 12288  # times 12288, it fits 15 bits


def saturates(site: Site, scale: float, zero_point: int) -> None:
    """Same shape; the output's quantization is that of the curve."""
    site.output_shape(site.tensor(site.op.inputs[0]).shape)
    site.output_quantization(scale, zero_point)
    given = site.int8(site.op.inputs[0]).scale
    if not SMALLEST_SCALE <= given <= LARGEST_SCALE:
        raise site.error(
            f"the input scale is {given:g}, not {SMALLEST_SCALE:.0e} to {LARGEST_SCALE:.0e}"
        )


def saturates_i16(site: Site, _: Logistic | Tanh) -> None:
    """Same shape, int16; the output's quantization is that of the curve."""
    site.output_shape(site.tensor(site.op.inputs[0]).shape)
    site.output_quantization(1 / 2**15, 0, DType.INT16)
    centered(site)
    given = site.quantized(site.op.inputs[0], DType.INT16).scale
    if not SMALLEST_SCALE <= given <= _LARGEST_SCALE_OF_INT16:
        raise site.error(
            f"the input scale is {given:g}, not {SMALLEST_SCALE:.0e} to "
            f"{_LARGEST_SCALE_OF_INT16:.3g}"
        )
