"""What a run of scripts/fuzz leaves: docs/fuzz.json, and docs/fuzz.md made of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from fuzz.pool import Finding, Outcome

Record = dict[str, Any]

SHOWN = 20  # of the findings


def record(outcome: Outcome, about: Record) -> Record:
    """The run as JSON. about: date, commit, machine, command, seed and seconds by stage."""
    counts = outcome.counts
    kinds: dict[str, dict[str, int]] = {}
    for name, count in sorted(_below(counts, "kind").items()):
        kind, dtype = name.split()
        kinds.setdefault(kind, {})[dtype] = count
    return {
        **about,
        "cases": _below(counts, "case"),
        "kinds": kinds,
        "mutants": _below(counts, "mutant"),
        "firmware": _below(counts, "board"),
        "firmware_models": _below(counts, "models"),
        "firmware_elements": _below(counts, "elements"),
        "findings": [_finding(finding) for finding in outcome.findings],
    }


def _below(counts: Counter[str], word: str) -> dict[str, int]:
    """The counts whose names begin with a word, without it."""
    start = f"{word} "
    return {
        name.removeprefix(start): count
        for name, count in sorted(counts.items())
        if name.startswith(start)
    }


def _finding(finding: Finding) -> Record:
    return {
        "work": finding.work,
        "item": finding.item,
        "stage": finding.stage,
        "what": finding.what,
    }


def page(run: Record) -> str:
    """docs/fuzz.md."""
    cases: dict[str, int] = run["cases"]
    wrong = Counter(finding["work"] for finding in run["findings"])
    graphs = sum(count for key, count in cases.items() if key.startswith("graph"))
    lines = [
        "# Fuzzing",
        "",
        f"Written by `{run['command']}` on {run['date']} at commit {run['commit']}, on "
        f"{run['machine']}. The same seeds give the same cases.",
        "",
        "| what | how many | seeds | findings | seconds |",
        "|---|--:|---|--:|--:|",
    ]
    seconds, seeds = run["seconds"], run["seeds"]
    operators = sum(cases.values()) - graphs
    rows = [
        ("random operators", operators, "operators", "cases"),
        ("random graphs", graphs, "graphs", ""),
        ("firmware on simulated cores", sum(run["firmware"].values()), "boards", "boards"),
        ("mutated files", _read(run), "mutants", "mutants"),
        (
            "of these run as C",
            run["mutants"].get("compiled", 0),
            "accepted mutants",
            "accepted mutants",
        ),
    ]
    for what, count, stage, work in rows:
        found = f"{wrong[work]}" if work else "(above)"
        lines.append(
            f"| {what} | {count:,} | {seeds.get(stage, '')} | {found} | {seconds.get(stage, 0):,} |"
        )
    lines += [
        "",
        "Operators and graphs: every tensor of the reference is compared with TFLite Micro's, and",
        "every tensor of the generated C, compiled with ASan and UBSan, with the reference's, bit",
        "for bit. Mutated files: an error in one line, or else all that follows works: the plan,",
        "the code, the reference and, where they are small, the compiled C.",
        "",
        *_mutants(run),
        *_firmware(run),
        *_findings(run),
        "## Cases by operator and type",
        "",
        "| key | cases |",
        "|---|--:|",
        *(f"| {key} | {count:,} |" for key, count in cases.items()),
    ]
    return "\n".join(lines) + "\n"


def _read(run: Record) -> int:
    """Mutants that were read: all."""
    return sum(count for end, count in run["mutants"].items() if end != "compiled")


def _mutants(run: Record) -> list[str]:
    ends: dict[str, int] = run["mutants"]
    if not ends:
        return []
    told = ", ".join(f"{count:,} {end}" for end, count in ends.items())
    return [f"Mutated files: {told}.", ""]


def _firmware(run: Record) -> list[str]:
    """On which cores."""
    if not run["firmware"]:
        return []
    return [
        "| core, simulated | firmware built | models | elements compared |",
        "|---|--:|--:|--:|",
        *(
            f"| {board} | {count} | {run['firmware_models'][board]:,} "
            f"| {run['firmware_elements'][board]:,} |"
            for board, count in run["firmware"].items()
        ),
        "",
    ]


def _findings(run: Record) -> list[str]:
    found = run["findings"]
    if not found:
        return ["Findings: none.", ""]
    lines = [f"- {f['work']} {f['item']}: {f['stage']}: {f['what']}" for f in found[:SHOWN]]
    more = [f"- and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return ["Findings:", "", *lines, *more, ""]
