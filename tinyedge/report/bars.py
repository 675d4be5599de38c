"""A bar of a chart: eighths of a column on a terminal, plain characters elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.text import Text

_EIGHTHS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True)
class Bar:
    """part: of the whole width, in [0, 1]; what is not nothing shows."""

    part: float
    columns: int

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(1, self.columns)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        columns = min(self.columns, options.max_width)
        if not console.is_terminal or options.ascii_only:
            yield Text("#" * round(self.part * columns) or ("." if self.part > 0 else ""))
            return
        eighths = max(1 if self.part > 0 else 0, round(self.part * columns * 8))
        rest = _EIGHTHS[eighths % 8] if eighths % 8 else ""
        yield Text("█" * (eighths // 8) + rest, style="cyan")
