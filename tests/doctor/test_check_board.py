"""What one board needs, and what can be done with it as things are."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.scripted_board import description

from tinyedge.boards import (
    Board,
    EsptoolFlasher,
    Gcc,
    SerialLine,
    Toolchain,
    Uf2Flasher,
    load_board,
)
from tinyedge.doctor.board import Checkup, check_board
from tinyedge.doctor.connected import Port
from tinyedge.doctor.types import Finding
from tinyedge.flash.drives import Drive
from tinyedge.link.holders import Holder
from tinyedge.link.ports import PortInfo
from tinyedge.link.probe import Answer
from tinyedge.link.protocol import parse_description
from tinyedge.report.doctor import checkup_to_json, render_checkup, verdict

NATIVE = PortInfo("socket://board:1", "USB JTAG/serial", "303a:1001", "7C:DF:A1:00:11:22")
FLASH = "tinyedge flash MODEL --board acme"


@pytest.fixture
def acme() -> Board:
    """A board of hardware alone."""
    return replace(
        load_board("sim-cortex-m4"),
        id="acme",
        emulator=None,
        link=SerialLine("serial", 115_200, ("303a:1001",)),
        flashers=(EsptoolFlasher(),),
        boot_mode="hold BOOT, press RESET, release BOOT",
    )


def check(
    board: Board,
    *ports: PortInfo,
    port: str | None = None,
    answer: Answer | None = None,
    busy: bool = False,
    drives: Sequence[Drive] = (),
) -> Checkup:
    held_by = (Holder(30, "minicom"),) if busy else ()

    def look(boards: Sequence[Board], infos: Sequence[PortInfo], how: str) -> tuple[Port, ...]:
        assert how == "all"
        return tuple(Port(info, (), held_by, None if busy else answer, "") for info in infos)

    return check_board(board, port, ports=lambda: ports, drives=lambda: drives, look=look)


def finding(checkup: Checkup, name: str) -> Finding:
    (found,) = [finding for finding in checkup.findings if finding.name == name]
    return found


def test_a_board_that_is_only_emulated_needs_no_port() -> None:
    checkup = check_board(load_board("host"), None)
    assert [found.name for found in checkup.findings] == ["zig", "gcc"]
    assert checkup.ready and checkup.emulate and not checkup.flash
    assert verdict(checkup).plain == (
        "host can be built and emulated: tinyedge run models/sine --board host"
    )


def test_a_board_that_is_not_connected(acme: Board) -> None:
    checkup = check(acme)
    assert not checkup.ready and checkup.build
    port = finding(checkup, "serial port")
    assert port.adds == (
        "talking to acme; it is not connected: looked for USB 303a:1001 "
        "(Espressif USB-Serial-JTAG), and there is no serial port at all"
    )
    assert port.remedy.endswith(
        "to make it ready for flashing: hold BOOT, press RESET, release BOOT"
    )
    assert verdict(checkup).plain == (
        "acme can be built, but neither emulated nor flashed as it is"
    )


def test_a_board_that_greets(acme: Board) -> None:
    greeting = replace(parse_description(description(), protocol=1), board="acme")
    checkup = check(acme, NATIVE, answer=Answer(greeting))
    assert checkup.ready and checkup.flash and checkup.port == "socket://board:1"
    assert finding(checkup, "tinyedge firmware").version == "acme runs tiny (engine aot)"
    assert verdict(checkup).plain == (
        "acme can be built and flashed: tinyedge flash models/sine --board acme"
    )


@pytest.mark.parametrize(
    ("answer", "adds", "ready"),
    [
        (Answer(), "verify and monitor; nothing answers", True),
        (
            Answer(text="waiting for download"),
            "verify and monitor; it is in its boot loader: 'waiting for download'",
            True,
        ),
        (Answer(text="hello"), "verify and monitor; it says 'hello'", True),
        (
            Answer(parse_description(description(), protocol=1)),
            "verify and monitor; at that port, pico runs tiny (engine aot)",
            True,
        ),
    ],
)
def test_what_answers_there(acme: Board, answer: Answer, adds: str, ready: bool) -> None:
    checkup = check(acme, NATIVE, answer=answer)
    assert finding(checkup, "tinyedge firmware") == Finding(
        "tinyedge firmware", False, False, "", adds, FLASH
    )
    assert checkup.ready is ready


def test_a_port_that_another_program_has(acme: Board) -> None:
    checkup = check(acme, NATIVE, busy=True)
    firmware = finding(checkup, "tinyedge firmware")
    assert firmware.adds == "verify and monitor; minicom (process 30) has socket://board:1 open"
    assert firmware.remedy == "close that program"
    assert not checkup.ready


def test_micropython_is_flashed_over_without_being_asked(acme: Board) -> None:
    python = PortInfo("socket://board:1", "", "2e8a:0005", "e660123456")
    board = replace(acme, link=SerialLine("serial", 115_200, ("2e8a:0005",)))
    checkup = check_board(board, None, ports=lambda: [python], drives=lambda: [])
    assert finding(checkup, "tinyedge firmware").adds == (
        "verify and monitor; not asked: to MicroPython, single bytes are commands"
    )


def test_a_named_port_that_is_not_there(acme: Board) -> None:
    checkup = check(acme, NATIVE, port="/dev/ttyNONE3")
    port = finding(checkup, "serial port")
    assert port.adds == "talking to acme; /dev/ttyNONE3: there is no such port"
    assert port.remedy == "there is socket://board:1"
    assert not checkup.ready


def test_two_boards_that_fit_are_listed(acme: Board) -> None:
    checkup = check(acme, NATIVE, replace(NATIVE, url="socket://board:2"))
    assert "2 ports may be its own" in finding(checkup, "serial port").adds
    assert not checkup.ready


def test_a_board_that_waits_as_a_drive(acme: Board, tmp_path: Path) -> None:
    (tmp_path / "INFO_UF2.TXT").write_text("Board-ID: RPI-RP2\r\n")
    board = replace(acme, flashers=(Uf2Flasher("RPI-RP2", 1),))
    checkup = check(board, drives=[Drive(tmp_path, "RPI-RP2")])
    assert finding(checkup, "boot loader's drive").version == str(tmp_path)
    assert checkup.flash and checkup.ready


def test_a_board_that_no_compiler_here_knows(acme: Board) -> None:
    board = replace(acme, toolchain=Toolchain(None, (Gcc("no-such-chip-", ()),)))
    checkup = check(board, NATIVE, answer=Answer())
    compiler = finding(checkup, "no-such-chip-gcc")
    assert (compiler.required, compiler.present) == (True, False)
    assert not checkup.build and not checkup.ready
    assert verdict(checkup).plain == "acme cannot be built here"


def test_one_compiler_of_several_is_enough(acme: Board) -> None:
    board = replace(acme, toolchain=replace(acme.toolchain, gccs=(Gcc("no-such-chip-", ()),)))
    checkup = check(board, NATIVE, answer=Answer())
    assert checkup.build
    assert not finding(checkup, "no-such-chip-gcc").required


def test_a_compiler_that_another_stands_in_for_is_said_to_be_no_loss(
    acme: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINYEDGE_THIS_CHIP_GCC", sys.executable)
    gccs = (Gcc("no-such-chip-", ()), Gcc("this-chip-", ()))
    checkup = check(replace(acme, toolchain=Toolchain(None, gccs)), NATIVE, answer=Answer())
    assert finding(checkup, "no-such-chip-gcc") == Finding(
        *("no-such-chip-gcc", False, False, ""),
        "building acme, which this-chip-gcc does as well",
        "install it or set TINYEDGE_NO_SUCH_CHIP_GCC to its path",
    )


def test_a_board_that_a_touch_of_its_port_makes_a_drive_can_be_flashed(acme: Board) -> None:
    board = replace(acme, flashers=(Uf2Flasher("RPI-RP2", 1),))
    checkup = check(board, NATIVE, answer=Answer())
    assert finding(checkup, "boot loader's drive") == Finding(
        *("boot loader's drive", False, True, "not needed yet"),
        "flashing acme by copying: a touch of socket://board:1 restarts it as a drive",
        "",
    )
    assert checkup.flash and checkup.ready
    # Behind a port that is not of its own USB socket, nothing heeds a touch.
    elsewhere = check(board, NATIVE, port="socket://elsewhere:1", answer=Answer())
    assert not finding(elsewhere, "boot loader's drive").present
    assert not elsewhere.ready


def test_a_port_that_was_named_is_named_to_the_next_command(acme: Board) -> None:
    checkup = check(acme, port="socket://board:1", answer=Answer())
    assert checkup_to_json(checkup)["named"] is True
    assert verdict(checkup).plain == (
        "acme can be built and flashed: "
        "tinyedge flash models/sine --board acme --port socket://board:1"
    )


def test_an_empty_port_is_no_port(acme: Board) -> None:
    checkup = check(acme, NATIVE, port="")
    port = finding(checkup, "serial port")
    assert (port.present, port.adds) == (False, "talking to acme; --port: it is empty")
    assert port.remedy == (
        "give a serial port (socket://board:1), or a URL such as socket://host:port"
    )
    assert [found.name for found in checkup.findings][-1] == "serial port"
    assert not checkup.ready


def test_without_zig_the_other_compiler_must_be_asked_for(
    acme: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TINYEDGE_ZIG", "/no/such/zig")
    monkeypatch.setenv("TINYEDGE_THIS_CHIP_GCC", sys.executable)
    board = replace(acme, toolchain=replace(acme.toolchain, gccs=(Gcc("this-chip-", ()),)))
    assert verdict(check(board, NATIVE, answer=Answer())).plain == (
        "acme can be built and flashed: tinyedge flash models/sine --board acme --compiler gcc"
    )


def test_the_json_says_whether_it_is_ready(acme: Board) -> None:
    told = checkup_to_json(check(acme, NATIVE, answer=Answer()))
    assert (told["board"], told["ready"], told["port"]) == ("acme", True, "socket://board:1")
    assert {"name", "required", "present", "version", "adds", "remedy"} == set(told["findings"][0])
    render_checkup(check(acme))
