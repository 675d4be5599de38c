"""README.md says what is there: its generated parts are those that scripts/readme would write."""

from __future__ import annotations

import re
from pathlib import Path

from tinyedge.boards import all_boards
from tinyedge.graph.importers import IMPORTERS
from tinyedge.report.boards import markdown

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REMEDY = "run: .venv/bin/python scripts/readme"


def block(name: str) -> str:
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", README, re.DOTALL)
    assert found, f"README.md has no marks for {name}"
    return found[1]


def test_the_table_of_boards_is_that_of_boards() -> None:
    assert block("boards") == markdown(all_boards()), REMEDY


def test_the_operators_are_those_that_are_read() -> None:
    assert re.findall(r"`(\w+)`", block("operators")) == sorted(IMPORTERS), REMEDY


def test_the_transcript_shows_a_passed_run() -> None:
    assert "$ tinyedge run models/digits --board sim-cortex-m4" in block("transcript")
    assert "PASSED  digits on Simulated Cortex-M4F (emulator)" in block("transcript")


def test_every_file_the_documents_link_to_is_there() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (ROOT / target).exists(), f"{name} links to {target}"
