"""What is written to an Espressif chip, in which order, and what stands in the way of it."""

from __future__ import annotations

from itertools import pairwise

from tinyedge.boards import Board
from tinyedge.pack.types import FlashFile

from .types import Job, Missing, Step

# What ESP-IDF's own flashing takes (idf.py flash, ESPBAUD). USB-Serial-JTAG does not care.
STUB_BAUD = 460_800
# The least that the flash chip can erase: what shares a sector is lost when its neighbour is
# written. esptool's ESPLoader.FLASH_SECTOR_SIZE.
_SECTOR_BYTES = 4096
# esptool pads what it writes to this; so must be what is compared.
_ALIGN_BYTES = 4
_ERASED = b"\xff"
_BOOT_MODE = "hold BOOT, press and release RESET, release BOOT"


def files_of(job: Job) -> tuple[FlashFile, ...]:
    """What is written, in order of address; empty files are not."""
    return tuple(sorted((f for f in job.files if f.data), key=lambda file: file.address))


def padded(file: FlashFile) -> bytes:
    """The file as it lies in flash."""
    return file.data + _ERASED * (-len(file.data) % _ALIGN_BYTES)


def described(file: FlashFile) -> str:
    """A file, its size, and where it goes."""
    return f"{file.name}, {len(file.data):,} B, to {file.address:#x}"


def into_boot_mode(board: Board) -> str:
    """What a person has to do when the chip does not answer."""
    return f"bring it into boot mode: {board.boot_mode or _BOOT_MODE}"


def is_tcp(port: str) -> bool:
    """Whether bytes are all that passes: no speed, and no line to reset the chip with."""
    return port.startswith("socket:")


def steps(job: Job) -> tuple[Step, ...]:
    """Exactly what will be done, in order."""
    port = job.port or "<port>"
    chip = job.board.espressif.chip if job.board.espressif else "<chip>"
    files = files_of(job)
    unless = "" if job.force else ", unless it is there already"
    speed = "" if is_tcp(port) else f" --baud {STUB_BAUD}"
    skip = "" if job.force else " --skip-flashed"
    places = " ".join(f"{file.address:#x} {file.name}" for file in files)
    by_hand = f"esptool --chip {chip} --port {port}{speed} write-flash{skip} {places}"
    does = (
        f"reset the chip at {port} into its boot loader, and check that it is an {chip}",
        "load esptool's stub into its RAM; if it does not start, go on with the ROM's own loader",
        "check that its flash is large enough",
        *(f"write {described(file)}{unless}" for file in files),
        "compare the MD5 of each file with what the flash holds",
        f"reset the chip into the firmware; all of this by hand: {by_hand}",
    )
    return tuple(Step(text) for text in does)


def missing(job: Job, known_chips: tuple[str, ...]) -> Missing | None:
    """What stands in the way. known_chips: to esptool."""
    espressif = job.board.espressif
    if espressif is None:
        return Missing(
            "its board file has no table [espressif], which says what chip it is",
            "add one, or take the flasher 'esptool' out",
        )
    if espressif.chip not in known_chips:
        return Missing(
            f"esptool knows no chip {espressif.chip!r}",
            f"correct chip in [espressif] of its board file: {', '.join(known_chips)}",
        )
    if not files_of(job):
        return Missing("its firmware has no files", "build it again: tinyedge build --help")
    for file, following in pairwise(files_of(job)):
        last = file.address + len(file.data) - 1
        if last // _SECTOR_BYTES >= following.address // _SECTOR_BYTES:
            return Missing(
                f"{file.name}, which takes {file.address:#x} to {last:#x}, leaves no sector free "
                f"before {following.name} at {following.address:#x}",
                "raise offset in [memory.flash] of its board file, or choose a smaller model",
            )
    if job.port is None:
        return Missing(
            "no serial port is known",
            "connect the board and name its port with --port; if none appears, "
            + into_boot_mode(job.board),
        )
    return None
