"""Operators of TFLM's signal library that take a frame."""

from __future__ import annotations

from math import prod

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import CTYPES, Site
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
)
from tinyedge.graph.types import DType
from tinyedge.reference.signal_fft import fft_tables

_FFT_SUFFIXES = {DType.INT16: "i16", DType.INT32: "i32"}


def signal_window(site: Site, op: SignalWindow) -> Call:
    """One frame after the other."""
    constants: list[Constant] = []
    (size,) = site.tensor(op.inputs[1]).shape
    arguments = (
        c.integer(site.tensor(op.outputs[0]).elements // size),
        c.integer(size),
        c.integer(op.shift),
        site.input(0, constants),
        site.input(1, constants),
        site.output(),
    )
    return Call("signal_window", arguments, tuple(constants))


def signal_fft_auto_scale(site: Site, op: SignalFftAutoScale) -> Call:
    """Two outputs."""
    constants: list[Constant] = []
    arguments = (
        c.integer(site.tensor(op.outputs[0]).elements),
        site.input(0, constants),
        *(site.pointer(number, const=False) for number in op.outputs),
    )
    return Call("signal_fft_auto_scale", arguments, tuple(constants))


def signal_rfft(site: Site, op: SignalRfft) -> Call:
    """Tables of roots; no scratch, for it works in the output."""
    x = site.tensor(op.inputs[0])
    constants = list(_tables(site, op))
    suffix = _FFT_SUFFIXES[x.dtype]
    params = site.params(
        f"te_signal_rfft_{suffix}_params",
        ("frames", c.integer(prod(x.shape[:-1]))),
        ("size", c.integer(x.shape[-1])),
        ("length", c.integer(op.length)),
        ("roots", constants[0].name),
        ("half", constants[1].name),
    )
    arguments = (f"&{params.name}", site.input(0, constants), site.output())
    return Call(f"signal_rfft_{suffix}", arguments, tuple(constants), params)


def signal_irfft(site: Site, op: SignalIrfft) -> Call:
    """Tables of roots."""
    x = site.tensor(op.inputs[0])
    constants = list(_tables(site, op))
    suffix = _FFT_SUFFIXES[x.dtype]
    params = site.params(
        f"te_signal_irfft_{suffix}_params",
        ("frames", c.integer(prod(x.shape[:-1]))),
        ("length", c.integer(op.length)),
        ("roots", constants[0].name),
        ("half", constants[1].name),
    )
    source = site.input(0, constants)
    arguments = (f"&{params.name}", source, site.scratch(CTYPES[x.dtype]), site.output())
    return Call(f"signal_irfft_{suffix}", arguments, tuple(constants), params)


def _tables(site: Site, op: SignalRfft | SignalIrfft) -> tuple[Constant, Constant]:
    tables = fft_tables(op, site.graph)
    dtype = site.tensor(op.inputs[0]).dtype
    ctype = CTYPES[dtype]
    roots = tables.twiddles.astype(dtype.numpy)
    half = tables.super_twiddles.astype(dtype.numpy)
    return (
        site.constant("roots", ctype, roots, f"{len(roots)} roots of 1"),
        site.constant("half", ctype, half, f"{len(half)} roots of 1, from a quarter turn on"),
    )


def signal_energy(site: Site, op: SignalEnergy) -> Call:
    """Of complex numbers."""
    constants: list[Constant] = []
    arguments = (
        c.integer(site.tensor(op.outputs[0]).elements),
        c.integer(op.start),
        c.integer(op.end),
        site.input(0, constants),
        site.output(),
    )
    return Call("signal_energy", arguments, tuple(constants))


def signal_filter_bank(site: Site, op: SignalFilterBank) -> Call:
    """All but the energies are constant."""
    constants: list[Constant] = []
    energies, weights, rest, starts, places, widths = (site.input(i, constants) for i in range(6))
    params = site.params(
        "te_signal_filter_bank_params",
        ("channels", c.integer(site.tensor(op.outputs[0]).elements)),
        ("starts", starts),
        ("places", places),
        ("widths", widths),
        ("weights", weights),
        ("rest", rest),
    )
    arguments = (f"&{params.name}", energies, site.output())
    return Call("signal_filter_bank", arguments, tuple(constants), params)


def signal_filter_bank_square_root(site: Site, op: SignalFilterBankSquareRoot) -> Call:
    """The bits are known at run time."""
    constants: list[Constant] = []
    sources = [site.input(i, constants) for i in range(2)]
    count = c.integer(site.tensor(op.outputs[0]).elements)
    arguments = (count, *sources, site.output())
    return Call("signal_filter_bank_square_root", arguments, tuple(constants))


def signal_filter_bank_spectral_subtraction(
    site: Site, op: SignalFilterBankSpectralSubtraction
) -> Call:
    """The noise is a variable."""
    constants: list[Constant] = []
    params = site.params(
        "te_signal_filter_bank_spectral_subtraction_params",
        ("smoothing", c.braces(map(c.unsigned, op.smoothing))),
        ("remembered", c.braces(map(c.unsigned, op.one_minus_smoothing))),
        ("floor", c.unsigned(op.min_signal_remaining)),
        ("bits", c.integer(op.bits)),
        ("smoothing_bits", c.integer(op.smoothing_bits)),
        ("clamping", c.integer(int(op.clamping))),
    )
    arguments = (
        f"&{params.name}",
        c.integer(site.tensor(op.outputs[0]).elements),
        site.input(0, constants),
        site.pointer(op.inputs[1], const=False),
        *(site.pointer(number, const=False) for number in op.outputs[:2]),
    )
    return Call("signal_filter_bank_spectral_subtraction", arguments, tuple(constants), params)


def signal_pcan(site: Site, op: SignalPcan) -> Call:
    """The gain is a table."""
    constants: list[Constant] = []
    arguments = (
        c.integer(site.tensor(op.outputs[0]).elements),
        c.integer(op.snr_shift),
        *(site.input(i, constants) for i in range(3)),
        site.output(),
    )
    return Call("signal_pcan", arguments, tuple(constants))


def signal_filter_bank_log(site: Site, op: SignalFilterBankLog) -> Call:
    """One number after the other."""
    constants: list[Constant] = []
    arguments = (
        c.integer(site.tensor(op.outputs[0]).elements),
        c.integer(op.correction_bits),
        c.unsigned(op.scale),
        site.input(0, constants),
        site.output(),
    )
    return Call("signal_filter_bank_log", arguments, tuple(constants))
