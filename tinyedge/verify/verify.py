"""Stage verify: Device + reference -> Report. Every element of every tensor, no tolerance.

Against TFLM itself there is one, for outputs behind an operator that is the C library's there
(``reference.bounds``); the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tinyedge.events import Listener, Note, Progress, Started, ignore
from tinyedge.graph.ops import Cast, Quantize, SignalFramer, SignalStacker, TensorId
from tinyedge.graph.types import Array, DType, Graph
from tinyedge.image import Image
from tinyedge.link.device import Device
from tinyedge.plan.types import Layer, Plan
from tinyedge.reference.bounds import Bound, bound, inexact, undefined, units_apart, written
from tinyedge.verify.tally import REFERENCE, TFLM, Tally, bits, differences
from tinyedge.verify.tensors import read_outputs, read_tensor, write_inputs
from tinyedge.verify.types import Accuracy, LayerResult, Report, Where, Within

Reference = Callable[[Graph, Sequence[Sequence[Array]]], Iterable[Mapping[TensorId, Array]]]
FinalOutputs = Callable[[Sequence[Array]], Sequence[Array]]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is verified: the firmware on the other end, and the model that it claims to compute.

    graph: as read from the file, before any simplification. plan: what the device was built from;
        its tensor numbers are those of ``graph``.
    where: what computes the device's numbers.
    """

    graph: Graph
    plan: Plan
    image: Image
    board_name: str
    where: Where


@dataclass(frozen=True, slots=True)
class Oracles:
    """What the device is compared with.

    reference: for each sample every tensor, and the variables as it leaves them; the first sample
        begins with their initial values, each other one with what the one before left.
    tflm: the model's outputs by TensorFlow Lite Micro itself, which is called once for each sample
        in order, and has run none before; None where it is not installed.
    """

    reference: Reference
    tflm: FinalOutputs | None = None


def verify(
    device: Device,
    subject: Subject,
    samples: Sequence[Sequence[Array]],
    oracles: Oracles,
    *,
    labels: Sequence[int] | None = None,
    float_accuracy: float | None = None,
    listen: Listener = ignore,
) -> Report:
    """Run every sample on the device and compare what it computes, layer by layer.

    The device runs the layers one by one, its tensors being read after each; the first sample then
    once more, all at once. On the first sample what is to be computed is filled with wrong values
    before, so that nothing passes which was only left over. A model with a state takes the samples
    as one sequence, from its initial state on; so it is reset before each run of the first one.

    Args:
        device: opened, and known to run ``subject.image``.
        samples: per sample one array per model input, of the input's shape and type.
        labels: the right class of each sample; the accuracy is then reported, unless the model
            answers with a single number, which names no class.
        float_accuracy: of the float model on the same samples, if known; in [0, 1].

    Raises:
        LinkError: the device could not be heard out. A mismatch is no error, but a result.
    """
    listen(Started("verify", f"{len(samples)} samples on {subject.board_name}"))
    if labels is not None and not _names_classes(subject):
        listen(Note("the model answers with a single number: the labels say nothing about it"))
    tally = Tally(len(subject.plan.layers))
    bounds = inexact(subject.graph)
    answers: list[tuple[int, int]] = []
    replayed = oracles.reference(subject.graph, samples)
    for number, (inputs, expected) in enumerate(zip(samples, replayed, strict=True)):
        outputs = _run_sample(device, subject, number, inputs, expected, tally)
        if oracles.tflm is not None:
            by_tflm = oracles.tflm(inputs)
            _compare_with_tflm(subject, bounds, number, outputs, expected, by_tflm, tally)
        first = subject.graph.outputs[0]
        answers.append((_answer(outputs[0]), _answer(expected[first])))
        listen(Progress("verify", number + 1, len(samples), "samples"))
    return _report(
        device,
        subject,
        tally,
        samples=len(samples),
        oracles=(REFERENCE, TFLM) if oracles.tflm is not None else (REFERENCE,),
        accuracy=_accuracy(answers, labels, float_accuracy) if _names_classes(subject) else None,
        within=_within(subject, bounds, tally) if oracles.tflm is not None else (),
    )


