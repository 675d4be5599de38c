"""What is kept can be made again, and must be once it is damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tinyedge.paths import keep, kept


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    keep(tmp_path / "a" / "b", b"content")
    assert kept(tmp_path / "a" / "b") == b"content"
    assert kept(tmp_path / "a" / "c") is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda sealed: b"",
        lambda sealed: sealed[:7],
        lambda sealed: bytes(len(sealed)),
        lambda sealed: b"C" + sealed[1:],
        lambda sealed: sealed + b"\0",
    ],
    ids=["empty", "cut", "zeros", "flipped", "longer"],
)
def test_what_was_damaged_counts_as_not_kept(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "a"
    keep(path, b"content")
    path.write_bytes(damage(path.read_bytes()))
    assert kept(path) is None
