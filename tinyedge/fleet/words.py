"""A run's report in a line of words."""

from __future__ import annotations

from typing import Any


def counted(report: dict[str, Any]) -> str | None:
    """What an inference takes, with its unit; None where the board counts nothing."""
    unit = report["counter"]
    count = report.get(f"{unit}_per_inference")
    return f"{count:,} {unit}" if count is not None else None


def figures(report: dict[str, Any]) -> str:
    """What was compared and what it takes, and where."""
    parts = [
        f"{report['samples']:,} samples, {report['elements_compared']:,} elements compared, "
        f"{report['mismatches']:,} mismatches",
        *([f"{count} per inference"] if (count := counted(report)) is not None else []),
        *memory(report),
    ]
    return f"{report['where']}: {'; '.join(parts)}"


def memory(report: dict[str, Any]) -> list[str]:
    """Flash, RAM, arena and stack, as far as they are known."""
    known = [(what, report[f"{what.lower()}_bytes"]) for what in ("flash", "RAM", "arena", "stack")]
    return [f"{what} {size:,} B" for what, size in known if size is not None]


def first_mismatch(report: dict[str, Any]) -> str:
    """The element that differed first, as ``Mismatch`` says it; and how many did."""
    found = report["first_mismatch"]
    many = f"{report['mismatches']:,} of {report['elements_compared']:,} elements differ"
    if found is None:
        return many if report["mismatches"] else "nothing was compared"
    at = ", ".join(str(index) for index in found["index"])
    return (
        f"layer {found['layer']} {found['op']}: {found['tensor']}[{at}] expected "
        f"{found['expected']}, got {found['got']} (sample {found['sample']}, {found['oracle']}); "
        f"{many}"
    )
