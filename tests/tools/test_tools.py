"""tinyedge.tools: one place that starts programs, and says plainly what went wrong."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tinyedge.boards import all_boards
from tinyedge.errors import ToolFailed, ToolMissing, ToolTimeout
from tinyedge.tools import find_tool, kill, run_tool, start_process, variable


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_output_is_returned_and_the_log_begins_with_a_line_to_paste(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "tool.log"
    argv = python("import sys; print('out'); sys.stdout.flush(); print('err', file=sys.stderr)")

    said = run_tool(argv, cwd=tmp_path, log=log, timeout_s=60, variables={"A_B": "c d"})

    assert said.split() == ["out", "err"]
    first, rest = log.read_text().split("\n", 1)
    assert first == f"cd {shlex.quote(str(tmp_path))} && A_B='c d' {shlex.join(argv)}"
    assert rest == said


def test_the_variables_reach_the_tool(tmp_path: Path) -> None:
    said = run_tool(
        python("import os; print(os.environ['A_B'])"),
        cwd=tmp_path,
        log=tmp_path / "log",
        timeout_s=60,
        variables={"A_B": "c d"},
    )
    assert said == "c d" + os.linesep


def test_a_failing_tool_is_reported_with_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "tool.log"
    with pytest.raises(ToolFailed) as caught:
        run_tool(
            python("print('\\n'.join('abcdef')); print(); raise SystemExit(3)"),
            cwd=tmp_path,
            log=log,
            timeout_s=60,
        )
    name = Path(sys.executable).name
    assert str(caught.value) == (
        f"{name} failed with status 3: c | d | e | f; everything it said: {log}"
    )


def test_a_tool_that_does_not_end_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "tool.log"
    with pytest.raises(ToolTimeout) as caught:
        run_tool(
            python("import time; print('begun', flush=True); time.sleep(600)"),
            cwd=tmp_path,
            log=log,
            timeout_s=0.5,
        )
    name = Path(sys.executable).name
    assert str(caught.value) == f"{name} did not end within 0.5 s; what it said: {log}"


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing) as caught:
        run_tool(["no-such-program"], cwd=tmp_path, log=tmp_path / "log", timeout_s=1)
    assert str(caught.value) == ("no-such-program was not found; it is not there or cannot be run")


def test_killing_ends_the_process_and_may_be_repeated() -> None:
    process = start_process(
        python("import sys; print('up', flush=True); sys.stdin.read()"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"up"
        kill(process)
        kill(process)
    assert process.returncode != 0


def test_a_tool_that_is_not_installed_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TINYEDGE_ARM_NONE_EABI_GCC", raising=False)
    with pytest.raises(ToolMissing) as caught:
        find_tool("arm-none-eabi-gcc")
    assert str(caught.value) == (
        "arm-none-eabi-gcc was not found; install it with: apt install gcc-arm-none-eabi "
        "(macOS: brew install --cask gcc-arm-embedded; Windows: the installer of the Arm GNU "
        "Toolchain), or set TINYEDGE_ARM_NONE_EABI_GCC to its path"
    )


def _programs() -> set[str]:
    """Every program that some board is built with, emulated in or flashed by."""
    found = {"openocd"}
    for board in all_boards():
        found |= {f"{gcc.prefix}gcc" for gcc in board.toolchain.gccs}
        found |= {board.qemu.program} if board.qemu else set()
    return found


@pytest.mark.parametrize("tool", sorted(_programs()))
def test_what_a_board_needs_can_be_had_on_every_system(
    tool: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(variable(tool), raising=False)
    with pytest.raises(ToolMissing) as caught:
        find_tool(tool)
    remedy = caught.value.remedy
    if "xtensa-esp-elf" in remedy and "apt install" not in remedy:
        return  # Espressif's releases are for all of them
    assert all(word in remedy for word in ("apt install", "macOS: ", "Windows: "))


def test_the_variable_overrides_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYEDGE_GCC", sys.executable)
    assert find_tool("gcc") == sys.executable


def test_a_variable_that_names_nothing_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYEDGE_GCC", "/no/such/gcc")
    with pytest.raises(ToolMissing) as caught:
        find_tool("gcc")
    assert str(caught.value) == (
        "/no/such/gcc was not found; TINYEDGE_GCC names it, but it cannot be run"
    )
