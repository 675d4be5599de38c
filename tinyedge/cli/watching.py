"""Events of a monitor on the terminal, in a pipe, or as JSON lines."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

from rich.console import Console
from rich.live import Live
from rich.text import Text

from tinyedge.monitor.types import Summary, Told, Totals
from tinyedge.report.monitor import render_status, render_told, told_to_json

_REFRESHES_PER_S = 4


class JsonLines:
    """One object a line on standard output, and nothing else."""

    def __enter__(self) -> JsonLines:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def __call__(self, told: Told) -> None:
        """Show one event."""
        print(json.dumps(told_to_json(told), ensure_ascii=False, allow_nan=False), flush=True)


class Lines(JsonLines):
    """A line an event, for a pipe or a file."""

    def __call__(self, told: Told) -> None:
        """Show one event."""
        print(render_told(told).plain, flush=True)


class OnTerminal(JsonLines):
    """The lines scroll by; below them, one says how it goes."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals
        self._console = Console()
        self._live = Live(
            get_renderable=self._status,
            console=self._console,
            refresh_per_second=_REFRESHES_PER_S,
            transient=True,
        )

    def __enter__(self) -> OnTerminal:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def __call__(self, told: Told) -> None:
        """Show one event."""
        if isinstance(told, Summary):
            self._live.stop()
        self._console.print(render_told(told), highlight=False, soft_wrap=True)

    def _status(self) -> Text:
        return render_status(self._totals, time.time())


@contextmanager
def terminated_as_by_ctrl_c() -> Iterator[None]:
    """End on SIGTERM as on Ctrl-C: with the summary, the port closed, the cursor shown."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # which alone has signals
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def teller(totals: Totals, *, as_json: bool) -> JsonLines | Lines | OnTerminal:
    """What fits the standard output at hand."""
    if as_json:
        return JsonLines()
    return OnTerminal(totals) if sys.stdout.isatty() else Lines()
