"""The proof that a sum of 64 bits on its way back to int16 stays within what TFLM makes of it."""

from __future__ import annotations

import math

from tinyedge.graph.checks.site import Site
from tinyedge.graph.sums import WIDE_BITS

LARGEST_MULTIPLIER = 128.0  # te_requantize_wide shifts left by at most 7


def requantizes_wide(site: Site, largest: int, multiplier: float, where: str = "") -> None:
    """A sum of at most ``largest`` in magnitude must fit 48 bits and, times ``multiplier``, int32.

    where: which output channel, for the message.
    """
    if not (math.isfinite(multiplier) and 0 <= multiplier * (1 + 2.0**-31) < LARGEST_MULTIPLIER):
        raise site.error(
            f"{where}scales lead to a multiplier of {multiplier:g}, not below "
            f"{LARGEST_MULTIPLIER:g}"
        )
    # The multiplier is rounded to 15 bits, the result to an integer.
    if largest >= 2**WIDE_BITS or largest * multiplier * (1 + 2.0**-14) >= 2**31 - 2:
        raise site.error(
            f"{where}a sum of up to {largest:,}, times {multiplier:g} from its scales, does not "
            "fit int32",
            "reduce the weights' range or the layer's inputs, and convert again",
        )
