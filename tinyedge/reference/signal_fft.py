"""SignalRfft and SignalIrfft: the Fourier transform of real numbers in fixed point.

TFLM's signal library calls kiss FFT (kiss_fft.c and kiss_fftr.c of version 130): a complex
transform of half the length, radix 4 and at most one radix 2, of which the values are divided by
the radix before each stage; and a step before or behind it. Numbers have 15 or 31 fractional bits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tinyedge.graph.ops import SignalIrfft, SignalRfft
from tinyedge.graph.types import Array, DType, Graph

from .fixedpoint import Int64

_FRACTION_BITS = {DType.INT16: 15, DType.INT32: 31}


@dataclass(frozen=True, slots=True, eq=False)
class FftTables:
    """Roots of unity as (real, imaginary), each rounded to the nearest.

    twiddles: [length / 2, 2], of the complex transform; super_twiddles: [length / 4, 2], of the
    step that makes it one of real numbers. Both turn backwards in an inverse transform.
    fraction_bits: of these and of the numbers that are transformed.
    """

    twiddles: Int64
    super_twiddles: Int64
    fraction_bits: int


def fft_tables(op: SignalRfft | SignalIrfft, graph: Graph) -> FftTables:
    """In double, as kiss_fft_alloc and kiss_fftr_alloc have it."""
    bits = _FRACTION_BITS[graph.tensor(op.inputs[0]).dtype]
    half = op.length // 2
    turn = 1.0 if isinstance(op, SignalIrfft) else -1.0
    plain = [turn * (2 * math.pi * i / half) for i in range(half)]
    split = [turn * (math.pi * ((i + 1) / half + 0.5)) for i in range(half // 2)]
    return FftTables(_roots(plain, bits), _roots(split, bits), bits)


def signal_rfft(op: SignalRfft, graph: Graph, x: Array) -> Array:
    """kiss_fftr of each frame, filled up with zeros."""
    t = fft_tables(op, graph)
    frames = np.zeros((x.size // x.shape[-1], op.length), np.int64)
    frames[:, : x.shape[-1]] = x.reshape(-1, x.shape[-1])
    z = _transform(frames[:, 0::2], frames[:, 1::2], t, inverse=False)
    re, im = (_divided(part, 2, t) for part in z)
    half = op.length // 2
    y = np.zeros((len(frames), half + 1, 2), np.int64)
    y[:, 0, 0] = re[:, 0] + im[:, 0]
    y[:, half, 0] = re[:, 0] - im[:, 0]
    k = np.arange(1, half // 2 + 1)
    mirrored_im = _divided(_wrapped(-z[1][:, half - k], t), 2, t)
    sums = _wrapped(re[:, k] + re[:, half - k], t), _wrapped(im[:, k] + mirrored_im, t)
    rest = _wrapped(re[:, k] - re[:, half - k], t), _wrapped(im[:, k] - mirrored_im, t)
    turned = _product(*rest, t.super_twiddles[k - 1], t)
    # Where k is half - k, what comes later stays.
    y[:, k, 0] = _wrapped(sums[0] + turned[0], t, 1) >> 1
    y[:, k, 1] = _wrapped(sums[1] + turned[1], t, 1) >> 1
    y[:, half - k, 0] = _wrapped(sums[0] - turned[0], t, 1) >> 1
    y[:, half - k, 1] = _wrapped(turned[1] - sums[1], t, 1) >> 1
    return _wrapped(y, t).astype(x.dtype).reshape(graph.tensor(op.outputs[0]).shape)


def signal_irfft(op: SignalIrfft, graph: Graph, x: Array) -> Array:
    """kiss_fftri of each spectrum."""
    t = fft_tables(op, graph)
    half = op.length // 2
    given = x.reshape(-1, half + 1, 2).astype(np.int64)
    re, im = given[:, :, 0], given[:, :, 1]
    z_re = np.zeros((len(given), half), np.int64)
    z_im = np.zeros_like(z_re)
    z_re[:, 0] = _divided(_wrapped(re[:, 0] + re[:, half], t), 2, t)
    z_im[:, 0] = _divided(_wrapped(re[:, 0] - re[:, half], t), 2, t)
    k = np.arange(1, half // 2 + 1)
    first = _divided(re[:, k], 2, t), _divided(im[:, k], 2, t)
    mirrored = _divided(re[:, half - k], 2, t), _divided(_wrapped(-im[:, half - k], t), 2, t)
    even = [_wrapped(a + b, t) for a, b in zip(first, mirrored, strict=True)]
    odd = [_wrapped(a - b, t) for a, b in zip(first, mirrored, strict=True)]
    turned = _product(odd[0], odd[1], t.super_twiddles[k - 1], t)
    z_re[:, k], z_im[:, k] = even[0] + turned[0], even[1] + turned[1]
    z_re[:, half - k], z_im[:, half - k] = even[0] - turned[0], turned[1] - even[1]
    y_re, y_im = _transform(_wrapped(z_re, t), _wrapped(z_im, t), t, inverse=True)
    samples = np.stack([y_re, y_im], axis=-1)
    return samples.astype(x.dtype).reshape(graph.tensor(op.outputs[0]).shape)


def _transform(re: Int64, im: Int64, t: FftTables, *, inverse: bool) -> tuple[Int64, Int64]:
    """kf_work on each row: inner transforms first, on every fourth number and so on."""
    count = re.shape[1]
    if count == 1:
        return re, im
    p = 4 if count % 4 == 0 else 2
    m = count // p
    parts = [_transform(re[:, q::p], im[:, q::p], t, inverse=inverse) for q in range(p)]
    stride = len(t.twiddles) // count
    turned = []
    for q, (part_re, part_im) in enumerate(parts):
        divided = _divided(part_re, p, t), _divided(part_im, p, t)
        roots = t.twiddles[stride * q * np.arange(m)]
        turned.append(_product(*divided, roots, t) if q else divided)
    if p == 2:
        (a_re, a_im), (b_re, b_im) = turned
        out = [(a_re + b_re, a_im + b_im), (a_re - b_re, a_im - b_im)]
    else:
        (a_re, a_im), (b_re, b_im), (c_re, c_im), (d_re, d_im) = turned
        sign = -1 if inverse else 1
        even, odd = (a_re + c_re, a_im + c_im), (a_re - c_re, a_im - c_im)
        sums, rest = (b_re + d_re, b_im + d_im), (b_re - d_re, b_im - d_im)
        out = [
            (even[0] + sums[0], even[1] + sums[1]),
            (odd[0] + sign * rest[1], odd[1] - sign * rest[0]),
            (even[0] - sums[0], even[1] - sums[1]),
            (odd[0] - sign * rest[1], odd[1] + sign * rest[0]),
        ]
    return (
        _wrapped(np.concatenate([o[0] for o in out], axis=1), t),
        _wrapped(np.concatenate([o[1] for o in out], axis=1), t),
    )


def _roots(phases: list[float], bits: int) -> Int64:
    one = 2**bits - 1
    values = [(0.5 + one * math.cos(p), 0.5 + one * math.sin(p)) for p in phases]
    return np.floor(np.array(values, np.float64).reshape(-1, 2)).astype(np.int64)


def _product(re: Int64, im: Int64, roots: Int64, t: FftTables) -> tuple[Int64, Int64]:
    root_re, root_im = roots[:, 0], roots[:, 1]
    return (
        _rounded(re * root_re - im * root_im, t),
        _rounded(re * root_im + im * root_re, t),
    )


def _divided(x: Int64, divisor: int, t: FftTables) -> Int64:
    return _rounded(x * ((2**t.fraction_bits - 1) // divisor), t)


def _rounded(x: Int64, t: FftTables) -> Int64:
    return _wrapped((x + (1 << (t.fraction_bits - 1))) >> t.fraction_bits, t)


def _wrapped(x: Int64, t: FftTables, more_bits: int = 0) -> Int64:
    """The low bits, as the type of the numbers holds them; C adds int16 as int, which has more."""
    bits = t.fraction_bits + (more_bits if t.fraction_bits == 15 else 0)
    return ((x + (1 << bits)) & ((2 << bits) - 1)) - (1 << bits)
