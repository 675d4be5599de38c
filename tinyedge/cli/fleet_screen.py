"""A Fleet as a person reads it: a row a run, then what went wrong."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tinyedge.fleet.types import Fleet, Outcome, Verdict
from tinyedge.fleet.words import counted, figures, first_mismatch
from tinyedge.report.fitting import Fitting

_LEAST_COLUMNS = 118
_STYLES: dict[Verdict, str] = {"passed": "green", "different": "bold red", "not done": "yellow"}
_MEMORY = ("flash", "ram", "arena", "stack")


def render_fleet(fleet: Fleet) -> RenderableType:
    """Board x engine x model: verdict, figures with where they come from, seconds; the reasons of
    what did not pass; and how many did."""
    parts: list[RenderableType] = [_table(fleet)]
    wrong = [outcome for outcome in fleet.outcomes if outcome.verdict != "passed"]
    if wrong:
        parts.append(Text())
    parts += [_reason(outcome) for outcome in wrong]
    return Group(*parts, Text(), _summary(fleet))


def _table(fleet: Fleet) -> Fitting:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("board", "where", "engine", "model", "verdict"):
        table.add_column(head, no_wrap=True)
    for head in ("count", "flash B", "RAM B", "arena B", "stack B", "s"):
        table.add_column(head, justify="right", no_wrap=True)
    paragraphs: list[tuple[Text, Text]] = []
    for outcome in fleet.outcomes:
        target, verdict = outcome.job.target, _verdict(outcome)
        report = outcome.report
        where = report["where"] if report is not None else "-"
        sizes = [report[f"{what}_bytes"] if report is not None else None for what in _MEMORY]
        table.add_row(
            *(target.name, where, target.engine, Text(outcome.job.model), verdict),
            (counted(report) if report is not None else None) or "-",
            *("-" if size is None else f"{size:,}" for size in sizes),
            f"{outcome.seconds:.1f}",
        )
        summary = Text.assemble(f"{outcome.job}, engine {target.engine}: ", verdict)
        told = figures(report) if report is not None else "no figures"
        paragraphs.append((summary, Text(f"{told}; {outcome.seconds:.1f} s")))
    return Fitting(table, paragraphs, _LEAST_COLUMNS)


def _verdict(outcome: Outcome) -> Text:
    words: str = outcome.verdict
    if outcome.verdict == "different" and outcome.report is not None:
        words = f"{outcome.report['mismatches']:,} differ"
    return Text(words, style=_STYLES[outcome.verdict])


def _reason(outcome: Outcome) -> Text:
    told = outcome.problem or ""
    if outcome.report is not None:
        told = first_mismatch(outcome.report)
    return Text(f"{outcome.job}: {told}", style=_STYLES[outcome.verdict])


def _summary(fleet: Fleet) -> Text:
    verdicts: tuple[Verdict, ...] = ("passed", "different", "not done")
    counts = [f"{fleet.count(verdict)} {verdict}" for verdict in verdicts]
    return Text(
        f"{'PASSED' if fleet.passed else 'FAILED'}  {', '.join(counts)}, of "
        f"{len(fleet.outcomes)} in {fleet.seconds:.1f} s",
        style="bold green" if fleet.passed else "bold red",
    )
