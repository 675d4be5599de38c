"""Flash through a debug probe with OpenOCD."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tinyedge.boards import OpenocdFlasher
from tinyedge.errors import ToolFailed, ToolMissing
from tinyedge.events import Listener, Started
from tinyedge.link.ports import PortInfo, list_ports
from tinyedge.tools import find_tool, run_tool

from .probes import (
    CONNECT,
    Saying,
    UsbDevice,
    explain,
    firmware,
    flash_folder,
    log_of,
    put_firmware,
    serial_number_at,
    usb_devices,
)
from .types import Job, Missing, Step, Way

_TOOL = "openocd"
_TIMEOUT_S = 180.0
_ST_LINK = "interface/stlink.cfg"
_CMSIS_DAP = "interface/cmsis-dap.cfg"
# OpenOCD 0.12, interface/stlink.cfg: what it takes for an ST-LINK.
_ST_LINK_IDS = {
    f"0483:{product}"
    for product in (
        *("3744", "3748", "374b", "374d", "374e", "374f"),
        *("3752", "3753", "3754", "3755", "3757"),
    )
}
_DAPLINK_ID = "0d28:0204"

_NO_PROBE = "OpenOCD finds no debug probe"
_HELD = f"{CONNECT}, and end other programs that use it"
SAYINGS = (
    Saying(
        r"LIBUSB_ERROR_ACCESS",
        "the debug probe may not be opened by this account",
        "install OpenOCD's rules for udev (60-openocd.rules, part of its package), and plug the "
        "probe in again",
    ),
    Saying(
        r"Error: open failed|unable to find a matching CMSIS-DAP device|No CMSIS-DAP device found",
        _NO_PROBE,
        _HELD,
    ),
    Saying(
        r"AP lock engaged",
        "the chip is locked (APPROTECT)",
        "unlocking it erases all of its flash, a boot loader included: openocd -f "
        "interface/cmsis-dap.cfg -f target/nrf52.cfg -c init -c nrf52_recover -c exit",
    ),
    Saying(
        r"stm32x device protected|Device Security Bit Set|flash.* (?:is )?read.?protected",
        "the chip's flash is protected",
        "take the protection off with STM32CubeProgrammer, which erases the flash",
    ),
    Saying(
        r"UNEXPECTED idcode: (0x[0-9a-fA-F]+)",
        "the chip that answers is another one (IDCODE {0})",
        "choose its board with --board",
    ),
    Saying(
        r"Cannot identify target as|Unknown device \(HWID|[Cc]annot identify",
        "the chip that answers is another one",
        "choose its board with --board",
    ),
    Saying(
        r"unable to connect to the target|Error connecting DP|Could not find MEM-AP|"
        r"Target not examined",
        "the debug probe works, but no chip answers it",
        "check that the board has power and that the probe's wires are right",
    ),
    Saying(
        r"\*\* Verify Failed \*\*",
        "the flash does not hold what was written",
        "flash it again; if that does not help, its flash is worn or its supply is weak",
    ),
    Saying(
        r"Can't find (\S+)",
        "this OpenOCD has no {0}",
        "install version 0.11 or later",
    ),
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around the board: what a test replaces."""

    find_tool: Callable[[str], str]
    ports: Callable[[], Sequence[PortInfo]]
    usb: Callable[[], Sequence[UsbDevice] | None]


REAL = Surroundings(find_tool, list_ports, usb_devices)


def prepare(job: Job, flasher: OpenocdFlasher, *, around: Surroundings = REAL) -> Way:
    """The way to flash a board like this."""
    missing = None
    program = _TOOL
    try:
        program = around.find_tool(_TOOL)
    except ToolMissing as error:
        missing = Missing(f"{error.tool} was not found", error.remedy)
    call = argv(job, flasher, program, serial_number=serial_number_at(job, around.ports))
    return Way(
        flasher="openocd",
        steps=_steps(job, call),
        missing=missing or no_probe(flasher, around.usb()),
        act=lambda listen: _flash(job, call, listen),
    )


def argv(
    job: Job, flasher: OpenocdFlasher, program: str, *, serial_number: str | None = None
) -> list[str]:
    """The call that programs, verifies, resets and leaves; to be made in ``flash_folder``."""
    file = firmware(job)
    configs = [part for config in flasher.config for part in ("-f", config)]
    choose = ["-c", f"adapter serial {serial_number}"] if serial_number else []
    command = f"program {file.name} {file.address:#010x} verify reset exit"
    return [program, *configs, *choose, "-c", command]


def no_probe(flasher: OpenocdFlasher, devices: Sequence[UsbDevice] | None) -> Missing | None:
    """That no probe is there which the board's configuration takes; None if one is, or may be."""
    if devices is None:
        return None
    if _ST_LINK in flasher.config:
        wanted, found = "ST-LINK", any(device.usb_id in _ST_LINK_IDS for device in devices)
    elif _CMSIS_DAP in flasher.config:
        wanted = "CMSIS-DAP probe"
        found = any(d.usb_id == _DAPLINK_ID or "CMSIS-DAP" in d.product for d in devices)
    else:
        return None
    return None if found else Missing(f"there is no {wanted} on USB", CONNECT)


def _steps(job: Job, call: list[str]) -> tuple[Step, ...]:
    file, folder = firmware(job), flash_folder(job)
    return (
        Step(f"put {file.name}, {len(file.data):,} B, into {folder}, and there:"),
        Step(
            f"write it to {file.address:#010x}, read it back and compare, reset the chip",
            tuple(call),
        ),
    )


def _flash(job: Job, call: list[str], listen: Listener) -> None:
    put_firmware(job)
    listen(Started("flash", f"OpenOCD writes {len(firmware(job).data):,} B, and verifies"))
    try:
        run_tool(call, cwd=flash_folder(job), log=log_of(job, _TOOL), timeout_s=_TIMEOUT_S)
    except ToolFailed as error:
        raise explain(job, error, SAYINGS) from error
