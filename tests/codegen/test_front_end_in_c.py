"""The generated C of an audio front end, with sanitizers: 50 frames, a reset, the first again."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.host_c import build, case, run

front_end = pytest.importorskip(
    "support.front_end",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)


def test_equals_the_reference_frame_by_frame(tmp_path: Path) -> None:
    b = front_end.Builder()
    features = front_end.front_end(b, b.input((front_end.STEP,), dtype="int16"))
    listening = case(b.build([features]), "front end")
    runs = [(0, [step]) for step in front_end.listened(50)]
    assert run(build([listening], tmp_path), [listening], [*runs, (0, []), *runs[:5]]) == []
