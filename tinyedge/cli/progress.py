"""Events of the library as progress bars on a terminal, and as plain lines elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from tinyedge.events import Event, Note, Progress, Started

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class Plain:
    """One line on standard error for each stage that begins; no moving parts."""

    def __enter__(self) -> Plain:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def __call__(self, event: Event) -> None:
        """Listen to one event."""
        if isinstance(event, Started):
            print(f"{event.stage}: {event.what}" if event.what else event.stage, file=sys.stderr)
        elif isinstance(event, Note):
            print(event.text, file=sys.stderr)


class Live:
    """Progress bars on standard error; the line of a finished stage stays."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            SpinnerColumn,
            TextColumn,
            TimeElapsedColumn,
        )
        from rich.progress import Progress as Bars

        self._bars: Bars = Bars(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.fields[stage]:<10}"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._stages: dict[str, TaskID] = {}
        self._open: TaskID | None = None

    def __enter__(self) -> Live:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._close()
        self._bars.stop()

    def __call__(self, event: Event) -> None:
        """Listen to one event."""
        if isinstance(event, Started):
            self._close()
            self._open = self._bars.add_task(event.what, total=None, stage=event.stage)
            self._stages[event.stage] = self._open
        elif isinstance(event, Progress) and event.stage in self._stages:
            task = self._stages[event.stage]
            self._bars.update(task, completed=event.done, total=event.total)
        elif isinstance(event, Note):
            self._bars.console.print(event.text, markup=False, highlight=False)

    def _close(self) -> None:
        """Mark the stage that is open as finished: the next one begins, or all is done."""
        if self._open is None:
            return
        task = next(t for t in self._bars.tasks if t.id == self._open)
        total = task.total if task.total is not None else 1
        self._bars.update(self._open, total=total, completed=total)
        self._open = None


def listener(*, quiet: bool) -> Plain | Live | Silent:
    """What fits the standard error at hand."""
    if quiet:
        return Silent()
    return Live() if sys.stderr.isatty() else Plain()


class Silent(Plain):
    """Says nothing."""

    def __call__(self, event: Event) -> None:
        """Listen to one event."""
