"""Operators of TFLM's signal library that take a frame and keep nothing."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import (
    SignalEnergy,
    SignalFftAutoScale,
    SignalFilterBank,
    SignalFilterBankLog,
    SignalFilterBankSpectralSubtraction,
    SignalFilterBankSquareRoot,
    SignalIrfft,
    SignalPcan,
    SignalRfft,
    SignalWindow,
    TensorId,
)
from tinyedge.graph.types import DType

_MOST_BITS = 31
_GAINS = 125  # three numbers for each of the 32 lengths of a number, and its first values
_EXPORT = "export it with TFLite Micro's signal library"


def signal_window(site: Site, op: SignalWindow) -> None:
    """All int16; the last axis is one window long."""
    x, weights = op.inputs
    for number in (*op.inputs, *op.outputs):
        site.dtype(number, DType.INT16)
    shape = site.tensor(x).shape
    site.output_shape(shape)
    (size,) = site.shape(weights, 1)
    if shape[-1:] != (size,):
        raise site.error(f"a window of {size} is laid over frames of {list(shape)}", _EXPORT)


def signal_fft_auto_scale(site: Site, op: SignalFftAutoScale) -> None:
    """int16 of one axis; the bits are an int32 without axes."""
    y, bits = op.outputs
    _vector(site, op.inputs[0], DType.INT16)
    _vector(site, y, DType.INT16)
    site.output_shape(site.tensor(op.inputs[0]).shape)
    site.shape(bits, 0)
    site.dtype(bits, DType.INT32)


def signal_rfft(site: Site, op: SignalRfft) -> None:
    """Frames no longer than the transform."""
    shape = site.tensor(op.inputs[0]).shape
    site.dtype(op.outputs[0], site.dtype(op.inputs[0], DType.INT16, DType.INT32))
    if not shape or shape[-1] > op.length:
        raise site.error(f"transforms {op.length} numbers of {list(shape)}", _EXPORT)
    site.output_shape((*shape[:-1], op.length + 2))


def signal_irfft(site: Site, op: SignalIrfft) -> None:
    """Spectra of as many numbers as the transform takes."""
    shape = site.tensor(op.inputs[0]).shape
    site.dtype(op.outputs[0], site.dtype(op.inputs[0], DType.INT16, DType.INT32))
    if shape[-1:] != (op.length + 2,):
        raise site.error(f"transforms {op.length + 2} numbers of {list(shape)}", _EXPORT)
    site.output_shape((*shape[:-1], op.length))


def signal_energy(site: Site, op: SignalEnergy) -> None:
    """Complex int16 -> uint32; the numbers from start to end are there."""
    size = _vector(site, op.inputs[0], DType.INT16)
    count = _vector(site, op.outputs[0], DType.UINT32)
    if size != 2 * count or not 0 <= op.start <= op.end <= count:
        raise site.error(
            f"takes the energy of {op.start} to {op.end} of {size} numbers into {count}", _EXPORT
        )


def signal_filter_bank(site: Site, op: SignalFilterBank) -> None:
    """Every band lies within the energies, and its weights within the weights; all constant."""
    energies, weights, unweights, *places = op.inputs
    size = _vector(site, energies, DType.UINT32)
    channels = _vector(site, op.outputs[0], DType.UINT64)
    count = _vector(site, weights, DType.INT16)
    if _vector(site, unweights, DType.INT16) != count:
        raise site.error("has another number of weights than of what is left of them", _EXPORT)
    for number in op.inputs[1:]:
        site.constant(number)
    for number in places:
        if _vector(site, number, DType.INT16) != channels + 1:
            raise site.error(f"{site.named(number)} is not of {channels} bands and one", _EXPORT)
    first, first_weight, width = (site.constant(n).astype(np.int64) for n in places)
    bad = (width < 0) | (first < 0) | (first_weight < 0)
    bad |= (first + width > size) | (first_weight + width > count)
    if bad.any():
        band = int(np.flatnonzero(bad)[0])
        raise site.error(
            f"band {band} has {width[band]} energies from {first[band]} on of {size}, and weights "
            f"from {first_weight[band]} on of {count}",
            _EXPORT,
        )


def signal_filter_bank_square_root(site: Site, op: SignalFilterBankSquareRoot) -> None:
    """uint64 -> uint32; the bits are those of a SignalFftAutoScale, or a constant."""
    x, bits = op.inputs
    _vector(site, x, DType.UINT64)
    if site.tensor(x).data is not None:
        raise site.error(f"{site.named(x)} is a constant, of which the roots are known", _EXPORT)
    _vector(site, op.outputs[0], DType.UINT32)
    site.output_shape(site.tensor(x).shape)
    site.shape(bits, 0)
    site.dtype(bits, DType.INT32)
    data = site.tensor(bits).data
    if data is None:
        fits = isinstance(site.graph.writer(bits), SignalFftAutoScale)
    else:
        fits = 0 <= int(data) <= _MOST_BITS
    if not fits:
        raise site.error(
            f"shifts by {site.named(bits)}, which may not lie in 0 to {_MOST_BITS}",
            "give it what SignalFftAutoScale gives",
        )


def signal_filter_bank_spectral_subtraction(
    site: Site, op: SignalFilterBankSpectralSubtraction
) -> None:
    """uint32 of one axis; every number without a sign wraps as TFLM's does."""
    channels = _vector(site, op.inputs[0], DType.UINT32)
    for number in op.outputs[:2]:
        if _vector(site, number, DType.UINT32) != channels:
            raise site.error(f"{site.named(number)} has not {channels} channels", _EXPORT)


def signal_pcan(site: Site, op: SignalPcan) -> None:
    """uint32 of one axis; the gain has its pieces for every length of a number."""
    x, noise, gain = op.inputs
    channels = _vector(site, x, DType.UINT32)
    for number in (noise, *op.outputs):
        if _vector(site, number, DType.UINT32) != channels:
            raise site.error(f"{site.named(number)} has not {channels} channels", _EXPORT)
    gains = _vector(site, gain, DType.INT16)
    if gains < _GAINS:
        raise site.error(f"{site.named(gain)} has {gains} numbers, not {_GAINS}", _EXPORT)


def signal_filter_bank_log(site: Site, op: SignalFilterBankLog) -> None:
    """uint32 -> int16."""
    _vector(site, op.inputs[0], DType.UINT32)
    _vector(site, op.outputs[0], DType.INT16)
    site.output_shape(site.tensor(op.inputs[0]).shape)


def _vector(site: Site, number: TensorId, dtype: DType) -> int:
    """How long a tensor of one axis is, of that type."""
    site.dtype(number, dtype)
    (size,) = site.shape(number, 1)
    return size
