"""Operators of TFLM's signal library that keep samples from one run to the next."""

from __future__ import annotations

from math import prod

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import (
    SignalDelay,
    SignalFramer,
    SignalOverlapAdd,
    SignalStacker,
    TensorId,
)


def signal_delay(site: Site, op: SignalDelay) -> Call:
    """Rows along the last axis."""
    constants: list[Constant] = []
    shape = site.tensor(op.inputs[0]).shape
    arguments = (
        c.integer(prod(shape[:-1])),
        c.integer(shape[-1]),
        c.integer(op.length),
        site.input(0, constants),
        *_kept(site, op.inputs[1:], 1),
        site.output(),
    )
    return Call("signal_delay", arguments, tuple(constants))


def signal_framer(site: Site, op: SignalFramer) -> Call:
    """Rows along the last axis."""
    constants: list[Constant] = []
    shape = site.tensor(op.inputs[0]).shape
    kept = op.inputs[1:]
    params = site.params(
        "te_signal_framer_params",
        ("rows", c.integer(prod(shape[:-1]))),
        ("frames", c.integer(shape[-1] // op.step)),
        ("size", c.integer(op.size)),
        ("step", c.integer(op.step)),
        ("kept", c.integer(site.tensor(kept[0]).shape[-1] if kept else 0)),
    )
    arguments = (
        f"&{params.name}",
        site.input(0, constants),
        *_kept(site, kept, 2),
        *(site.pointer(number, const=False) for number in op.outputs[:2]),
    )
    return Call("signal_framer", arguments, tuple(constants), params)


def signal_overlap_add(site: Site, op: SignalOverlapAdd) -> Call:
    """Rows of frames along the last two axes."""
    constants: list[Constant] = []
    shape = site.tensor(op.inputs[0]).shape
    params = site.params(
        "te_signal_overlap_add_params",
        ("rows", c.integer(prod(shape[:-2]))),
        ("frames", c.integer(shape[-2])),
        ("size", c.integer(shape[-1])),
        ("step", c.integer(op.step)),
    )
    arguments = (
        f"&{params.name}",
        site.input(0, constants),
        *_kept(site, op.inputs[1:], 1),
        site.output(),
    )
    return Call("signal_overlap_add", arguments, tuple(constants), params)


def signal_stacker(site: Site, op: SignalStacker) -> Call:
    """One frame in each run."""
    constants: list[Constant] = []
    params = site.params(
        "te_signal_stacker_params",
        ("channels", c.integer(op.channels)),
        ("left", c.integer(op.left)),
        ("kept", c.integer(op.left + op.right)),
        ("step", c.integer(op.step)),
    )
    arguments = (
        f"&{params.name}",
        site.input(0, constants),
        *_kept(site, op.inputs[1:], 2),
        *(site.pointer(number, const=False) for number in op.outputs[:2]),
    )
    return Call("signal_stacker", arguments, tuple(constants), params)


def _kept(site: Site, variables: tuple[TensorId, ...], most: int) -> list[str]:
    """Pointers to variables; NULL for those there are not."""
    pointers = [site.pointer(number, const=False) for number in variables]
    return pointers + ["NULL"] * (most - len(pointers))
