"""Stage profile: run a model on a device and see what each layer costs there."""

from __future__ import annotations

from collections.abc import Sequence

from tinyedge.errors import ProtocolError
from tinyedge.events import Listener, Progress, Started, ignore
from tinyedge.graph.types import Array, Graph
from tinyedge.link.device import Device
from tinyedge.plan.types import Layer, Plan
from tinyedge.profile.types import LayerProfile, Profile, Spread, spread
from tinyedge.verify.tensors import write_inputs
from tinyedge.verify.types import Where


def profile(
    device: Device,
    graph: Graph,
    plan: Plan,
    samples: Sequence[Sequence[Array]],
    runs: int,
    *,
    where: Where,
    board_name: str | None = None,
    listen: Listener = ignore,
) -> Profile:
    """Run the samples in turn, ``runs`` times in all, and take what the device counts.

    Each run is one of the whole model, as in use: no layer is stepped through, no tensor read. A
    model with a state begins with its initial one whenever the first sample comes round again.
    Where the board counts nothing, one run is made, for the stack.

    Args:
        device: known to run a firmware built from ``plan``.
        graph: the one that was planned, simplified as it was.
        samples: per sample one array per model input, of the input's shape and type; 1 or more.
        runs: 1 or more; twice the number of samples shows whether the board is steady.
        where: what runs the firmware.
        board_name: as people know the board; None: its id.

    Raises:
        LinkError: the device could not be heard out.
    """
    counter = device.greeting.counter
    runs = runs if counter != "none" else 1
    listen(Started("profile", f"{runs} runs on {board_name or device.greeting.board}"))
    rows: list[tuple[int, ...]] = []
    for number in range(runs):
        which = number % len(samples)
        if which == 0 and graph.variables:
            device.reset()
        write_inputs(device, plan, samples[which])
        rows += _run(device)
        listen(Progress("profile", number + 1, runs, "runs"))
    columns = list(zip(*rows, strict=True)) if rows else []
    greeting = device.greeting
    return Profile(
        model=greeting.model,
        board=greeting.board,
        board_name=board_name or greeting.board,
        engine=greeting.engine,
        where=where,
        runs=runs,
        samples=min(runs, len(samples)),
        counter=counter,
        total=spread([sum(row) for row in rows]) if rows else None,
        steady=_steady(rows, len(samples)),
        layers=tuple(
            _layer(layer, graph, spread(columns[i]) if rows else None)
            for i, layer in enumerate(plan.layers)
        ),
        stack_bytes=device.stack_bytes(),
        arena_bytes=plan.arena_bytes,
        model_sha256=greeting.model_sha256,
        image_sha256=greeting.image_sha256,
    )


def _run(device: Device) -> list[tuple[int, ...]]:
    """Run the model once; the count of each layer, or nothing if the device counts nothing."""
    total = device.invoke()
    counts = device.counts() if total is not None else None
    if counts is None:
        return []
    if sum(counts) != total:  # nobody else may have run it in between
        problem = f"the device counted {total:,} for a run, and {sum(counts):,} for its layers"
        raise ProtocolError(device.port, problem)
    return [counts]


def _steady(rows: Sequence[tuple[int, ...]], samples: int) -> bool | None:
    if len(rows) <= samples:
        return None
    return all(row == rows[number % samples] for number, row in enumerate(rows))


def _layer(layer: Layer, graph: Graph, count: Spread | None) -> LayerProfile:
    taken = [graph.tensor(number) for number in dict.fromkeys(layer.op.inputs) if number >= 0]
    given = [graph.tensor(number) for number in layer.op.outputs if number >= 0]
    return LayerProfile(
        name=layer.name,
        op=layer.op.kind,
        macs=layer.macs,
        weights_bytes=sum(tensor.size_bytes for tensor in taken if tensor.data is not None),
        inputs_bytes=sum(tensor.size_bytes for tensor in taken if tensor.data is None),
        outputs_bytes=sum(tensor.size_bytes for tensor in given),
        count=count,
    )
