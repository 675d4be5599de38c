"""What TFLM's signal library does to a frame before its spectrum is taken, and to the spectrum."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tinyedge.graph.ops import (
    SignalEnergy,
    SignalFftAutoScale,
    SignalFilterBank,
    SignalFilterBankSquareRoot,
    SignalWindow,
)
from tinyedge.graph.types import Array, Graph

from .operands import constant

_INT16_BITS = 16


def signal_window(op: SignalWindow, graph: Graph, x: Array, weights: Array) -> NDArray[np.int16]:
    """ApplyWindow in window.cc, clamped to int16."""
    product = (x.astype(np.int32) * weights.astype(np.int32)) >> op.shift
    clipped: NDArray[np.int16] = np.clip(product, -(2**15), 2**15 - 1).astype(np.int16)
    return clipped


def signal_fft_auto_scale(
    op: SignalFftAutoScale, graph: Graph, x: Array
) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """FftAutoScale in fft_auto_scale.cc."""
    largest = _largest(x)
    bits = max(_INT16_BITS - 1 - largest.bit_length(), 0) if largest > 0 else 0
    return (x.astype(np.int32) << bits).astype(np.int16), np.array(bits, np.int32)


def _largest(x: Array) -> int:
    """MaxAbs16 in max_abs.cc: -32768 has no magnitude in int16, and the search begins anew."""
    largest = 0
    for value in x.reshape(-1).tolist():
        if abs(value) > largest or value > largest:
            largest = abs(value) if value != -(2**15) else value
    return largest


def signal_energy(op: SignalEnergy, graph: Graph, x: Array) -> NDArray[np.uint32]:
    """SpectrumToEnergy in energy.cc; TFLM does not write what is not asked for, here it is 0."""
    parts = x.reshape(-1, 2)[op.start : op.end].astype(np.int64)
    y = np.zeros(graph.tensor(op.outputs[0]).shape, np.uint32)
    y[op.start : op.end] = (parts**2).sum(axis=1)
    return y


def signal_filter_bank(op: SignalFilterBank, graph: Graph, energies: Array) -> NDArray[np.uint64]:
    """FilterbankAccumulateChannels in filter_bank.cc: each band's weights for its own channel,
    what is left of them for the next; a sum wraps at 64 bits. The first channel is nobody's."""
    weights, unweights, *places = (constant(graph, n) for n in op.inputs[1:])
    own, passed_on = weights.astype(np.uint64), unweights.astype(np.uint64)
    y = []
    carried = np.uint64(0)
    with np.errstate(over="ignore"):
        for first, first_weight, width in zip(*(p.tolist() for p in places), strict=True):
            band = energies[first : first + width].astype(np.uint64)
            at = slice(first_weight, first_weight + width)
            y.append(carried + (band * own[at]).sum(dtype=np.uint64))
            carried = (band * passed_on[at]).sum(dtype=np.uint64)
    return np.array(y[1:], np.uint64)


def signal_filter_bank_square_root(
    op: SignalFilterBankSquareRoot, graph: Graph, x: Array, bits: Array
) -> NDArray[np.uint32]:
    """FilterbankSqrt in filter_bank_square_root.cc."""
    roots = [_square_root(value) >> int(bits) for value in x.tolist()]
    return np.array(roots, np.uint32)


def _square_root(value: int) -> int:
    """Rounded to the nearest; numbers of 32 bits have roots of 16, those above roots of 32."""
    root = math.isqrt(value)
    most = 0xFFFF if value < 2**32 else 0xFFFFFFFF
    return root + 1 if value - root * root > root and root != most else root
