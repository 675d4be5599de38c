"""Cases that scripts/fuzz found and shrunk, each in a folder named after what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

random_models = pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

from fuzz.judge import fault_of  # noqa: E402
from fuzz.shrink import REGRESSIONS, kept  # noqa: E402

KEPT = sorted(path.parent.name for path in REGRESSIONS.glob("*/model.tflite"))


def test_every_kept_case_equals_tflm_and_compiled_c(tmp_path: Path) -> None:
    """One test for all, for there may be none: what was found so far has tests of its own."""
    faults = {name: fault_of(kept(REGRESSIONS / name), tmp_path / name) for name in KEPT}
    assert {name: fault for name, fault in faults.items() if fault is not None} == {}
