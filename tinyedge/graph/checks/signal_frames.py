"""Operators of TFLM's signal library that put samples together to frames, and keep some."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import SignalDelay, SignalFramer, SignalOverlapAdd, SignalStacker
from tinyedge.graph.types import DType

_EXPORT = "export it with TFLite Micro's signal library"


def signal_delay(site: Site, op: SignalDelay) -> None:
    """int16, of the same shape."""
    shape = site.tensor(op.inputs[0]).shape
    site.dtype(op.inputs[0], DType.INT16)
    site.dtype(op.outputs[0], DType.INT16)
    if not shape:
        raise site.error("delays a number that has no axis", _EXPORT)
    site.output_shape(shape)


def signal_framer(site: Site, op: SignalFramer) -> None:
    """As many frames as there are whole steps."""
    shape = site.tensor(op.inputs[0]).shape
    site.dtype(op.inputs[0], DType.INT16)
    site.dtype(op.outputs[0], DType.INT16)
    site.dtype(op.outputs[1], DType.BOOL)
    site.shape(op.outputs[1], 0)
    if not shape or shape[-1] % op.step or (op.prefill and op.step > op.size):
        raise site.error(f"makes frames of {op.size}, {op.step} apart, from {list(shape)}", _EXPORT)
    site.output_shape((*shape[:-1], shape[-1] // op.step, op.size))


def signal_overlap_add(site: Site, op: SignalOverlapAdd) -> None:
    """int16 or float32: as many samples for each frame as they are apart."""
    x = site.tensor(op.inputs[0])
    site.dtype(op.inputs[0], DType.INT16)
    site.dtype(op.outputs[0], x.dtype)
    if len(x.shape) < 2 or op.step > x.shape[-1]:
        raise site.error(f"adds up frames {op.step} apart of {list(x.shape)}", _EXPORT)
    site.output_shape((*x.shape[:-2], x.shape[-2] * op.step))


def signal_stacker(site: Site, op: SignalStacker) -> None:
    """int16 of one axis; the next frames begin where these are, not behind them."""
    frames = op.left + op.right + 1
    site.dtype(op.inputs[0], DType.INT16)
    site.dtype(op.outputs[0], DType.INT16)
    site.dtype(op.outputs[1], DType.BOOL)
    site.shape(op.outputs[1], 0)
    if site.shape(op.inputs[0], 1) != (op.channels,) or op.step > frames:
        raise site.error(
            f"stacks {frames} of {op.channels} channels, {op.step} apart, from "
            f"{list(site.tensor(op.inputs[0]).shape)}",
            _EXPORT,
        )
    site.output_shape((frames * op.channels,))
