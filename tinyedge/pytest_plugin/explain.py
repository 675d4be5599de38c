"""What a failed test shows beside its traceback."""

from __future__ import annotations

from pathlib import Path

from tinyedge.verify.types import Mismatch

_LINES = 12
_COLUMNS = 100


def mismatch_lines(found: Mismatch) -> str:
    """One element that differs, with where it lies."""
    index = ", ".join(str(i) for i in found.index)
    return "\n".join(
        [
            f"sample    {found.sample}",
            f"layer     {found.layer} {found.operator}",
            f"tensor    {found.tensor}[{index}]",
            f"expected  {found.expected:.9g} ({found.oracle})",
            f"got       {found.got:.9g}",
        ]
    )


def transcript_tail(path: Path) -> str:
    """The last that was said; long frames cut, with how many bytes they have."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return "\n".join(_cut(line) for line in lines[-_LINES:])


def _cut(line: str) -> str:
    if len(line) <= _COLUMNS:
        return line
    whole = len(line[17:].split())
    return f"{line[:_COLUMNS].rstrip()}... {whole:,} B"
