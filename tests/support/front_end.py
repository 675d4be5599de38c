"""An audio front end, as TFLM's audio_preprocessor exports one: samples in, features out.

40 channels from 125 Hz to 7.5 kHz of 30 ms at 16 kHz, with the noise taken away and the gain made
even; as numbers of one scale, from -128 (silence) to 127.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .tflite_builder import Builder, schema

RATE_HZ = 16_000
FRAME = 480  # 30 ms
STEP = 320  # 20 ms
FFT = 512
CHANNELS = 40
SCALE, ZERO_POINT = 0.10171568393707275, -128  # of the features, as micro_speech takes them

_WINDOW_BITS = 12
_WEIGHT_BITS = 12
_LOWEST_HZ, _HIGHEST_HZ = 125.0, 7500.0
_CORRECTION_BITS = FFT.bit_length() - 1 - _WEIGHT_BITS // 2
_GAIN_BITS = 21
_NOISE_BITS = 10  # fractional, of the estimate
_LOG_BITS = 6


def front_end(b: Builder, samples: int) -> int:
    """The features [1, CHANNELS] of STEP new samples [STEP]; a frame begins with earlier ones."""
    frame, valid = b.tensor((1, FRAME), dtype="int16"), b.tensor((), dtype="bool")
    b.custom(
        "SignalFramer", [samples], [frame, valid], frame_size=FRAME, frame_step=STEP, prefill=True
    )
    return features_of(b, frame)


def features_of(b: Builder, frame: int) -> int:
    """The features [1, CHANNELS] of one frame [1, FRAME]."""
    energies, bits = _energies(b, _windowed(b, frame))
    wide = b.tensor((CHANNELS,), dtype="uint64")
    b.custom(
        "SignalFilterBank",
        [energies, *(b.constant(a) for a in filter_bank())],
        [wide],
        num_channels=CHANNELS,
    )
    channels = _vector(b)
    b.custom("SignalFilterBankSquareRoot", [wide, bits], [channels])
    cleaned, noise = _vector(b), _vector(b)
    b.custom(
        "SignalFilterBankSpectralSubtraction",
        [channels],
        [cleaned, noise],
        smoothing=round(0.025 * 2**14),
        one_minus_smoothing=round(0.975 * 2**14),
        alternate_smoothing=round(0.06 * 2**14),
        alternate_one_minus_smoothing=round(0.94 * 2**14),
        min_signal_remaining=round(0.05 * 2**14),
        smoothing_bits=_NOISE_BITS,
        spectral_subtraction_bits=14,
        num_channels=CHANNELS,
        clamping=False,
    )
    even = _vector(b)
    b.custom("SignalPCAN", [cleaned, noise, b.constant(gain())], [even], snr_shift=6)
    logarithms = b.tensor((CHANNELS,), dtype="int16")
    b.custom(
        "SignalFilterBankLog",
        [even],
        [logarithms],
        input_correction_bits=_CORRECTION_BITS,
        output_scale=1 << _LOG_BITS,
    )
    return b.reshape(_quantized(b, logarithms), (1, CHANNELS))


def hann() -> NDArray[np.int16]:
    """A raised cosine, as long as a frame."""
    phase = 2 * np.pi * (np.arange(FRAME) + 0.5) / FRAME
    return np.round((0.5 - 0.5 * np.cos(phase)) * 2**_WINDOW_BITS).astype(np.int16)


def filter_bank() -> tuple[NDArray[np.int16], ...]:
    """Triangles that overlap by halves, evenly apart on the mel scale: the five constants of a
    SignalFilterBank."""
    mels = _mel(np.arange(FFT // 2 + 1) * RATE_HZ / FFT)
    edges = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), CHANNELS + 2)
    own, rest, starts, places, widths = [], [], [], [], []
    for low, high in pairwise(edges):
        inside = np.flatnonzero((mels > low) & (mels <= high))
        falling = (high - mels[inside]) / (high - low)
        starts.append(inside[0] if inside.size else 0)
        places.append(len(own))
        widths.append(inside.size)
        own.extend(np.floor(falling * 2**_WEIGHT_BITS))
        rest.extend(np.floor((1 - falling) * 2**_WEIGHT_BITS))
    # What falls in one channel rises in the next: a band's weights are those of the one before.
    return tuple(np.array(a).astype(np.int16) for a in (own, rest, starts, places, widths))


def gain() -> NDArray[np.int16]:
    """(noise + 80) ^ -0.95: a parabola through both ends and the middle for each power of 2."""

    def at(noise: float) -> float:
        real = noise / 2 ** (_NOISE_BITS - _CORRECTION_BITS)
        return min(math.floor(0.5 + 2**_GAIN_BITS * (real + 80.0) ** -0.95), 2**15 - 1)

    table = [at(0), at(1)]
    for length in range(2, 33):
        start = 2 ** (length - 1)
        first, middle, last = at(start), at(1.5 * start), at(min(2 * start, 2**32 - 1))
        slope, bend = 4 * middle - 3 * first - last, 2 * (first + last - 2 * middle)
        table += [first, slope, bend, 0]
    return np.array(table[:-1], np.int16)


def _windowed(b: Builder, frame: int) -> int:
    weighed = b.tensor((1, FRAME), dtype="int16")
    b.custom("SignalWindow", [frame, b.constant(hann())], [weighed], shift=_WINDOW_BITS)
    return b.reshape(weighed, (FRAME,))


def _energies(b: Builder, samples: int) -> tuple[int, int]:
    """The energies, 0 outside of the channels, and by how many bits the samples were raised."""
    raised, bits = b.tensor((FRAME,), dtype="int16"), b.tensor((), dtype="int32")
    b.custom("SignalFftAutoScale", [samples], [raised, bits])
    spectrum = b.tensor((FFT + 2,), dtype="int16")
    b.custom("SignalRfft", [raised], [spectrum], T=7, fft_length=FFT)
    count = FFT // 2 + 1
    starts, widths = filter_bank()[2::2]
    start, end = int(starts[0]), int(starts[-1] + widths[-1])
    energies = b.tensor((count,), dtype="uint32")
    b.custom("SignalEnergy", [spectrum], [energies], start_index=start, end_index=end)
    # TFLM leaves the others as they are.
    inside = _cast(b, energies, "int32")
    kept = b.tensor((end - start,), dtype="int32")
    corners = [b.constant(np.array([n], np.int32)) for n in (start, end, 1)]
    b.operator("STRIDED_SLICE", [inside, *corners], [kept], schema.StridedSliceOptionsT())
    padded = b.tensor((count,), dtype="int32")
    zeros = [b.constant(np.zeros(n, np.int32)) for n in (start, count - end)]
    b.operator("CONCATENATION", [zeros[0], kept, zeros[1]], [padded], _concatenation())
    return _cast(b, padded, "uint32"), bits


def _quantized(b: Builder, logarithms: int) -> int:
    """0 to 26 * 25.6 -> -128 to 127, rounded."""
    whole = 666
    x = _cast(b, logarithms, "int32")
    x = _int32(b, "MUL", x, 256, schema.MulOptionsT())
    x = _int32(b, "ADD", x, whole // 2, schema.AddOptionsT())
    x = _int32(b, "DIV", x, whole, schema.DivOptionsT())
    x = _int32(b, "ADD", x, -128, schema.AddOptionsT())
    x = _int32(b, "MINIMUM", x, 127, schema.MaximumMinimumOptionsT())
    x = _int32(b, "MAXIMUM", x, -128, schema.MaximumMinimumOptionsT())
    y = b.tensor((CHANNELS,), scale=SCALE, zero_point=ZERO_POINT)
    b.operator("CAST", [x], [y])
    return y


def _vector(b: Builder) -> int:
    return b.tensor((CHANNELS,), dtype="uint32")


def _cast(b: Builder, x: int, dtype: str) -> int:
    y = b.tensor(b.shape(x), dtype=dtype)
    b.operator("CAST", [x], [y])
    return y


def _int32(b: Builder, kind: str, x: int, constant: int, options: Any) -> int:
    y = b.tensor(b.shape(x), dtype="int32")
    b.operator(kind, [x, b.constant(np.array(constant, np.int32))], [y], options)
    return y


def _concatenation() -> Any:
    options = schema.ConcatenationOptionsT()
    options.axis = 0
    return options


def _mel(hz: Any) -> Any:
    return 1127.0 * np.log1p(np.asarray(hz) / 700.0)


def listened(frames: int, seed: int = 0) -> list[NDArray[np.int16]]:
    """What a microphone might hear in so many steps: noise, a chirp, silence, clipping."""
    rng = np.random.default_rng(seed)
    t = np.arange(frames * STEP) / RATE_HZ
    loudness = 9000 * np.clip(np.sin(2 * np.pi * 1.7 * t), 0, 1)
    heard = loudness * np.sin(2 * np.pi * (200 + 1500 * t) * t) + rng.normal(0, 200, t.size)
    heard[(t > 0.3) & (t < 0.34)] = 0
    heard[(t > 0.5) & (t < 0.56)] *= 12
    clipped = np.clip(np.round(heard), -(2**15), 2**15 - 1).astype(np.int16)
    return list(clipped.reshape(frames, STEP))


def history(frames: int) -> bytes:
    """A model that gives the last features, [1, frames * CHANNELS], each time it is given the next
    ones, [1, CHANNELS]; at first there was silence."""
    b = Builder()
    quant = {"scale": SCALE, "zero_point": ZERO_POINT}
    whole = (1, frames * CHANNELS)
    past = b.variable(whole, name="features", **quant)
    x = b.input((1, CHANNELS), **quant)
    both = b.concatenation([b.read_variable(past), x], 1)
    corners = [[0, CHANNELS], [1, (frames + 1) * CHANNELS], [1, 1]]
    y = b.tensor(whole, **quant)
    numbers = [b.constant(np.array(values, np.int32)) for values in corners]
    b.operator("STRIDED_SLICE", [both, *numbers], [y], schema.StridedSliceOptionsT())
    b.assign_variable(past, y)
    return b.build([y])
