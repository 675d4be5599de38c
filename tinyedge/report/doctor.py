"""What ``tinyedge doctor`` found, for people and programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from tinyedge.doctor.board import Checkup
from tinyedge.doctor.types import Finding

from .fitting import Fitting

# What is said of a finding is read in lines of this width at least.
_LEAST_COLUMNS = 44


def render_findings(findings: tuple[Finding, ...]) -> Fitting:
    """A row each: what it is, whether it is there, what it adds or how to get it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("what", no_wrap=True)
    table.add_column("found", no_wrap=True)
    table.add_column("for", overflow="fold")
    paragraphs = []
    names = found_columns = 0
    for finding in findings:
        if finding.present:
            found, purpose = Text(finding.version, style="green"), finding.adds
        else:
            found = Text("missing", style="red" if finding.required else "yellow")
            purpose = f"{finding.adds}; to get it: {finding.remedy}"
        names, found_columns = max(names, len(finding.name)), max(found_columns, len(found))
        table.add_row(Text(finding.name), found, Text(purpose))
        paragraphs.append((Text.assemble(finding.name, ": ", found), Text(purpose)))
    return Fitting(table, paragraphs, names + found_columns + _LEAST_COLUMNS)


def render_checkup(checkup: Checkup) -> Group:
    """The findings, and below them what can be done with the board as things are."""
    return Group(render_findings(checkup.findings), Text(), verdict(checkup))


def verdict(checkup: Checkup) -> Text:
    """What can be done with the board as things are."""
    can = [
        name
        for name, possible in (
            ("built", checkup.build),
            ("emulated", checkup.emulate),
            ("flashed", checkup.flash),
        )
        if possible
    ]
    board = checkup.board
    if checkup.ready:
        first = "emulated" if checkup.emulate and not checkup.flash else "flashed"
        command = "run" if first == "emulated" else "flash"
        where = f" --port {checkup.port}" if first == "flashed" and checkup.named else ""
        if any(finding.name == "zig" and not finding.present for finding in checkup.findings):
            where += " --compiler gcc"  # else zig is asked for
        return Text(
            f"{board} can be {' and '.join(can)}: "
            f"tinyedge {command} models/sine --board {board}{where}",
            style="green",
        )
    if not checkup.build:
        return Text(f"{board} cannot be built here", style="red")
    return Text(f"{board} can be built, but neither emulated nor flashed as it is", style="red")


def checkup_to_json(checkup: Checkup) -> dict[str, Any]:
    """The object of ``tinyedge doctor --board BOARD --json``."""
    return {**asdict(checkup), "ready": checkup.ready}


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """One object of ``tinyedge doctor --json``."""
    return asdict(finding)