def _run_sample(
    device: Device,
    subject: Subject,
    sample: int,
    inputs: Sequence[Array],
    expected: Mapping[TensorId, Array],
    tally: Tally,
) -> list[Array]:
    """Step through one sample, comparing each layer's tensors; returns the model's outputs."""
    plan, graph = subject.plan, subject.graph
    if sample == 0:
        _reset(device, subject, tally)
    write_inputs(device, plan, inputs)
    counts: list[int] = []
    for index, layer in enumerate(plan.layers):
        if sample == 0:
            fresh = [slot for slot in layer.outputs if not _in_place(plan, layer, slot)]
            _spoil(device, subject, expected, fresh)
        count = device.step(index)
        if count is not None:
            counts.append(count)
        for slot in layer.outputs:
            number = plan.slots[slot].tensor
            got = read_tensor(device, graph.tensor(number), slot)
            found, differing = differences(graph, number, expected[number], got, sample, index)
            tally.compare(found, differing, got.size, index)
    if device.greeting.counter != "none":
        tally.counts.append(counts)
    outputs = read_outputs(device, graph, plan)
    if sample == 0:
        _reset(device, subject, tally)
        _spoil(device, subject, expected, [s for s in plan.outputs if not plan.slots[s].in_state])
        write_inputs(device, plan, inputs)
        device.invoke()
        outputs = read_outputs(device, graph, plan)
        _compare_state(device, subject, expected, tally)
    for number, got in zip(graph.outputs, outputs, strict=True):
        if sample == 0 or graph.writer(number) is None or _is_view(subject, number):
            layer_of = _layer_of(plan, number)
            found, differing = differences(graph, number, expected[number], got, sample, layer_of)
            tally.compare(found, differing, got.size, -1)
    return outputs


def _reset(device: Device, subject: Subject, tally: Tally) -> None:
    """Make the device forget all it has run; its variables must then be those of the file."""
    if not subject.graph.variables:
        return
    initial = {variable.tensor: variable.initial for variable in subject.graph.variables}
    _spoil(device, subject, initial, subject.plan.variables)
    device.reset()
    _compare_state(device, subject, initial, tally)


def _compare_state(
    device: Device, subject: Subject, expected: Mapping[TensorId, Array], tally: Tally
) -> None:
    graph, plan = subject.graph, subject.plan
    for slot in plan.variables:
        number = plan.slots[slot].tensor
        got = read_tensor(device, graph.tensor(number), slot)
        layer = _layer_of(plan, number)
        found, differing = differences(graph, number, expected[number], got, 0, layer)
        tally.compare(found, differing, got.size, -1)


def _spoil(
    device: Device, subject: Subject, expected: Mapping[TensorId, Array], slots: Sequence[int]
) -> None:
    """Fill tensors with bytes of which each one differs from what is expected there."""
    for slot in slots:
        due = expected[subject.plan.slots[slot].tensor].tobytes()
        device.write(slot, bytes(byte ^ 0xFF for byte in due))


def _in_place(plan: Plan, layer: Layer, slot: int) -> bool:
    """True if an output lies where an input does, so that it cannot be filled beforehand."""
    inputs = {plan.slot_of[number] for number in layer.op.inputs if number >= 0} - {-1}
    return any(plan.slots[slot].overlaps(plan.slots[other]) for other in inputs)


def _is_view(subject: Subject, number: TensorId) -> bool:
    """True if the tensor shares the memory of another, so that no layer has it as its output."""
    return subject.plan.slots[subject.plan.slot_of[number]].tensor != number


def _layer_of(plan: Plan, number: TensorId) -> int:
    """The layer that computes the memory of a tensor, -1 for inputs and unassigned variables."""
    slot = plan.slot_of[number]
    return next((i for i, layer in enumerate(plan.layers) if slot in layer.outputs), -1)


def _compare_with_tflm(
    subject: Subject,
    bounds: Mapping[TensorId, Bound | None],
    sample: int,
    outputs: Sequence[Array],
    expected: Mapping[TensorId, Array],
    by_tflm: Sequence[Array],
    tally: Tally,
) -> None:
    """Compare the model's outputs with TensorFlow Lite Micro's.

    Counts mismatches only, and of these none that the reference has counted already. What is not a
    number equals its like: its bits are the processor's.
    """
    graph = subject.graph
    tally.undefined = undefined(graph, expected, tally.undefined)
    for number, got, theirs in zip(graph.outputs, outputs, by_tflm, strict=True):
        if number in tally.undefined:
            tally.left_out[number] = tally.left_out.get(number, 0) + 1
            continue
        allowed = bounds.get(number, Bound(0))
        if allowed is None:
            continue
        layer = _layer_of(subject.plan, number)
        want = np.asarray(theirs).reshape(got.shape)
        counted = (bits(expected[number]) != bits(got)) | ~written(graph, number)
        if number in bounds:
            apart = np.where(counted, 0, units_apart(got, want, allowed.least))
            tally.units[number] = max(tally.units.get(number, 0), int(apart.max(initial=0)))
            counted |= apart <= allowed.units
        elif got.dtype.kind == "f":
            counted |= np.isnan(got) & np.isnan(want)
        found, differing = differences(
            graph, number, np.where(counted, got, want), got, sample, layer
        )
        if found is not None:
            tally.compare(replace(found, oracle=TFLM), differing, 0, layer)


