"""What TFLM's signal library does to the channels of a filter bank."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import (
    SignalFilterBankLog,
    SignalFilterBankSpectralSubtraction,
    SignalPcan,
)
from tinyedge.graph.types import Array, Graph

from .fixedpoint import Int64

_SNR_BITS = 12  # fractional bits of the ratio of signal and noise
_OUTPUT_BITS = 6
_LOG_SEGMENTS = 128
_LN_2 = 45426  # of 2^16


def signal_filter_bank_spectral_subtraction(
    op: SignalFilterBankSpectralSubtraction, graph: Graph, x: Array, noise: Array
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint32]]:
    """FilterbankSpectralSubtraction in filter_bank_spectral_subtraction.cc: the channels, the
    estimate, the estimate as it is kept."""
    odd = np.arange(x.size) & 1
    signal = x.astype(np.uint64)
    raised = (signal << np.uint64(op.smoothing_bits)) & np.uint64(0xFFFFFFFF)
    weight = np.array(op.smoothing, np.uint64)[odd]
    rest = np.array(op.one_minus_smoothing, np.uint64)[odd]
    bits = np.uint64(op.bits)
    with np.errstate(over="ignore"):
        estimate = ((raised * weight + noise.astype(np.uint64) * rest) >> bits).astype(np.uint32)
        floor = ((signal * np.uint64(op.min_signal_remaining)) >> bits).astype(np.uint32)
    below = np.minimum(estimate, raised.astype(np.uint32))
    left = (raised.astype(np.uint32) - below) >> np.uint32(op.smoothing_bits)
    kept = below if op.clamping else estimate
    return np.maximum(left, floor), kept, kept.copy()


def signal_pcan(
    op: SignalPcan, graph: Graph, x: Array, noise: Array, gain: Array
) -> NDArray[np.uint32]:
    """ApplyPcanAutoGainControlFixed in pcan_argc_fixed.cc."""
    table = [int(value) for value in gain.tolist()]
    y = []
    for signal, estimate in zip(x.tolist(), noise.tolist(), strict=True):
        amplified = signal * (_gain(estimate, table) & 0xFFFFFFFF)
        y.append(_shrunk((amplified >> op.snr_shift) & 0xFFFFFFFF))
    return np.array(y, np.uint32)


def _gain(x: int, table: list[int]) -> int:
    """WideDynamicFunction: a parabola for each length of the number, of its next ten bits."""
    if x <= 2:
        return table[x]
    length = x.bit_length()
    start, slope, bend = table[4 * length - 6 : 4 * length - 3]
    fraction = (x << 11 >> length) & 0x3FF
    result = (((bend * fraction) >> 5) + (slope << 5)) * fraction
    total = ((result + (1 << 14)) >> 15) + start
    return ((total + 2**15) & 0xFFFF) - 2**15


def _shrunk(x: int) -> int:
    """PcanShrink: x^2 / 4 below 2, x - 1 from there on."""
    if x < 2 << _SNR_BITS:
        return (x * x) >> (2 + 2 * _SNR_BITS - _OUTPUT_BITS)
    return (x >> (_SNR_BITS - _OUTPUT_BITS)) - (1 << _OUTPUT_BITS)


def log_table() -> Int64:
    """log2(1 + x) - x for x from 0 to 1 in 128 steps, of 2^16: kLogLut in log.cc."""
    x = np.arange(_LOG_SEGMENTS + 1) / _LOG_SEGMENTS
    return np.floor(0.5 + 2**16 * (np.log2(1 + x) - x)).astype(np.int64)


def signal_filter_bank_log(op: SignalFilterBankLog, graph: Graph, x: Array) -> NDArray[np.int16]:
    """FilterbankLog in filter_bank_log.cc; 0 for 0 and 1."""
    table = log_table().tolist()
    y = []
    for value in x.tolist():
        raised = (value << op.correction_bits) & 0xFFFFFFFF
        y.append(min(_log(raised, op.scale, table), 2**15 - 1) if raised > 1 else 0)
    return np.array(y, np.int16)


def _log(x: int, scale: int, table: list[int]) -> int:
    """Log32 in log.cc: the logarithm of 2, interpolated, times ln(2), times the scale."""
    whole = x.bit_length() - 1
    fraction = ((x - (1 << whole)) << 16) >> whole
    segment, within = divmod(fraction, 2**16 // _LOG_SEGMENTS)
    rise = ((table[segment + 1] - table[segment]) * within) >> 16
    log2 = (whole << 16) + fraction + table[segment] + rise
    natural = ((_LN_2 * log2 + 2**15) >> 16) & 0xFFFFFFFF
    return ((scale * natural + 2**15) & 0xFFFFFFFF) >> 16
