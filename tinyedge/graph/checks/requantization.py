"""The proof that a sum on its way back to int8 stays within int32."""

from __future__ import annotations

import math

from tinyedge.graph.checks.site import Site, left_shift
from tinyedge.graph.ops import Activation
from tinyedge.graph.types import DType, Quant

MAX_LEFT_SHIFT = 30  # te_requantize
# The output zero point, of at most 128 or 32768, is added to what the multiplication leaves of a
# sum.
LARGEST_SUM = 2**31 - 1 - 128
_LARGEST_SUM_OF_INT16 = 2**31 - 1 - 2**15


def requantizes(
    site: Site, largest: int, multiplier: float, where: str = "", dtype: DType = DType.INT8
) -> None:
    """A sum of at most ``largest`` in magnitude, times ``multiplier``, must fit int32.

    where: which output channel, for the message. dtype: of the output.
    """
    if not (math.isfinite(multiplier) and multiplier >= 0):
        raise site.error(f"{where}scales lead to a multiplier of {multiplier:g}")
    shift = left_shift(multiplier)
    most = _LARGEST_SUM_OF_INT16 if dtype is DType.INT16 else LARGEST_SUM
    if shift > MAX_LEFT_SHIFT or largest << shift > most:
        raise site.error(
            f"{where}a sum of up to {largest:,}, times {multiplier:g} from its scales, does not "
            "fit int32",
            "reduce the weights' range or the layer's inputs, and convert again",
        )


def clamps(site: Site, activation: Activation, quant: Quant) -> None:
    """The bounds of a fused activation must be numbers of int32 in steps of the output."""
    bound = {Activation.RELU_N1_TO_1: 1.0, Activation.RELU6: 6.0}.get(activation, 0.0)
    if bound / quant.scale >= 2**31 - 2**16:
        raise site.error(f"{activation.value} with an output scale of {quant.scale:g}")
