"""A stream's outcome as a person reads it."""

from __future__ import annotations

from rich.text import Text

from tinyedge.link.conversation import Faults
from tinyedge.link.protocol import Source
from tinyedge.verify.streamed import Streamed

_SOURCES = {
    Source.HOST: "fed by the host",
    Source.COUNTER: "made by the board from their numbers",
    Source.STORED: "built into the firmware",
}


def render_streamed(streamed: Streamed) -> Text:
    """Verdict, rates, the line and what went wrong on it."""
    text = Text()
    passed = streamed.passed
    text.append("PASSED" if passed else "FAILED", style="bold green" if passed else "bold red")
    text.append(
        f"  {streamed.model} on {streamed.board_name} ({streamed.where}), samples "
        f"{_SOURCES[streamed.source]}\n        {_count(streamed.results, 'result')}, "
        f"{streamed.wrong:,} wrong"
    )
    if streamed.interrupted:
        text.append("; ended by Ctrl-C", style="yellow")
    if streamed.first_wrong is not None:
        text.append(f"\n        first: {streamed.first_wrong}", style="red")
    if streamed.results_per_s is not None:
        text.append(f"\n        {streamed.results_per_s:,.1f} results/s by the host's clock")
    if streamed.device_results_per_s is not None:
        text.append(f", {streamed.device_results_per_s:,.1f}/s by the board's ({streamed.where})")
    if streamed.count is not None:
        text.append(
            f"\n        {streamed.count:,} {streamed.counter} per inference ({streamed.where})"
        )
    text.append(f"\nline    {_line(streamed)}\nfaults  {_faults(streamed.faults)}")
    text.append(f"\nmodel   sha256 {streamed.model_sha256}\nimage   sha256 {streamed.image_sha256}")
    return text


def _line(streamed: Streamed) -> str:
    told = []
    for way, line_bytes in (("to", streamed.sent_bytes), ("from", streamed.heard_bytes)):
        share = streamed.line_share(line_bytes)
        carried = "" if share is None else f", {share:.1%} of what {streamed.baud:,} baud carry"
        told.append(f"{line_bytes:,} B {way} the board{carried}")
    return "; ".join(told)


def _faults(faults: Faults) -> str:
    """Each kind that there was, by name."""
    kinds = (
        (faults.lost, "frames lost"),
        (faults.damaged, "damaged here"),
        (faults.damaged_there, "damaged there"),
        (faults.repeated, "repeated"),
        (faults.reordered, "reordered"),
        (faults.stray, "stray"),
        (faults.resent, "requests sent again"),
        (faults.asked, "times asked for results again"),
        (faults.fed_again, "B fed again"),
        (faults.reopened, "times the port came back"),
        (faults.restarted, "restarts"),
    )
    return ", ".join(f"{number:,} {what}" for number, what in kinds if number) or "none"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
