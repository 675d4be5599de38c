"""docs/python.md does what it says: its blocks run one after the other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("unicorn", reason="emulated boards: pip install 'tinyedge[sim]'")

DOCUMENT = Path(__file__).parents[2] / "docs" / "python.md"


def test_the_blocks_of_the_document_run(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 3
    names: dict[str, Any] = {}
    for block in blocks:
        exec(compile(block, str(DOCUMENT), "exec"), names)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "sine on sim-cortex-m4 emulator"
    assert abs(float(names["y"][0])) < 0.15  # of 2 pi, the last one
    assert [line.split(":")[0] for line in said[1:51]] == [f"{i} of 50" for i in range(1, 51)]
    assert len(said) == 52
