"""A run of a benchmark, for people; for programs it is ``Benchmarked.to_json``."""

from __future__ import annotations

from rich.console import Group
from rich.table import Table
from rich.text import Text

from tinyedge.mlperf.types import LEAST_WINDOW_S, Benchmarked, Window

_TIME_OF = {
    "host": "of this machine",
    "emulator": "of an emulator, not of the chip",
    "hardware": "of the board's own clock",
}
_MOST_SHOWN = 10


def render_benchmarked(result: Benchmarked) -> Group:
    """The verdict, the figures with whose time they are in, and the windows."""
    text = Text()
    passed = result.passed
    text.append("PASSED" if passed else "FAILED", style="bold green" if passed else "bold red")
    text.append(
        f"  {result.id} {result.mode}: {result.model} on {result.board_name} ({result.where})\n"
        f"        {len(result.windows)} windows, {len(result.mismatches)} differ from the reference"
    )
    for window in result.mismatches[:1]:
        said, expected = ",".join(window.said), ",".join(window.expected)
        text.append(f"\n        first: sample {window.sample} gave [{said}], expected [{expected}]")
    if result.mode == "performance":
        text.append(f"\n        {_throughput(result)}")
    if result.accuracy is not None:
        text.append(f"\n        top-1 {result.accuracy:.2%} ({result.where})")
    if result.auc is not None:
        text.append(f"\n        AUC {result.auc:.3f} ({result.where})")
    return Group(text, Text(), _windows(result))


def _throughput(result: Benchmarked) -> str:
    if result.throughput is None:
        return "no throughput: the board has no clock"
    line = f"median {result.throughput:.3f} inferences/s, in time {_TIME_OF[result.where]}"
    if not result.long_enough:
        line += f"; the benchmark asks for windows of {LEAST_WINDOW_S:g} s"
    return line


def _windows(result: Benchmarked) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("sample", "inferences", "time/s", "inferences/s"):
        table.add_column(name, justify="right")
    table.add_column("results", no_wrap=True)
    for window in result.windows[:_MOST_SHOWN]:
        table.add_row(*_cells(window))
    left = len(result.windows) - _MOST_SHOWN
    if left > 0:
        table.add_row("...", "", "", "", f"{left} more")
    return table


def _cells(window: Window) -> tuple[str | Text, ...]:
    time_s = "" if window.elapsed_us is None else f"{window.elapsed_us / 1e6:.3f}"
    rate = "" if window.throughput is None else f"{window.throughput:.3f}"
    said = ",".join(window.said[:12]) + (",..." if len(window.said) > 12 else "")
    return str(window.sample), str(window.runs), time_s, rate, Text(said)
