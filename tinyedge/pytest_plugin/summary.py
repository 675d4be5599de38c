"""What the session has shown, one line for each model on each board.

Figures travel as properties of the tests, so that they come from the workers of pytest-xdist as
well, and stand in a JUnit file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tinyedge.verify.types import Report

Property = tuple[str, "str | int | float"]
_PREFIX = "tinyedge_"
_OUTCOMES = ("passed", "failed", "skipped")
# In the order in which they are said: property, and the words around its figure.
_FIGURES = (
    ("instructions", "{:,} instructions per inference"),
    ("cycles", "{:,} cycles per inference"),
    ("flash_bytes", "flash {:,} B"),
    ("ram_bytes", "RAM {:,} B"),
    ("stack_bytes", "stack {:,} B"),
    ("accuracy", "accuracy {:.2%}"),
)


def properties(name: str, value: str | int | float | None) -> list[Property]:
    """A property under the plugin's name; none where there is nothing to say."""
    return [] if value is None else [(_PREFIX + name, value)]


def figures(reports: Sequence[Report]) -> list[Property]:
    """What the verifications of one test have found out."""
    if not reports:
        return []
    last = reports[-1]
    found = [
        *properties("samples", sum(report.samples for report in reports)),
        *properties("elements", sum(report.elements_compared for report in reports)),
        *properties("mismatches", sum(report.mismatches for report in reports)),
        *properties("flash_bytes", last.flash_bytes),
        *properties("ram_bytes", last.ram_bytes),
        *properties("stack_bytes", last.stack_bytes),
    ]
    if last.counter != "none":
        counts = [r.count_per_inference for r in reports if r.count_per_inference is not None]
        found += properties(last.counter, max(counts, default=None))
    for report in reports:
        if report.accuracy is not None:
            found += properties("accuracy", report.accuracy.device)
    return found


@dataclass(slots=True)
class _Line:
    """One model on one board. figures: the last of each that a test has told."""

    outcomes: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    figures: dict[str, str | int | float] = field(default_factory=dict)
    where: str = ""


@dataclass(slots=True)
class Summary:
    """What the tests of a session have told so far."""

    lines: dict[tuple[str, str], _Line] = field(default_factory=dict)

    def add(self, outcome: str, told: Iterable[tuple[str, object]]) -> None:
        """Enter a test that is over, if it was one on a board."""
        known = {
            name.removeprefix(_PREFIX): value
            for name, value in told
            if name.startswith(_PREFIX) and isinstance(value, str | int | float)
        }
        if "board" not in known:
            return
        key = (str(known["board"]), str(known.get("model", "")))
        line = self.lines.setdefault(key, _Line())
        line.outcomes[outcome] = line.outcomes.get(outcome, 0) + 1
        line.where = str(known.get("where", line.where))
        for name in ("samples", "elements", "mismatches", "started"):
            line.totals[name] = line.totals.get(name, 0) + int(known.get(name, 0))
        line.figures.update({name: known[name] for name, _ in _FIGURES if name in known})

    def __iter__(self) -> Iterator[str]:
        for (board, model), line in sorted(self.lines.items()):
            yield _said(board, model, line)


def _said(board: str, model: str, line: _Line) -> str:
    outcomes = [f"{line.outcomes[name]} {name}" for name in _OUTCOMES if name in line.outcomes]
    head = f"{board} ({line.where})" if line.where else board
    parts = [f"{head} {model}".rstrip() + ": " + ", ".join(outcomes)]
    if line.totals["started"]:
        done = "flashed" if line.where == "hardware" else "started"
        parts.append(f"{done} {line.totals['started']}x")
    if line.totals["elements"]:
        parts.append(
            f"{line.totals['samples']:,} samples, {line.totals['elements']:,} elements compared, "
            f"{line.totals['mismatches']:,} different"
        )
    said = [form.format(line.figures[name]) for name, form in _FIGURES if name in line.figures]
    if said:
        parts.append(", ".join(said))
    return "; ".join(parts)
