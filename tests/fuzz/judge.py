"""What is wrong with a case: the reference against TFLite Micro, then generated C, compiled with
sanitizers, against the reference; every tensor, every bit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fuzz.cases import Drawn
from support.host_c import BuildFailed, Case, ProgramFailed, build, case, differences, output
from support.tflm import first_difference

from tinyedge.reference.tflm import available

TIMEOUT_S = 60.0  # for one program; a batch takes less than a second


@dataclass(frozen=True, slots=True)
class Fault:
    """stage: where it showed. what: one line, which says the same for every case with this fault
    as far as possible. details: all there is to say."""

    stage: str
    what: str
    details: str = ""

    def __str__(self) -> str:
        return f"{self.stage}: {self.what}"


def against_tflm(drawn: Drawn) -> Fault | None:
    """Where the reference and TFLite Micro first differ; None too where its wheel is missing."""
    if not available():
        return None
    try:
        difference = first_difference(drawn.model, drawn.graph, *drawn.samples)
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        return raised("tflm", error)
    return Fault("tflm", difference) if difference else None


def compiled(batch: Sequence[Drawn], kernels: Path) -> Iterator[tuple[int, Fault]]:
    """(number in the batch, what is wrong with it) of what the generated C makes of the models.

    All are one program; only where it cannot be built or ends with an error, each is one.
    kernels: the folder of compiled kernels, see ``host_c.build``.
    """
    cases: list[Case] = []
    numbers: list[int] = []
    for number, drawn in enumerate(batch):
        try:
            cases.append(case(drawn.model, drawn.name, len(cases)))
            numbers.append(number)
        except Exception as error:  # noqa: BLE001
            yield number, raised("codegen", error)
    with tempfile.TemporaryDirectory() as made:
        try:
            runs = [
                (which, inputs)
                for which, number in enumerate(numbers)
                for inputs in _runs(batch[number])
            ]
            program = build(cases, Path(made), ("-O0",), kernels)
            given = output(program, runs, TIMEOUT_S)
        except (BuildFailed, ProgramFailed) as error:
            if len(cases) > 1:
                for number in numbers:
                    yield from ((number, fault) for _, fault in compiled([batch[number]], kernels))
            else:
                stage = "build" if isinstance(error, BuildFailed) else "run"
                yield numbers[0], Fault(stage, _telling_line(str(error)), str(error))
            return
    told: set[int] = set()
    for which, text in differences(given, cases, runs):
        if which not in told:
            told.add(which)
            yield numbers[which], Fault("compiled C", text.removeprefix(f"{cases[which].name}: "))


def _runs(drawn: Drawn) -> list[list]:  # type: ignore[type-arg]
    """Each sample; a model with variables is then reset and run again."""
    samples = list(drawn.samples)
    return [*samples, [], *samples] if drawn.graph.variables else samples


def fault_of(drawn: Drawn, kernels: Path) -> Fault | None:
    """The first fault of one model."""
    found = against_tflm(drawn)
    return found or next((fault for _, fault in compiled([drawn], kernels)), None)


def raised(stage: str, error: Exception) -> Fault:
    """What an exception says, without what differs from case to case."""
    import traceback

    said = " ".join(str(error).split())[:300]
    return Fault(
        stage,
        f"{type(error).__name__}: {said}",
        "".join(traceback.format_exception(error)),
    )


def _telling_line(said: str) -> str:
    """The line of a compiler or sanitizer that says what is wrong."""
    lines = said.splitlines()
    telling = [line for line in lines if "error:" in line or "ERROR:" in line]
    return (telling or lines or ["nothing was said"])[0].strip()[:300]
