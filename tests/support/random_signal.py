"""Random models of TFLM's signal operators, and of int32 arithmetic, which their exports have too.

Sizes are small and odd, weights and options anywhere in their types, ends among them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .random_arithmetic import stretched
from .random_choices import Rng, chance, shape, size
from .tflite_builder import Builder, Shape, schema

_INT16, _INT32, _FLOAT32 = 7, 2, 0  # of TensorType
TYPE_NUMBERS = {"int16": _INT16, "int32": _INT32, "float32": _FLOAT32}


def _any_int16(rng: Rng, given: Shape) -> Any:
    return (rng.integers(-(2**15), 2**15, given) >> rng.integers(0, 12)).astype(np.int16)


def random_window(rng: Rng) -> bytes:
    b = Builder()
    given = (*shape(rng, 0, 2, 3), size(rng, 40))
    x = b.input(given, dtype="int16")
    y = b.tensor(given, dtype="int16")
    weights = b.constant(_any_int16(rng, given[-1:]))
    b.custom("SignalWindow", [x, weights], [y], shift=int(rng.choice([12, 15, size(rng, 31), 0])))
    return b.build([y])


def scaled(b: Builder, x: int) -> tuple[int, int]:
    """SignalFftAutoScale: (samples, bits)."""
    y, bits = b.tensor(b.shape(x), dtype="int16"), b.tensor((), dtype="int32")
    b.custom("SignalFftAutoScale", [x], [y, bits])
    return y, bits


def random_fft_auto_scale(rng: Rng) -> bytes:
    """Mostly of samples that a window made small."""
    b = Builder()
    given = (size(rng, 40),)
    x = b.input(given, dtype="int16")
    if chance(rng, 0.6):
        small = b.tensor(given, dtype="int16")
        weights = b.constant(_any_int16(rng, given))
        b.custom("SignalWindow", [x, weights], [small], shift=int(rng.integers(12, 28)))
        x = small
    y, bits = scaled(b, x)
    return b.build([y, bits])


def random_rfft(dtype: str) -> Callable[[Rng], bytes]:
    def make(rng: Rng) -> bytes:
        b = Builder()
        length = 1 << int(rng.integers(2, 11))
        lead = shape(rng, 0, 2, 2) if length < 64 else ()
        x = b.input((*lead, size(rng, length) if chance(rng, 0.5) else length), dtype=dtype)
        x = _any_size(rng, b, x) if dtype == "int32" else x
        y = b.tensor((*lead, length + 2), dtype=dtype)
        b.custom("SignalRfft", [x], [y], T=TYPE_NUMBERS[dtype], fft_length=length)
        return b.build([y])

    return make


def _any_size(rng: Rng, b: Builder, x: int) -> int:
    """Small numbers become large ones: a product wraps."""
    factor = int(rng.integers(1, 2**31)) | 1
    y = b.tensor(b.shape(x), dtype="int32")
    b.operator("MUL", [x, b.constant(np.array(factor, np.int32))], [y], schema.MulOptionsT())
    return y


def random_irfft(dtype: str) -> Callable[[Rng], bytes]:
    def make(rng: Rng) -> bytes:
        b = Builder()
        length = 1 << int(rng.integers(2, 11))
        lead = shape(rng, 0, 2, 2) if length < 64 else ()
        x = b.input((*lead, length + 2), dtype=dtype)
        x = _any_size(rng, b, x) if dtype == "int32" else x
        y = b.tensor((*lead, length), dtype=dtype)
        b.custom("SignalIrfft", [x], [y], T=TYPE_NUMBERS[dtype], fft_length=length)
        return b.build([y])

    return make


def random_energy(rng: Rng) -> bytes:
    b = Builder()
    count = size(rng, 40)
    start, end = sorted(int(n) for n in rng.integers(0, count + 1, 2))
    x = b.input((2 * count,), dtype="int16")
    y = b.tensor((count,), dtype="uint32")
    b.custom("SignalEnergy", [x], [y], start_index=0 if chance(rng, 0.3) else start, end_index=end)
    if chance(rng, 0.5):
        z = b.tensor((count,), dtype=str(rng.choice(["int32", "float32", "int8"])))
        b.operator("CAST", [y], [z])
        y = z
    return b.build([y])


def filter_bank(rng: Rng, b: Builder) -> int:
    """Bands anywhere, of any width, over one another; a sum of negative weights wraps."""
    count, channels, weights = size(rng, 40), size(rng, 9), size(rng, 30)
    widths = rng.integers(0, min(count, weights) + 1, channels + 1)
    starts = rng.integers(0, count - widths + 1)
    places = rng.integers(0, weights - widths + 1)
    own = rng.integers(0, 4097, weights) if chance(rng, 0.7) else _any_int16(rng, (weights,))
    rest = 4096 - own if chance(rng, 0.7) else _any_int16(rng, (weights,))
    constants = [b.constant(a.astype(np.int16)) for a in (own, rest, starts, places, widths)]
    x = b.input((count,), dtype="uint32")
    y = b.tensor((channels,), dtype="uint64")
    b.custom("SignalFilterBank", [x, *constants], [y], num_channels=channels)
    return y


def random_square_root(rng: Rng) -> bytes:
    """By the bits of an automatic scale, or by constant ones."""
    b = Builder()
    x = filter_bank(rng, b)
    if chance(rng, 0.5):
        bits = scaled(b, b.input((1,), dtype="int16"))[1]
    else:
        bits = b.constant(np.array(rng.choice([0, 0, 7, 31, rng.integers(32)]), np.int32))
    y = b.tensor(b.shape(x), dtype="uint32")
    b.custom("SignalFilterBankSquareRoot", [x, bits], [y])
    return b.build([y])


def random_spectral_subtraction(rng: Rng) -> bytes:
    b = Builder()
    channels = size(rng, 20)
    x = b.input((channels,), dtype="uint32")
    y, noise = (b.tensor((channels,), dtype="uint32") for _ in range(2))
    bits = 14 if chance(rng, 0.7) else int(rng.integers(0, 32))
    even, odd = (int(rng.integers(0, 2**bits + 1)) for _ in range(2))
    wild = chance(rng, 0.2)
    b.custom(
        "SignalFilterBankSpectralSubtraction",
        [x],
        [y, noise],
        alternate_one_minus_smoothing=_int32(rng, 2**bits - odd, wild),
        alternate_smoothing=_int32(rng, odd, wild),
        clamping=chance(rng, 0.5),
        min_signal_remaining=_int32(rng, int(rng.integers(0, 2**bits + 1)), wild),
        num_channels=channels,
        one_minus_smoothing=_int32(rng, 2**bits - even, wild),
        smoothing=_int32(rng, even, wild),
        smoothing_bits=10 if chance(rng, 0.7) else int(rng.integers(0, 32)),
        spectral_subtraction_bits=bits,
    )
    return b.build([y, noise] if chance(rng, 0.5) else [y])


def _int32(rng: Rng, value: int, wild: bool) -> int:
    """A value, or anything."""
    return int(rng.integers(-(2**31), 2**31)) if wild else min(value, 2**31 - 1)


def random_pcan(rng: Rng) -> bytes:
    b = Builder()
    channels = size(rng, 20)
    x = b.input((channels,), dtype="uint32")
    if chance(rng, 0.3):
        data = rng.integers(0, 2**32, channels, np.uint32)
        noise = b.constant(data >> rng.integers(0, 32, channels).astype(np.uint32))
    else:
        noise = b.input((channels,), dtype="uint32")
    gain = b.constant(_any_int16(rng, (125 + int(rng.integers(0, 3)),)))
    y = b.tensor((channels,), dtype="uint32")
    b.custom("SignalPCAN", [x, noise, gain], [y], snr_shift=int(rng.integers(0, 32)))
    return b.build([y])


def random_log(rng: Rng) -> bytes:
    b = Builder()
    x = b.input((size(rng, 40),), dtype="uint32")
    y = b.tensor(b.shape(x), dtype="int16")
    scale = int(rng.choice([64, 1600, 1, rng.integers(0, 2**16), rng.integers(-(2**31), 2**31)]))
    bits = 3 if chance(rng, 0.5) else int(rng.integers(0, 32))
    b.custom("SignalFilterBankLog", [x], [y], input_correction_bits=bits, output_scale=scale)
    return b.build([y])


def random_delay(rng: Rng) -> bytes:
    b = Builder()
    given = (*shape(rng, 0, 2, 3), size(rng, 12))
    x = b.input(given, dtype="int16")
    y = b.tensor(given, dtype="int16")
    b.custom(
        "SignalDelay", [x], [y], delay_length=size(rng, int(rng.choice([4, 30], p=[0.8, 0.2])))
    )
    return b.build([y])


def random_framer(rng: Rng) -> bytes:
    """Frames longer than a step, shorter, or just as long."""
    b = Builder()
    step, frames = size(rng, 6), size(rng, 4)
    prefill = chance(rng, 0.5)
    frame = size(rng, 20) if not prefill else step + int(rng.integers(0, 12))
    lead = shape(rng, 0, 2, 3)
    x = b.input((*lead, step * frames), dtype="int16")
    y, valid = b.tensor((*lead, frames, frame), dtype="int16"), b.tensor((), dtype="bool")
    b.custom("SignalFramer", [x], [y, valid], frame_size=frame, frame_step=step, prefill=prefill)
    return b.build([y, valid])


def random_overlap_add(rng: Rng) -> bytes:
    b = Builder()
    lead, frames, frame = shape(rng, 0, 2, 3), size(rng, 4), size(rng, 12)
    step = int(rng.integers(1, frame + 1))
    x = b.input((*lead, frames, frame), dtype="int16")
    y = b.tensor((*lead, frames * step), dtype="int16")
    b.custom("SignalOverlapAdd", [x], [y], T=_INT16, frame_step=step)
    return b.build([y])


def random_stacker(rng: Rng) -> bytes:
    b = Builder()
    channels = size(rng, 5)
    left = int(rng.integers(0, 4))
    right = int(rng.integers(0, 4)) if chance(rng, 0.4) else 0
    x = b.input((channels,), dtype="int16")
    y = b.tensor((channels * (left + right + 1),), dtype="int16")
    valid = b.tensor((), dtype="bool")
    b.custom(
        "SignalStacker",
        [x],
        [y, valid],
        num_channels=channels,
        stacker_left_context=left,
        stacker_right_context=right,
        stacker_step=int(rng.integers(1, left + right + 2)),
    )
    return b.build([y, valid])


def random_int32(kind: str) -> Callable[[Rng], bytes]:
    """ADD, SUB, MUL or DIV; divisors are not 0."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        full = shape(rng, 1, 4, 6)
        other = stretched(rng, full)
        shapes = (full, other) if chance(rng, 0.5) else (other, full)
        x = b.input(shapes[0], dtype="int32")
        if chance(rng, 0.5):
            data = rng.integers(-(2**31), 2**31, shapes[1]) >> rng.integers(0, 32)
            z = b.constant(np.where(data >= -1, data + 2, data).astype(np.int32))
        else:
            z = b.input(shapes[1], dtype="int32")
            if kind == "DIV":
                z = _at_least_1(b, z)
        y = b.tensor(full, dtype="int32")
        options = getattr(schema, f"{kind.capitalize()}OptionsT")()
        name = str(rng.choice(["NONE", "RELU", "RELU6", "RELU_N1_TO_1"], p=[0.7, 0.2, 0.05, 0.05]))
        options.fusedActivationFunction = getattr(schema.ActivationFunctionType, name)
        b.operator(kind, [x, z], [y], options)
        return b.build([y])

    return make


def _at_least_1(b: Builder, x: int) -> int:
    y = b.tensor(b.shape(x), dtype="int32")
    one = b.constant(np.array(1, np.int32))
    b.operator("MAXIMUM", [x, one], [y], schema.MaximumMinimumOptionsT())
    return y


RANDOM = {
    "SignalWindow": random_window,
    "SignalFftAutoScale": random_fft_auto_scale,
    "SignalRfft": random_rfft("int16"),
    "SignalRfft int32": random_rfft("int32"),
    "SignalIrfft": random_irfft("int16"),
    "SignalIrfft int32": random_irfft("int32"),
    "SignalEnergy": random_energy,
    "SignalFilterBank": random_square_root,
    "SignalFilterBankSquareRoot": random_square_root,
    "SignalFilterBankSpectralSubtraction": random_spectral_subtraction,
    "SignalPCAN": random_pcan,
    "SignalFilterBankLog": random_log,
    "SignalDelay": random_delay,
    "SignalFramer": random_framer,
    "SignalOverlapAdd": random_overlap_add,
    "SignalStacker": random_stacker,
    **{f"{kind} int32": random_int32(kind) for kind in ("ADD", "SUB", "MUL", "DIV")},
}
