"""The operators of TFLM's signal library."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import (
    SignalDelay,
    SignalEnergy,
    SignalFftAutoScale,
    SignalFilterBank,
    SignalFilterBankLog,
    SignalFilterBankSpectralSubtraction,
    SignalFilterBankSquareRoot,
    SignalFramer,
    SignalIrfft,
    SignalOverlapAdd,
    SignalPcan,
    SignalRfft,
    SignalStacker,
    SignalWindow,
    TensorId,
)
from tinyedge.graph.precision import DTYPES

_LONGEST_TRANSFORM = 2**16
_MOST_BITS = 31  # by which TFLM's kernels shift a number of 32 bits


def signal_window(layer: Layer) -> SignalWindow:
    """inputs: samples, weights."""
    (shift,) = layer.whole_numbers("shift")
    return SignalWindow(layer.operands(2), layer.result(), shift=_bits(layer, shift, "shift"))


def signal_fft_auto_scale(layer: Layer) -> SignalFftAutoScale:
    """outputs: the samples, the bits."""
    return SignalFftAutoScale(layer.operands(1), _results(layer, 2))


def signal_rfft(layer: Layer) -> SignalRfft:
    """T says again which type the input has."""
    return SignalRfft(layer.operands(1), layer.result(), length=_fft_length(layer))


def signal_irfft(layer: Layer) -> SignalIrfft:
    """T says again which type the input has."""
    return SignalIrfft(layer.operands(1), layer.result(), length=_fft_length(layer))


def signal_energy(layer: Layer) -> SignalEnergy:
    """Of complex numbers."""
    start, end = layer.whole_numbers("start_index", "end_index")
    return SignalEnergy(layer.operands(1), layer.result(), start=start, end=end)


def signal_filter_bank(layer: Layer) -> SignalFilterBank:
    """num_channels says again what the shape of the output says."""
    (channels,) = layer.whole_numbers("num_channels")
    outputs = layer.result()
    _require_channels(layer, outputs[0], channels)
    return SignalFilterBank(layer.operands(6), outputs)


def signal_filter_bank_square_root(layer: Layer) -> SignalFilterBankSquareRoot:
    """inputs: numbers, the bits."""
    return SignalFilterBankSquareRoot(layer.operands(2), layer.result())


def signal_filter_bank_spectral_subtraction(layer: Layer) -> SignalFilterBankSpectralSubtraction:
    """outputs: the channels, the estimate of the noise."""
    (
        even,
        odd,
        one_minus_even,
        one_minus_odd,
        remaining,
        smoothing_bits,
        bits,
        clamping,
        channels,
    ) = layer.whole_numbers(
        "smoothing",
        "alternate_smoothing",
        "one_minus_smoothing",
        "alternate_one_minus_smoothing",
        "min_signal_remaining",
        "smoothing_bits",
        "spectral_subtraction_bits",
        "clamping",
        "num_channels",
    )
    outputs = _results(layer, 2)
    _require_channels(layer, outputs[0], channels)
    return SignalFilterBankSpectralSubtraction(
        layer.operands(1),
        outputs,
        smoothing=(_unsigned(even), _unsigned(odd)),
        one_minus_smoothing=(_unsigned(one_minus_even), _unsigned(one_minus_odd)),
        min_signal_remaining=_unsigned(remaining),
        smoothing_bits=_bits(layer, smoothing_bits, "smoothing_bits"),
        bits=_bits(layer, bits, "spectral_subtraction_bits"),
        clamping=clamping != 0,
    )


def signal_pcan(layer: Layer) -> SignalPcan:
    """inputs: channels, the estimate of the noise, the gain."""
    (shift,) = layer.whole_numbers("snr_shift")
    return SignalPcan(layer.operands(3), layer.result(), snr_shift=_bits(layer, shift, "snr_shift"))


def signal_filter_bank_log(layer: Layer) -> SignalFilterBankLog:
    """Of numbers without a sign."""
    bits, scale = layer.whole_numbers("input_correction_bits", "output_scale")
    return SignalFilterBankLog(
        layer.operands(1),
        layer.result(),
        correction_bits=_bits(layer, bits, "input_correction_bits"),
        scale=_unsigned(scale),
    )


def signal_delay(layer: Layer) -> SignalDelay:
    """Along the last axis."""
    (length,) = layer.whole_numbers("delay_length")
    return SignalDelay(layer.operands(1), layer.result(), length=_count(layer, length, 1))


def signal_framer(layer: Layer) -> SignalFramer:
    """outputs: the frames, whether all are complete."""
    size, step, prefill = layer.whole_numbers("frame_size", "frame_step", "prefill")
    return SignalFramer(
        layer.operands(1),
        _results(layer, 2),
        size=_count(layer, size, 1),
        step=_count(layer, step, 1),
        prefill=prefill != 0,
    )


def signal_overlap_add(layer: Layer) -> SignalOverlapAdd:
    """T says again which type the input has."""
    number, step = layer.whole_numbers("T", "frame_step")
    _require_type(layer, number)
    return SignalOverlapAdd(layer.operands(1), layer.result(), step=_count(layer, step, 1))


def signal_stacker(layer: Layer) -> SignalStacker:
    """outputs: the frames, whether there are enough."""
    channels, left, right, step = layer.whole_numbers(
        "num_channels", "stacker_left_context", "stacker_right_context", "stacker_step"
    )
    return SignalStacker(
        layer.operands(1),
        _results(layer, 2),
        channels=_count(layer, channels, 1),
        left=_count(layer, left, 0),
        right=_count(layer, right, 0),
        step=_count(layer, step, 1),
    )


def _results(layer: Layer, count: int) -> tuple[TensorId, ...]:
    """The outputs, which are that many."""
    outputs = layer.results()
    if len(outputs) != count:
        raise layer.error(f"has {len(outputs)} outputs, not {count}")
    return outputs


def _fft_length(layer: Layer) -> int:
    number, length = layer.whole_numbers("T", "fft_length")
    _require_type(layer, number)
    if not 4 <= length <= _LONGEST_TRANSFORM or length & (length - 1):
        raise layer.error(
            f"transforms {length} numbers at a time",
            f"supported are powers of 2 from 4 to {_LONGEST_TRANSFORM}; frames are filled up with "
            f"zeros",
        )
    return length


def _require_type(layer: Layer, number: int) -> None:
    """``number`` is that of the input's type, by which TFLM chooses its kernel."""
    given = layer.tensors[layer.operands(1)[0]].dtype
    if DTYPES.get(number) is not given:
        raise layer.error(f"is of type number {number}, its input of {given.value}")


def _require_channels(layer: Layer, output: TensorId, channels: int) -> None:
    shape = layer.tensors[output].shape
    if shape != (channels,):
        raise layer.error(f"has {channels} channels, and an output of shape {list(shape)}")


def _bits(layer: Layer, bits: int, what: str) -> int:
    if not 0 <= bits <= _MOST_BITS:
        raise layer.error(f"shifts by {what} of {bits}", f"export it with 0 to {_MOST_BITS}")
    return bits


def _unsigned(value: int) -> int:
    """As TFLM keeps it: the low 32 bits of a number that it reads as int32."""
    return value & 0xFFFFFFFF


def _count(layer: Layer, count: int, least: int) -> int:
    if not least <= count < 2**31:
        raise layer.error(f"has {count} among its options where {least} is the least")
    return count
