"""Operators of TFLM's signal library: from the samples of a microphone to the features of a frame.

A complex number is two elements, its real and its imaginary part. Where TFLM keeps something in
the operator itself from one run to the next, it is a variable here: the last of the operator's
inputs, and of its outputs; ``graph/signal_state.py`` puts it there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Operator


@dataclass(frozen=True, slots=True)
class SignalWindow(Operator):
    """Samples times weights of a frame, shifted right by ``shift``; inputs: samples, weights."""

    kind: ClassVar[str] = "SignalWindow"
    shift: int


@dataclass(frozen=True, slots=True)
class SignalFftAutoScale(Operator):
    """A frame shifted left as far as its largest sample allows; outputs: that, the bits."""

    kind: ClassVar[str] = "SignalFftAutoScale"


@dataclass(frozen=True, slots=True)
class SignalRfft(Operator):
    """The spectrum of each frame, filled up with zeros to ``length``: length / 2 + 1 complex
    numbers, divided by ``length``."""

    kind: ClassVar[str] = "SignalRfft"
    length: int


@dataclass(frozen=True, slots=True)
class SignalIrfft(Operator):
    """Frames of ``length`` from spectra of length / 2 + 1 complex numbers."""

    kind: ClassVar[str] = "SignalIrfft"
    length: int


@dataclass(frozen=True, slots=True)
class SignalEnergy(Operator):
    """The square of each complex number from ``start`` to before ``end``; 0 elsewhere."""

    kind: ClassVar[str] = "SignalEnergy"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SignalFilterBank(Operator):
    """Energies, weighed, added up in bands that overlap by halves.

    inputs: energies, weights, what is left of each weight, where each band begins among the
    energies, where among the weights, how long it is; the last three have one band more than the
    output has channels.
    """

    kind: ClassVar[str] = "SignalFilterBank"


@dataclass(frozen=True, slots=True)
class SignalFilterBankSquareRoot(Operator):
    """The square root of each, shifted right; inputs: numbers, the bits."""

    kind: ClassVar[str] = "SignalFilterBankSquareRoot"


@dataclass(frozen=True, slots=True)
class SignalFilterBankSpectralSubtraction(Operator):
    """Each channel without its noise, of which an estimate is kept; outputs: that, the estimate.

    smoothing, one_minus_smoothing: of even and of odd channels. These and min_signal_remaining
    are fractions of 2^bits; the estimate has smoothing_bits more bits than the channels.
    clamping: the estimate never exceeds the channel.
    """

    kind: ClassVar[str] = "SignalFilterBankSpectralSubtraction"
    smoothing: tuple[int, int]
    one_minus_smoothing: tuple[int, int]
    min_signal_remaining: int
    smoothing_bits: int
    bits: int
    clamping: bool


@dataclass(frozen=True, slots=True)
class SignalPcan(Operator):
    """Each channel, amplified the more the less noise there is; inputs: channels, the estimate of
    the noise, the gain as pieces of parabolas."""

    kind: ClassVar[str] = "SignalPCAN"
    snr_shift: int


@dataclass(frozen=True, slots=True)
class SignalFilterBankLog(Operator):
    """The natural logarithm of each, shifted left by ``correction_bits``, times ``scale``."""

    kind: ClassVar[str] = "SignalFilterBankLog"
    correction_bits: int
    scale: int


@dataclass(frozen=True, slots=True)
class SignalDelay(Operator):
    """Samples of ``length`` ago, along the last axis."""

    kind: ClassVar[str] = "SignalDelay"
    length: int


@dataclass(frozen=True, slots=True)
class SignalFramer(Operator):
    """Frames of ``size`` samples, ``step`` apart; outputs: the frames, whether all are complete.

    prefill: there are zeros before the first sample, so that all always are.
    """

    kind: ClassVar[str] = "SignalFramer"
    size: int
    step: int
    prefill: bool


@dataclass(frozen=True, slots=True)
class SignalOverlapAdd(Operator):
    """Samples from frames that are ``step`` apart: the sum of those that overlap."""

    kind: ClassVar[str] = "SignalOverlapAdd"
    step: int


@dataclass(frozen=True, slots=True)
class SignalStacker(Operator):
    """Frames of ``channels`` put together: ``left`` before the current one, it, and ``right``
    after; outputs: those, whether there are enough. The first frame is also those before it."""

    kind: ClassVar[str] = "SignalStacker"
    channels: int
    left: int
    right: int
    step: int


Signal = (
    SignalWindow
    | SignalFftAutoScale
    | SignalRfft
    | SignalIrfft
    | SignalEnergy
    | SignalFilterBank
    | SignalFilterBankSquareRoot
    | SignalFilterBankSpectralSubtraction
    | SignalPcan
    | SignalFilterBankLog
    | SignalDelay
    | SignalFramer
    | SignalOverlapAdd
    | SignalStacker
)