def _within(
    subject: Subject, bounds: Mapping[TensorId, Bound | None], tally: Tally
) -> tuple[Within, ...]:
    """The outputs that have a bound, or nothing that could be compared."""
    graph = subject.graph
    kinds = tuple(dict.fromkeys(op.kind for op in graph.ops if bound(op, graph) is not None))
    found = []
    for number in graph.outputs:
        if number in bounds:
            allowed, tensor = bounds[number], graph.tensor(number)
            found.append(
                Within(
                    output=tensor.name,
                    operators=kinds,
                    unit="ulp" if tensor.dtype is DType.FLOAT32 else "step",
                    allowed=None if allowed is None else allowed.units,
                    most=tally.units.get(number, 0),
                )
            )
    undefining = (Cast, Quantize, SignalFramer, SignalStacker)
    casts = tuple(dict.fromkeys(op.kind for op in graph.ops if isinstance(op, undefining)))
    for number, samples in tally.left_out.items():
        name = graph.tensor(number).name
        found.append(Within(name, casts, "step", allowed=None, most=0, undefined=samples))
    return tuple(found)


def _names_classes(subject: Subject) -> bool:
    """True if the first output has an element for each class, or is the number of one."""
    output = subject.graph.tensor(subject.graph.outputs[0])
    return (output.elements == 1) == (output.dtype is DType.INT32)


def _answer(output: Array) -> int:
    """The class a classifier's output names."""
    is_number = output.dtype == np.int32 and output.size == 1
    return int(output.item() if is_number else np.argmax(output))


def _accuracy(
    answers: Sequence[tuple[int, int]], labels: Sequence[int] | None, float_accuracy: float | None
) -> Accuracy | None:
    if labels is None or not answers:
        return None
    right = [(d == y, h == y) for (d, h), y in zip(answers, labels, strict=True)]
    return Accuracy(
        device=sum(device for device, _ in right) / len(right),
        int8_host=sum(host for _, host in right) / len(right),
        float_model=float_accuracy,
    )


def _report(
    device: Device,
    subject: Subject,
    tally: Tally,
    *,
    samples: int,
    oracles: tuple[str, ...],
    accuracy: Accuracy | None,
    within: tuple[Within, ...],
) -> Report:
    image, plan = subject.image, subject.plan
    costliest = max(tally.counts, key=sum) if tally.counts else None
    return Report(
        model=image.model,
        board=image.board,
        board_name=subject.board_name,
        engine=image.engine,
        where=subject.where,
        samples=samples,
        elements_compared=tally.elements,
        mismatches=tally.mismatches,
        first_mismatch=tally.first,
        oracles=oracles,
        counter=device.greeting.counter,
        count_per_inference=None if costliest is None else sum(costliest),
        layers=tuple(
            _layer_result(layer, i, costliest, tally) for i, layer in enumerate(plan.layers)
        ),
        sections=tuple((s.origin, s.flash_bytes, s.ram_bytes) for s in image.sections),
        flash_bytes=image.flash_bytes,
        flash_model_bytes=image.flash_model_bytes,
        ram_bytes=image.ram_bytes,
        arena_bytes=plan.arena_bytes,
        arena_lower_bound_bytes=plan.lower_bound_bytes,
        state_bytes=plan.state_bytes,
        stack_bytes=device.stack_bytes(),
        model_sha256=image.model_sha256,
        image_sha256=image.sha256,
        compiler=image.compiler,
        accuracy=accuracy,
        within=within,
    )


def _layer_result(
    layer: Layer, index: int, counts: Sequence[int] | None, tally: Tally
) -> LayerResult:
    return LayerResult(
        name=layer.name,
        op=layer.op.kind,
        macs=layer.macs,
        count=counts[index] if counts else None,
        elements=tally.layer_elements[index],
        mismatches=tally.layer_mismatches[index],
    )
