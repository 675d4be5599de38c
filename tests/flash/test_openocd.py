"""OpenOCD: the call as a table, what is looked for, and what its errors mean; the real one without
a probe, and one that says what it is told."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
from support.flash_job import FIRMWARE, flash_job

from tinyedge.boards import OpenocdFlasher
from tinyedge.errors import FlashError, ToolFailed, ToolMissing
from tinyedge.events import ignore
from tinyedge.flash.openocd import Surroundings, argv, no_probe, prepare
from tinyedge.flash.probes import UsbDevice, flash_folder, usb_devices
from tinyedge.flash.types import Job, Missing, Way
from tinyedge.link.ports import PortInfo
from tinyedge.tools import find_tool

posix = pytest.mark.skipif(sys.platform == "win32", reason="the fake OpenOCD is a shell script")

BOARDS = ("nucleo-f446re", "stm32f4-discovery", "nucleo-h743zi", "microbit", "nano33ble")
ST_LINK = UsbDevice("0483:374b", "STM32 STLink")
CONNECT = "connect the board's debug probe with a USB cable that carries data"
VCP = PortInfo("/dev/ttyACM0", "", "0483:374b", "066EFF504955857567162335")


def flasher_of(job: Job) -> OpenocdFlasher:
    (flasher,) = (f for f in job.board.flashers if isinstance(f, OpenocdFlasher))
    return flasher


def around(
    *, usb: tuple[UsbDevice, ...] | None = (ST_LINK,), ports: tuple[PortInfo, ...] = ()
) -> Surroundings:
    return Surroundings(find_tool, lambda: ports, lambda: usb)


CALLS = {
    "nucleo-f446re": "-f interface/stlink.cfg -f target/stm32f4x.cfg "
    "-c 'program firmware.bin 0x08000000 verify reset exit'",
    "stm32f4-discovery": "-f interface/stlink.cfg -f target/stm32f4x.cfg "
    "-c 'program firmware.bin 0x08000000 verify reset exit'",
    "nucleo-h743zi": "-f interface/stlink.cfg -f target/stm32h7x_dual_bank.cfg "
    "-c 'program firmware.bin 0x08000000 verify reset exit'",
    "microbit": "-f interface/cmsis-dap.cfg -f target/nrf51.cfg "
    "-c 'program firmware.bin 0x00000000 verify reset exit'",
    "nano33ble": "-f interface/cmsis-dap.cfg -f target/nrf52.cfg "
    "-c 'program firmware.bin 0x00010000 verify reset exit'",
}


@pytest.mark.parametrize("board", BOARDS)
def test_the_call_of_each_board(board: str) -> None:
    job = flash_job(board)
    assert argv(job, flasher_of(job), "openocd") == ["openocd", *shlex.split(CALLS[board])]


def test_the_probe_of_the_chosen_port_is_the_one_that_is_used() -> None:
    job = flash_job("nucleo-f446re", port=VCP.url)
    way = prepare(job, flasher_of(job), around=around(ports=(VCP,)))
    assert "adapter serial 066EFF504955857567162335" in way.steps[-1].argv


@pytest.mark.parametrize("number", ["1; shutdown", "[exit]", "???", "", None])
def test_a_serial_number_that_could_be_a_command_is_left_out(number: str | None) -> None:
    strange = PortInfo(VCP.url, "", VCP.usb_id, number)
    job = flash_job("nucleo-f446re", port=VCP.url)
    way = prepare(job, flasher_of(job), around=around(ports=(strange,)))
    assert not any("adapter" in word for word in way.steps[-1].argv)


def test_the_number_of_an_adapter_beside_the_probe_is_not_the_probes() -> None:
    adapter = PortInfo("/dev/ttyUSB0", "", "0403:6001", "A9007UX1")
    job = flash_job("nucleo-f446re", port=adapter.url)
    way = prepare(job, flasher_of(job), around=around(ports=(adapter,)))
    assert not any("adapter" in word for word in way.steps[-1].argv)


def test_without_openocd_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("TINYEDGE_OPENOCD", raising=False)
    job = flash_job("nucleo-f446re")
    assert prepare(job, flasher_of(job), around=around()).missing == Missing(
        "openocd was not found",
        "install it with: apt install openocd (macOS: brew install open-ocd; Windows: the xPack "
        "that openocd.org leads to), or set TINYEDGE_OPENOCD to its path",
    )


PROBES = [
    ("nucleo-f446re", ST_LINK, True),
    ("nucleo-f446re", UsbDevice("0483:3748", "STM32 STLink"), True),
    ("nucleo-f446re", UsbDevice("0483:5740", "STM32 Virtual COM Port"), False),
    ("nucleo-f446re", UsbDevice("0d28:0204", "DAPLink CMSIS-DAP"), False),
    ("microbit", UsbDevice("0d28:0204", "BBC micro:bit"), True),
    ("nano33ble", UsbDevice("2e8a:000c", "Debug Probe (CMSIS-DAP)"), True),
    ("nano33ble", ST_LINK, False),
    ("nano33ble", UsbDevice("2341:805a", "Nano 33 BLE"), False),
]


@pytest.mark.parametrize(("board", "device", "fits"), PROBES)
def test_a_probe_is_known_by_its_usb_id(board: str, device: UsbDevice, fits: bool) -> None:
    flasher = flasher_of(flash_job(board))
    wanted = "ST-LINK" if "stlink" in flasher.config[0] else "CMSIS-DAP probe"
    absent = Missing(f"there is no {wanted} on USB", CONNECT)
    assert no_probe(flasher, (UsbDevice("1d6b:0002", "hub"), device)) == (None if fits else absent)


def test_where_usb_or_the_probe_is_not_known_the_way_is_tried() -> None:
    flasher = flasher_of(flash_job("nucleo-f446re"))
    assert no_probe(flasher, None) is None
    assert no_probe(OpenocdFlasher(("interface/jlink.cfg", "target/stm32f4x.cfg")), ()) is None


def test_usb_as_linux_shows_it(tmp_path: Path) -> None:
    for name, files in {
        "1-1": {"idVendor": "0483\n", "idProduct": "374b\n", "product": "STM32 STLink\n"},
        "1-2": {"idVendor": "0d28\n", "idProduct": "0204\n"},
        "1-1:1.0": {"bInterfaceClass": "ff\n"},
    }.items():
        folder = tmp_path / "sys" / "bus" / "usb" / "devices" / name.replace(":", ";")
        folder.mkdir(parents=True)
        for file, text in files.items():
            (folder / file).write_text(text)
    assert usb_devices(tmp_path, "linux") == (ST_LINK, UsbDevice("0d28:0204", ""))
    assert usb_devices(tmp_path / "none", "linux") == ()
    assert usb_devices(tmp_path, "darwin") is None


def fake(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An OpenOCD that runs ``script``."""
    program = folder / "open ocd"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("TINYEDGE_OPENOCD", str(program))
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "{a} [b] $c; d"))


