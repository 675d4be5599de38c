"""Run jobs side by side, each in a process of its own, so that none can take others with it."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tinyedge.fleet.child import Child, Command, run_command
from tinyedge.fleet.types import (
    INTERRUPTED,
    Fleet,
    FleetListener,
    Job,
    JobEnded,
    JobStage,
    JobStarted,
    Outcome,
    ignore,
    interrupted,
)
from tinyedge.paths import cache_dir

_LOOK_EVERY_S = 0.05


def run_fleet(
    jobs: Sequence[Job],
    *,
    at_once: int,
    timeout_s: float,
    stopped: Callable[[], bool] = lambda: False,
    listen: FleetListener = ignore,
    command: Command = run_command,
    clock: Callable[[], float] = time.monotonic,
) -> Fleet:
    """Run all jobs, ``at_once`` at a time; what becomes of one is nothing to the others.

    Jobs that would get into each other's way (one port, one kind of hardware, one firmware to
    build) run one after the other; and a model runs on one board first, until it is fetched and
    converted for all.

    Args:
        timeout_s: of each job, from its start.
        stopped: asked again and again; once it is true, what runs is ended and nothing more begins.
        command: how a job is started.
    """
    began = clock()
    waiting = list(range(len(jobs)))
    running: dict[int, Child] = {}
    outcomes: dict[int, Outcome] = {}
    opened: set[str] = set()

    def end(number: int, outcome: Outcome) -> None:
        outcomes[number] = outcome
        listen(JobEnded(outcome, len(outcomes), len(jobs)))

    with tempfile.TemporaryDirectory(dir=cache_dir("fleet"), prefix="run-") as folder:
        try:
            while waiting or running:
                if stopped():
                    for number in waiting:
                        end(number, interrupted(jobs[number]))
                    waiting.clear()
                    for child in running.values():
                        child.stop(INTERRUPTED)
                for number in _startable(jobs, waiting, running, opened, at_once):
                    waiting.remove(number)
                    place = Path(folder) / str(number)
                    place.mkdir()
                    running[number] = Child(
                        jobs[number], place, timeout_s=timeout_s, command=command, clock=clock
                    )
                    listen(JobStarted(jobs[number]))
                for number, child in list(running.items()):
                    stage = child.stage
                    outcome = child.look()
                    if child.opened or outcome is not None:
                        opened.add(child.job.model)
                    if outcome is not None:
                        del running[number]
                        end(number, outcome)
                    elif child.stage != stage:
                        listen(JobStage(child.job, child.stage))
                if running:
                    time.sleep(_LOOK_EVERY_S)
        finally:
            for child in running.values():
                child.kill()
    return Fleet(
        tuple(outcomes[number] for number in range(len(jobs))),
        clock() - began,
        interrupted=any(outcome.interrupted for outcome in outcomes.values()),
    )


def _startable(
    jobs: Sequence[Job],
    waiting: Sequence[int],
    running: dict[int, Child],
    opened: set[str],
    at_once: int,
) -> list[int]:
    """Which of those that wait may begin now, in their order."""
    busy = {claim for number in running for claim in _claims(jobs[number])}
    opening = {jobs[number].model for number in running} - opened
    found: list[int] = []
    for number in waiting:
        if len(running) + len(found) >= at_once:
            break
        job = jobs[number]
        if job.model in opening or _claims(job) & busy:
            continue
        found.append(number)
        busy |= _claims(job)
        if job.model not in opened:
            opening.add(job.model)
    return found


def _claims(job: Job) -> set[tuple[str, ...]]:
    """What a job needs for itself while it runs.

    Two boards of one kind on hardware look alike to flashers, and what was flashed last is
    remembered for the kind.
    """
    target = job.target
    claims: set[tuple[str, ...]] = {("build", job.model, target.kind, target.engine)}
    if target.port is not None:
        claims.add(("port", target.port))
    if target.hardware:
        claims.add(("hardware", target.kind))
    return claims
