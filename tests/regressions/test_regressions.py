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


@pytest.mark.parametrize("name", KEPT)
def test_equals_tflm_and_compiled_c(name: str, tmp_path: Path) -> None:
    fault = fault_of(kept(REGRESSIONS / name), tmp_path)
    assert fault is None, f"{name}: {fault}\n{fault.details}"