def way_of(board: str) -> tuple[Job, Way]:
    job = flash_job(board)
    return job, prepare(job, flasher_of(job), around=around(usb=None))


@posix
def test_it_is_called_where_the_file_lies_whatever_the_path_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(
        tmp_path,
        f'printf "%s\\n" "$@" > "{tmp_path}/args"; cp firmware.bin "{tmp_path}"',
        monkeypatch,
    )
    job, way = way_of("nucleo-f446re")
    way.act(ignore)
    assert (tmp_path / "args").read_text().splitlines() == list(way.steps[-1].argv[1:])
    assert (tmp_path / "firmware.bin").read_bytes() == FIRMWARE
    assert "{a} [b] $c; d" in str(flash_folder(job))


SAID = {
    "Error: open failed\nin procedure 'program'": (
        "OpenOCD finds no debug probe",
        f"{CONNECT}, and end other programs that use it",
    ),
    "Error: unable to find a matching CMSIS-DAP device": (
        "OpenOCD finds no debug probe",
        f"{CONNECT}, and end other programs that use it",
    ),
    "Error: libusb_open() failed with LIBUSB_ERROR_ACCESS\nError: open failed": (
        "the debug probe may not be opened by this account",
        "install OpenOCD's rules for udev (60-openocd.rules, part of its package), and plug the "
        "probe in again",
    ),
    "Error: init mode failed (unable to connect to the target)": (
        "the debug probe works, but no chip answers it",
        "check that the board has power and that the probe's wires are right",
    ),
    "Error: Cannot identify target as a STM32 family.": (
        "the chip that answers is another one",
        "choose its board with --board",
    ),
    "Warn : UNEXPECTED idcode: 0x2ba01477\nError: expected 1 of 1: 0x0bb11477": (
        "the chip that answers is another one (IDCODE 0x2ba01477)",
        "choose its board with --board",
    ),
    "nRF52 device has AP lock engaged (see UICR APPROTECT register).": (
        "the chip is locked (APPROTECT)",
        "unlocking it erases all of its flash, a boot loader included: openocd -f "
        "interface/cmsis-dap.cfg -f target/nrf52.cfg -c init -c nrf52_recover -c exit",
    ),
    "Error: stm32x device protected": (
        "the chip's flash is protected",
        "take the protection off with STM32CubeProgrammer, which erases the flash",
    ),
    "** Verify Failed **": (
        "the flash does not hold what was written",
        "flash it again; if that does not help, its flash is worn or its supply is weak",
    ),
    "embedded:startup.tcl:28: Error: Can't find target/nrf52.cfg": (
        "this OpenOCD has no target/nrf52.cfg",
        "install version 0.11 or later",
    ),
}


