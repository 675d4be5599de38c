"""How a fleet goes: a row for each run on a terminal, else a line for each beginning and end."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from tinyedge.fleet.types import FleetEvent, Job, JobEnded, JobStage, JobStarted

if TYPE_CHECKING:
    from rich.progress import TaskID


class Silent:
    """Says nothing."""

    def __enter__(self) -> Silent:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def __call__(self, event: FleetEvent) -> None:
        """Listen to one event."""


class Plain(Silent):
    """One line on standard error for each run that begins or ends."""

    def __call__(self, event: FleetEvent) -> None:
        """Listen to one event."""
        if isinstance(event, JobStarted):
            print(f"{event.job}: begins", file=sys.stderr)
        elif isinstance(event, JobEnded):
            print(_ended(event), file=sys.stderr)


class Live(Silent):
    """What runs, and at which stage it is; the line of a run that has ended stays."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._bars = Progress(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=16),
            TimeElapsedColumn(),
            TextColumn("{task.fields[stage]}", markup=False),
            console=Console(stderr=True),
        )
        self._tasks: dict[Job, TaskID] = {}

    def __enter__(self) -> Live:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def __call__(self, event: FleetEvent) -> None:
        """Listen to one event."""
        if isinstance(event, JobStarted):
            self._tasks[event.job] = self._bars.add_task(str(event.job), total=None, stage="")
        elif isinstance(event, JobStage):
            self._bars.update(self._tasks[event.job], stage=event.stage)
        elif isinstance(event, JobEnded):
            task = self._tasks.pop(event.outcome.job, None)
            if task is not None:
                self._bars.remove_task(task)
            self._bars.console.print(_ended(event), markup=False, highlight=False)


def _ended(event: JobEnded) -> str:
    outcome = event.outcome
    return (
        f"{outcome.job}: {outcome.verdict}, {outcome.seconds:.1f} s ({event.done} of {event.total})"
    )


def fleet_listener(*, quiet: bool) -> Silent:
    """What fits the standard error at hand."""
    if quiet:
        return Silent()
    return Live() if sys.stderr.isatty() else Plain()
