"""What the shell's tab key offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tinyedge.paths import boards_dir

_SUFFIXES = {".tflite", ".keras", ".h5"}


def complete_board(incomplete: str) -> Iterator[str]:
    """Board ids that begin so."""
    ids = sorted(path.stem for path in boards_dir().glob("*.toml"))
    return (board for board in ids if board.startswith(incomplete))


def complete_model(incomplete: str) -> Iterator[str]:
    """Model files, folders with a model.toml, and folders to look into, that begin so."""
    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") else typed.parent
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        shown = str(path)
        if not shown.startswith(incomplete.removesuffix("/")):
            continue
        if path.suffix in _SUFFIXES or (path / "model.toml").is_file():
            yield shown
        elif path.is_dir() and not path.name.startswith("."):
            yield f"{shown}/"
