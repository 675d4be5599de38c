"""docs/operators.md: which operator takes which types, and by how many cases that is tested."""

from __future__ import annotations

from typing import Any

from fuzz.cases import OPERATORS

from tinyedge.graph.importers import IMPORTERS
from tinyedge.graph.precision import ALSO
from tinyedge.graph.types import DType

COLUMNS = ("int8", "int16", "int4", "float32")  # others are in one column together
REFERENCE_CASES = 25  # of each key in CI, see tests/reference/conftest.py
COMPILED_CASES = 12  # see tests/codegen/test_equal_to_reference.py


def page(run: dict[str, Any]) -> str:
    """The page. run: the record of the last long run, see ``record``."""
    lines = [
        "# Operators",
        "",
        "Written by `scripts/fuzz` from the tables of operators and docs/fuzz.json. A number is",
        "how many models with that operator in that type were compared by the run of "
        f"{run['date']} at commit",
        f"{run['commit']}: the reference with TFLite Micro, compiled C with the reference, every",
        "tensor, bit for bit. The type is that of the first tensor that goes in at run time; int4",
        "is that of weights, beside int8. `yes`: taken, and compared in CI, but not in that run.",
        f"CI compares {REFERENCE_CASES} models of each key of tests/support/random_models.py with",
        f"TFLite Micro, and {COMPILED_CASES} as compiled C; the last column is the sum of both.",
        "",
        f"| operator | {' | '.join(COLUMNS)} | other | CI |",
        f"|---|{'--:|' * len(COLUMNS)}---|--:|",
        *(row(kind, run["kinds"].get(kind, {})) for kind in sorted(IMPORTERS)),
    ]
    return "\n".join(lines) + "\n"


def row(kind: str, recorded: dict[str, int]) -> str:
    """One operator. recorded: cases by type."""
    taken = types(kind)
    cells = [cell(dtype in taken, recorded.get(dtype, 0)) for dtype in COLUMNS]
    others = sorted((taken | set(recorded)) - set(COLUMNS))
    other = ", ".join(f"{dtype} {cell(True, recorded.get(dtype, 0))}" for dtype in others)
    in_ci = len(keys(kind)) * (REFERENCE_CASES + COMPILED_CASES)
    return f"| {kind} | {' | '.join(cells)} | {other} | {in_ci:,} |"


def cell(taken: bool, cases: int) -> str:
    """A count where there is one."""
    return f"{cases:,}" if cases else "yes" if taken else "-"


def keys(kind: str) -> list[str]:
    """Those of RANDOM."""
    return [key for key in OPERATORS if key.split()[0] == kind]


def types(kind: str) -> set[str]:
    """What the tables say that an operator takes; int8 where its models have no suffix, or where
    there is nothing else."""
    suffixes = {key.partition(" ")[2] for key in keys(kind)}
    known = {dtype.value for dtype in DType}
    named = {dtype.value for dtype in ALSO.get(kind, ())} | (suffixes & known)
    return named or {DType.INT8.value}
