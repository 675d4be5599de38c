"""Ports and drives: what is listed, what is asked, and what is told of an answer."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from support.scripted_board import description, scripted

from tinyedge.boards import Board, DriveFlasher, SerialLine, Uf2Flasher, load_board
from tinyedge.doctor.connected import BoardDrive, Port, Probing, board_drives, survey
from tinyedge.errors import PortError
from tinyedge.flash.drives import Drive
from tinyedge.link.holders import Holder
from tinyedge.link.link import Link
from tinyedge.link.ports import PortInfo
from tinyedge.link.probe import Answer, probe
from tinyedge.report.ports import port_to_json, render_ports

NATIVE = PortInfo("/dev/ttyACM0", "USB JTAG/serial", "303a:1001", "7C:DF:A1:00:11:22", "1-1:1.0")
BRIDGE = PortInfo("/dev/ttyUSB0", "CP2102N", "10c4:ea60", None)
UART = PortInfo("/dev/ttyS0", "n/a", None, None)
PYTHON = PortInfo("/dev/ttyACM7", "Board in FS mode", "2e8a:0005", "e660")


def board(name: str, *usb: str, baud: int = 115_200) -> Board:
    line = SerialLine("serial", baud, usb)
    return replace(load_board("sim-cortex-m4"), id=name, link=line)


BOARDS = [board("one", "303a:1001", "10c4:ea60", baud=921_600), board("two", "10c4:ea60")]


def look(
    ports: list[PortInfo], probing: Probing = "likely", busy: str = ""
) -> tuple[tuple[Port, ...], dict[str, int]]:
    """What is told of the ports, and at which baud rate each was asked."""
    asked: dict[str, int] = {}

    def ask(url: str, baud: int) -> Answer:
        asked[url] = baud
        return Answer(text=f"hello from {url}")

    def held_by(url: str) -> tuple[Holder, ...]:
        return (Holder(30, "minicom"),) if url == busy else ()

    return survey(BOARDS, ports, probing, ask=ask, held_by=held_by), asked


@pytest.mark.parametrize(
    ("probing", "asked"),
    [
        ("none", {}),
        ("likely", {"/dev/ttyACM0": 921_600, "/dev/ttyUSB0": 921_600}),
        ("all", {"/dev/ttyACM0": 921_600, "/dev/ttyUSB0": 921_600, "/dev/ttyS0": 115_200}),
    ],
)
def test_which_ports_are_asked(probing: Probing, asked: dict[str, int]) -> None:
    found, got = look([NATIVE, BRIDGE, UART, PYTHON], probing)
    assert got == asked
    assert [port.boards for port in found] == [("one",), ("one", "two"), (), ()]
    for port in found:
        assert (port.answer is None) == (port.info.url not in asked) == bool(port.not_asked)


def test_a_port_in_use_is_left_alone() -> None:
    (port,), asked = look([NATIVE], "all", busy="/dev/ttyACM0")
    assert asked == {}
    assert port.not_asked == "minicom (process 30) has it open"


def test_ports_are_asked_all_at_once() -> None:
    together = threading.Barrier(3)

    def ask(url: str, baud: int) -> Answer:
        together.wait(timeout=30)  # broken unless all three are asked at the same time
        return Answer(text="here")

    ports = [replace(NATIVE, url=f"/dev/ttyACM{i}") for i in range(3)]
    found = survey(BOARDS, ports, "all", ask=ask, held_by=lambda url: ())
    assert [port.answer for port in found] == [Answer(text="here")] * 3


def test_what_a_person_reads() -> None:
    found, _ = look([NATIVE, BRIDGE, UART, PYTHON], busy="/dev/ttyUSB0")
    drive = BoardDrive(Path("/media/RPI-RP2"), "RPI-RP2", ("pico",))
    assert render_ports(found, [drive], BOARDS).plain == (
        "/dev/ttyACM0\n"
        "  is       303a:1001 (Espressif USB-Serial-JTAG), serial number 7C:DF:A1:00:11:22, "
        "USB JTAG/serial\n"
        "  may be   one\n"
        "  answers  with text: hello from /dev/ttyACM0\n"
        "/dev/ttyUSB0\n"
        "  is       10c4:ea60 (Silicon Labs CP210x USB-UART bridge), CP2102N\n"
        "  may be   one, two (behind a UART bridge may be any board)\n"
        "  busy     minicom (process 30) has it open\n"
        "/dev/ttyS0\n"
        "  is       not on USB\n"
        "  answers  not asked: not on USB, so anything may be there; ask with --probe\n"
        "/dev/ttyACM7\n"
        "  is       2e8a:0005 (MicroPython on RP2), serial number e660, Board in FS mode\n"
        "  answers  not asked: to MicroPython, single bytes are commands\n"
        "/media/RPI-RP2\n"
        "  is       the drive RPI-RP2, to be flashed by copying\n"
        "  may be   pico"
    )


def test_an_empty_machine_says_what_was_looked_for() -> None:
    assert render_ports([], [], BOARDS).plain == (
        "There is no serial port, and no boot loader's drive. "
        "Looked for the USB ids of the boards:\n"
        "  303a:1001 (Espressif USB-Serial-JTAG): one\n"
        "  10c4:ea60 (Silicon Labs CP210x USB-UART bridge): one, two\n"
        "Is the board plugged in, with a cable that carries data? Some only charge."
    )


def test_what_a_program_reads() -> None:
    (port,), _ = look([BRIDGE])
    assert port_to_json(port) == {
        "url": "/dev/ttyUSB0",
        "usb_id": "10c4:ea60",
        "serial_number": None,
        "description": "CP2102N",
        "location": None,
        "boards": ["one", "two"],
        "caution": "/dev/ttyUSB0 is a 10c4:ea60 (Silicon Labs CP210x USB-UART bridge): "
        "any board may be behind it",
        "held_by": [],
        "answer": {
            "greeting": None,
            "text": "hello from /dev/ttyUSB0",
            "problem": "",
            "remedy": "",
        },
        "not_asked": None,
    }


def test_drives_of_boot_loaders_and_probes(tmp_path: Path) -> None:
    (tmp_path / "INFO_UF2.TXT").write_text("UF2 Bootloader v3.0\r\nBoard-ID: RPI-RP2\r\n")
    waiting = Drive(tmp_path, "RPI-RP2")
    probe_drive = Drive(tmp_path / "none", "NODE_F446RE")
    pico = replace(BOARDS[0], id="pico", flashers=(Uf2Flasher("RPI-RP2", 1),))
    nucleo = replace(BOARDS[0], id="nucleo", flashers=(DriveFlasher(("NODE_F446RE",)),))
    stick = Drive(tmp_path / "stick", "STICK")
    assert board_drives([pico, nucleo], [waiting, probe_drive, stick]) == (
        BoardDrive(tmp_path, "RPI-RP2", ("pico",)),
        BoardDrive(tmp_path / "none", "NODE_F446RE", ("nucleo",)),
    )


def test_an_answer_is_a_greeting_text_or_nothing() -> None:
    def ask(link: Link) -> Answer:
        return probe("port", 115_200, timeout_s=0.01, open_link=lambda url, baud: link)

    greeted = ask(scripted(lambda asked: [], told=description()))
    assert greeted.greeting is not None and greeted.greeting.board == "pico"
    assert ask(scripted(lambda asked: [])) == Answer()
    chatter = b"\0\x85boot\r\nwaiting for download\x1b[0m\r\n"
    assert ask(scripted(lambda asked: [chatter])) == Answer(text=r"waiting for download\x1b[0m")


def test_a_port_that_cannot_be_opened_says_why() -> None:
    def refuse(url: str, baud: int) -> Link:
        raise PortError(url, "there is no such port", "plug it in")

    assert probe("port", 115_200, open_link=refuse) == Answer(
        problem="there is no such port", remedy="plug it in"
    )
