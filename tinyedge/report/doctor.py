"""What ``tinyedge doctor`` found, for people and programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.markup import escape
from rich.table import Table

from tinyedge.doctor import Finding


def render_findings(findings: tuple[Finding, ...]) -> Table:
    """A row each: what it is, whether it is there, what it adds or how to get it."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("what", no_wrap=True)
    table.add_column("found", no_wrap=True)
    table.add_column("for")
    for finding in findings:
        if finding.present:
            found, purpose = f"[green]{escape(finding.version)}[/green]", finding.adds
        else:
            colour = "red" if finding.required else "yellow"
            found = f"[{colour}]missing[/{colour}]"
            purpose = f"{finding.adds}; to get it: {finding.remedy}"
        table.add_row(finding.name, found, escape(purpose))
    return table


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """One object of ``tinyedge doctor --json``."""
    return asdict(finding)
