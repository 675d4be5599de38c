"""What a monitor tells, for people line by line, and for programs as JSON lines."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.text import Text

from tinyedge.monitor.types import (
    Gap,
    Greeted,
    Listening,
    Output,
    Overheard,
    Result,
    Said,
    Summary,
    Told,
    Totals,
    Unreadable,
)

_SHOWN_VALUES = 4
_HASH_DIGITS = 12
_SOURCE_WIDTH = 8


def render_told(told: Told) -> Text:
    """One line, but for the summary; what a device said in it is harmless by now."""
    match told:
        case Greeted():
            return _greeted(told)
        case Listening():
            return _line(told.at, "open", f"{told.port} at {told.baud:,} baud; listening", "green")
        case Result():
            return _result(told)
        case Said(source="panic"):
            return _line(told.at, "panic", told.text, "bold white on red")
        case Said():
            return _line(told.at, told.source, told.text + ("" if told.whole else " ..."), "cyan")
        case Unreadable():
            what = f"{told.bytes:,} B: a frame that was hurt, or another baud rate"
            return _line(told.at, "noise", what, "dim")
        case Overheard():
            what = (
                f"type 0x{told.frame_type:02x}, session {told.session}, sequence {told.sequence}, "
                f"payload {told.payload_bytes:,} B"
            )
            return _line(told.at, "frame", what, "dim")
        case Gap():
            then = "waiting for it to come back" if told.gone else "greeting it again"
            return _line(told.at, "gap", f"{told.reason}; {then}", "yellow")
        case Summary():
            return _summary(told)


def render_status(totals: Totals, at: float) -> Text:
    """The line that stays at the bottom of a terminal."""
    so_far = totals.summary(at, "interrupted")
    faults = so_far.faults
    wrong = faults.resent + faults.damaged + faults.damaged_there + faults.stray
    told = f"{so_far.results_per_s:.2f} results/s, {so_far.bytes_per_s:,.0f} B/s"
    if wrong:
        told += f", {_count(wrong, 'fault')} of the line"
    if so_far.gaps:
        told += f", {_count(so_far.gaps, 'gap')}"
    # Short: what a terminal echoes of Ctrl-C must not break the line.
    return Text(f"{told}; Ctrl-C ends", style="dim", no_wrap=True, overflow="ellipsis")


def told_to_json(told: Told) -> dict[str, Any]:
    """One object of ``tinyedge monitor --json``."""
    kinds = {
        Greeted: "greeting",
        Listening: "listening",
        Result: "result",
        Unreadable: "noise",
        Overheard: "frame",
        Gap: "gap",
        Summary: "summary",
    }
    if isinstance(told, Said):
        kind = "panic" if told.source == "panic" else "text"
    else:
        kind = kinds[type(told)]
    body = {name: _rounded(value) for name, value in asdict(told).items() if name != "at"}
    if isinstance(told, Result):
        body.pop("labels")
        body["top"] = None if told.top is None else _top_to_json(told, told.top)
    when = datetime.fromtimestamp(told.at).astimezone().isoformat(timespec="milliseconds")
    return {"kind": kind, "time": when, **body}


def _rounded(value: Any) -> Any:
    """Times and rates to what their clock can tell; values of a model are inside of lists."""
    return round(value, 6) if isinstance(value, float) else value


def _top_to_json(result: Result, top: int) -> dict[str, Any]:
    return {"class": top, "label": result.labels[top], "value": result.outputs[0].values[top]}


def _greeted(told: Greeted) -> Text:
    said = told.greeting
    text = _line(
        told.at,
        "greeting",
        f"{said.board} ({told.where}) at {told.port} runs {said.model}, engine {said.engine}, "
        f"image {said.image_sha256[:_HASH_DIGITS]}",
        "green",
    )
    if told.same_image is not None:
        same = "the same image as before" if told.same_image else "ANOTHER IMAGE than before"
        text.append(f"; {same}", style="" if told.same_image else "bold yellow")
    text.append(f"; fed with {told.fed_with}")
    if not told.model_known:
        text.append("; its model is not known here: values are as stored, int8", style="yellow")
    return text


def _result(told: Result) -> Text:
    parts = [_answer(told)]
    if told.count is not None:
        parts.append(f"{told.count:,} {told.counter} ({told.where})")
    parts.append(f"host round trip {_milliseconds(told.round_trip_s)}")
    text = _line(told.at, f"#{told.number}", "  ".join(parts), "bold")
    if told.top is not None and told.expected is not None and told.top != told.expected:
        expected = told.expected
        known = expected < len(told.labels)
        text.append(f"  expected {told.labels[expected] if known else expected}", style="yellow")
    return text


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.1f} ms" if seconds < 0.01 else f"{1000 * seconds:,.0f} ms"


def _answer(told: Result) -> str:
    if told.top is not None:
        return f"{told.labels[told.top]} {told.outputs[0].values[told.top]:.3f}"
    return "  ".join(_values(output) for output in told.outputs)


def _values(output: Output) -> str:
    shown = " ".join(
        f"{value:.4g}" if output.real else f"{value:.0f}" for value in output.values[:_SHOWN_VALUES]
    )
    more = f" ... ({len(output.values):,} values)" if len(output.values) > _SHOWN_VALUES else ""
    return shown + more


def _summary(told: Summary) -> Text:
    text = Text()
    text.append(f"{_rates(told)}\n")
    if told.right is not None:
        text.append(f"{told.right:,} rightly classified\n")
    text.append(_faults(told))
    return text


def _rates(summary: Summary) -> str:
    if not summary.results and not summary.bytes_out:
        return f"listened for {summary.seconds:,.1f} s, {summary.bytes_in:,} B in"
    return (
        f"{_count(summary.results, 'result')} in {summary.seconds:,.1f} s "
        f"({summary.results_per_s:.2f}/s), {summary.bytes_in:,} B in, {summary.bytes_out:,} B out "
        f"({summary.bytes_per_s:,.0f} B/s)"
    )


def _faults(summary: Summary) -> str:
    faults = summary.faults
    told = (
        f"{_count(faults.resent, 'request')} sent again, "
        f"{faults.damaged + faults.damaged_there:,} damaged, {faults.stray:,} stray, "
        f"{_count(summary.lines, 'line')} of text"
    )
    if summary.panics:
        told += f", {_count(summary.panics, 'panic')}"
    if summary.gaps:
        told += f", {_count(summary.gaps, 'gap')}"
    return told


def _line(at: float, what: str, text: str, style: str) -> Text:
    when = datetime.fromtimestamp(at).strftime("%H:%M:%S")
    line = Text(f"{when} ", style="")
    line.append(f"{what:<{_SOURCE_WIDTH}}", style=style)
    line.append(f" {text}")
    return line


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
