"""The counter in C, which is built once and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tinyedge.emulate.counting import NativeCounter, native_library


@pytest.mark.parametrize("keep_bytes", [0, 64, 3000])
def test_a_counter_that_a_full_disk_cut_short_is_built_again(
    keep_bytes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinyedge.emulate.counting.cache_dir", lambda room: tmp_path)
    library = native_library()
    assert library is not None
    assert native_library() == library
    library.write_bytes(library.read_bytes()[:keep_bytes])
    built = native_library()
    assert built is not None
    assert NativeCounter(built, b"\0\0", 0, "thumb").instructions == 0
