"""The lists of boards and findings, on terminals wide and narrow."""

from __future__ import annotations

import pytest
from rich.console import Console, RenderableType

from tinyedge.boards import all_boards
from tinyedge.doctor.types import Finding
from tinyedge.report.boards import render_boards
from tinyedge.report.doctor import render_findings

ZIG = "/home/somebody/a/project/.venv/lib/python3.12/site-packages/ziglang/zig"
REMEDY = "unplug it, hold BOOTSEL, plug it in, let go: a drive called RPI-RP2 appears"
FINDINGS = (
    Finding("zig", True, True, ZIG, "building for pico", ""),
    Finding("boot loader's drive", False, False, "", "flashing pico by copying", REMEDY),
)


def shown(what: RenderableType, width: int) -> list[str]:
    console = Console(width=width, color_system=None)
    with console.capture() as captured:
        console.print(what, highlight=False)
    return [line.rstrip() for line in captured.get().splitlines()]


@pytest.mark.parametrize("width", [60, 80, 132, 200])
def test_no_terminal_cuts_a_board_or_what_is_known_of_it(width: int) -> None:
    lines = shown(render_boards(all_boards()), width)
    assert max(map(len, lines)) <= width
    assert not any("…" in line for line in lines)
    heads = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert [head for head in heads if head != "id"] == [board.id for board in all_boards()]
    words = " ".join(" ".join(lines).split())
    assert words.count("ROM mock + instruction-set emulator") == 2


def test_a_wide_terminal_has_one_line_for_a_board() -> None:
    assert len(shown(render_boards(all_boards()), 160)) == len(all_boards()) + 1


@pytest.mark.parametrize("width", [60, 80, 160])
def test_a_remedy_is_never_folded_to_shreds(width: int) -> None:
    lines = shown(render_findings(FINDINGS), width)
    assert max(map(len, lines)) <= width
    assert len(lines) <= 8
    assert f"flashing pico by copying; to get it: {REMEDY}" in " ".join(
        line.strip() for line in " ".join(lines[-4:]).split()
    )
