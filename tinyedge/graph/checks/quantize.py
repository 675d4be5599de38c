"""QUANTIZE."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tinyedge.graph.checks.requantization import MAX_LEFT_SHIFT
from tinyedge.graph.checks.site import Site, largest_offset, left_shift
from tinyedge.graph.ops import Quantize, TensorId
from tinyedge.graph.types import DType, Quant

# What TFLM takes, and what it makes of it.
_BECOMES: Mapping[DType, tuple[DType, ...]] = MappingProxyType(
    {
        DType.FLOAT32: (DType.INT8, DType.INT16),
        DType.INT8: (DType.INT8, DType.UINT8, DType.INT16, DType.INT32),
        DType.UINT8: (DType.INT8,),
        DType.INT16: (DType.INT8, DType.INT16, DType.INT32),
        DType.INT32: (DType.INT8, DType.INT16),
    }
)
_LARGEST = 2**31 - 1


def quantize(site: Site, op: Quantize) -> None:
    """Same shape; from one type to another, where every int32 on the way fits."""
    site.output_shape(site.tensor(op.inputs[0]).shape)
    before = site.dtype(op.inputs[0], *_BECOMES)
    after = site.dtype(op.outputs[0], *_BECOMES[before])
    y = _quantized(site, op.outputs[0], after)
    if before is DType.FLOAT32:
        return
    x = _quantized(site, op.inputs[0], before)
    multiplier = x.scale / y.scale
    largest, shift = largest_offset(x, before), left_shift(multiplier)
    # The least int32 is a step more than fits, but for what is not shifted.
    most = _LARGEST + (shift == 0)
    if (
        shift > MAX_LEFT_SHIFT
        or largest << shift > most
        or largest * multiplier + abs(y.zero_point) + 1 > _LARGEST
    ):
        raise site.error(
            f"a difference of up to {largest:,}, times {multiplier:g} from its scales, does not "
            "fit int32"
        )


def _quantized(site: Site, number: TensorId, dtype: DType) -> Quant:
    """One scale and one zero point, of int32 0; the scales of int32 are looked at nowhere else."""
    quant = site.quantized(number, dtype)
    if dtype is DType.INT32 and (quant.zero_point or not 2.0**-60 <= quant.scale <= 2.0**60):
        raise site.error(
            f"{site.named(number)} is int32 with the scale {quant.scale:g} and the zero point "
            f"{quant.zero_point}"
        )
    return quant
