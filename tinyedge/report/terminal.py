"""A Report as a person reads it: rich renderables, drawn by whoever has a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tinyedge.verify.types import LayerResult, Report

_NAME_WIDTH = 34


def render(report: Report) -> Group:
    """Verdict, accuracy, layers, and memory by origin; every figure with where it comes from."""
    parts: list[RenderableType] = [_verdict(report)]
    if report.layers:
        parts += [Text(), _layers(report)]
    parts += [Text(), _memory(report)]
    return Group(*parts)


def _verdict(report: Report) -> Text:
    passed = report.passed
    text = Text()
    text.append("PASSED" if passed else "FAILED", style="bold green" if passed else "bold red")
    text.append(
        f"  {report.model} on {report.board_name} ({report.where}), engine {report.engine}\n"
    )
    text.append(
        f"        {_count(report.samples, 'sample')}, "
        f"{report.elements_compared:,} elements compared, "
        f"{_count(report.mismatches, 'mismatch', 'mismatches')}; oracle: "
        f"{', '.join(report.oracles)}"
    )
    for output in report.within:
        text.append(f"\n        {output}")
    if report.first_mismatch is not None:
        text.append(f"\n        first: {report.first_mismatch}", style="red")
    if report.accuracy is not None:
        accuracy = report.accuracy
        text.append(
            f"\n        accuracy {accuracy.device:.2%} on the device ({report.where}), "
            f"{accuracy.int8_host:.2%} int8 on the host"
        )
        if accuracy.float_model is not None:
            text.append(f", {accuracy.float_model:.2%} float")
    if report.count_per_inference is not None:
        text.append(
            f"\n        {report.count_per_inference:,} {report.counter} per inference "
            f"({report.where})"
        )
        if report.macs:
            text.append(f", {report.count_per_inference / report.macs:.2f} per MAC")
    return text


def _layers(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("layer", justify="right")
    table.add_column("operator", no_wrap=True)
    # The only column that may shrink: on a narrow terminal names lose letters, figures nothing.
    table.add_column("output tensor", overflow="ellipsis", max_width=_NAME_WIDTH)
    table.add_column("MACs", justify="right", no_wrap=True)
    counted = report.count_per_inference is not None
    if counted:
        table.add_column(report.counter, justify="right", no_wrap=True)
        table.add_column("share", justify="right", no_wrap=True)
    table.add_column("equal", justify="right", no_wrap=True)
    for index, layer in enumerate(report.layers):
        row = [str(index), layer.op, escape(layer.name), f"{layer.macs:,}" if layer.macs else "-"]
        if counted:
            row += [f"{layer.count or 0:,}", _share(layer, report)]
        row.append("yes" if layer.mismatches == 0 else f"[red]{layer.mismatches:,} differ[/red]")
        table.add_row(*row)
    return table


def _share(layer: LayerResult, report: Report) -> str:
    return f"{(layer.count or 0) / (report.count_per_inference or 1):.1%}"


def _memory(report: Report) -> Text:
    origins = ", ".join(f"{origin} {flash:,}" for origin, flash, _ in report.sections if flash)
    engine = report.flash_bytes - report.flash_model_bytes
    gap = report.arena_bytes - report.arena_lower_bound_bytes
    text = Text(
        f"flash   {report.flash_bytes:,} B: {engine:,} B of code "
        f"and {report.flash_model_bytes:,} B of model ({origins})\n"
        f"RAM     {report.ram_bytes:,} B static, of which the arena {report.arena_bytes:,} B "
        f"({gap:,} B over the lower bound)"
        + (f" and the state {report.state_bytes:,} B" if report.state_bytes else "")
    )
    if report.stack_bytes is not None:
        text.append(f"; stack {report.stack_bytes:,} B at its highest")
    text.append(f"\nmodel   sha256 {report.model_sha256}\nimage   sha256 {report.image_sha256}")
    text.append(f"\nbuilt   with {report.compiler}")
    return text


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