@posix
@pytest.mark.parametrize("said", SAID)
def test_what_its_errors_mean(said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, f"echo {shlex.quote(said)} >&2; exit 1", monkeypatch)
    _, way = way_of("nano33ble")
    with pytest.raises(FlashError) as caught:
        way.act(ignore)
    problem, remedy = SAID[said]
    assert str(caught.value) == f"nano33ble: {problem}; {remedy}"


@posix
def test_an_error_that_is_not_known_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(tmp_path, "echo Error: the moon is full >&2; exit 3", monkeypatch)
    _, way = way_of("nano33ble")
    with pytest.raises(ToolFailed) as caught:
        way.act(ignore)
    assert re.sub(r"said: .*", "said: LOG", str(caught.value)) == (
        "open ocd failed with status 3: Error: the moon is full; everything it said: LOG"
    )


needs_openocd = pytest.mark.skipif(
    shutil.which("openocd") is None, reason="no OpenOCD; run: apt install openocd"
)


@needs_openocd
@pytest.mark.parametrize("board", BOARDS)
def test_the_real_one_knows_the_files_of_each_board_and_misses_the_probe(
    board: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = usb_devices()
    if devices is None or no_probe(flasher_of(flash_job(board)), devices) is None:
        pytest.skip("a debug probe may be connected here, and would be used")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a {b} c"))
    monkeypatch.delenv("TINYEDGE_OPENOCD", raising=False)
    _, way = way_of(board)
    with pytest.raises(FlashError) as caught:
        way.act(ignore)
    assert str(caught.value) == (
        f"{board}: OpenOCD finds no debug probe; {CONNECT}, and end other programs that use it"
    )


def test_a_tool_named_by_the_variable_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYEDGE_OPENOCD", "no-such-openocd")
    with pytest.raises(ToolMissing):
        find_tool("openocd")
    job = flash_job("microbit")
    assert prepare(job, flasher_of(job), around=around()).missing == Missing(
        "no-such-openocd was not found", "TINYEDGE_OPENOCD names it, but it cannot be run"
    )
