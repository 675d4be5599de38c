"""Flashing Espressif chips: esptool's own code against a chip that answers as the ROM does."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from esp_rfc2217_server.esp_port_manager import EspPortManager
from serial.rfc2217 import PortManager
from support.espressif_mock import (
    FLASH_BYTES,
    EspressifMock,
    Kind,
    is_answer_to,
    refusal,
)
from support.network_port import NetworkPort

from tinyedge.boards import Board, load_board
from tinyedge.boards.types import Espressif, EsptoolFlasher, Memory, Region
from tinyedge.emulate.serial_end import open_serial_end
from tinyedge.errors import FlashError, PortError, TinyEdgeError
from tinyedge.events import Event, Note, Progress, Started
from tinyedge.flash import esptool
from tinyedge.flash.types import Job, Missing
from tinyedge.image import Image
from tinyedge.pack.types import FlashFile

pytestmark = pytest.mark.skipif(
    "sys.platform == 'win32'", reason="needs pseudo terminals: a POSIX system"
)

CHIPS = {"esp32s3": "ESP32-S3", "esp32c3": "ESP32-C3", "esp32": "ESP32"}
SEED = 20261123
BOOT_MODE = "hold BOOT, press RESET, release BOOT"
AGAIN = f"bring it into boot mode: {BOOT_MODE}; then run the command again"
HALF = "the board now holds half a firmware and must be flashed again"
REPLUG = "plug it in again, and run the command again"

every_kind = pytest.mark.parametrize("kind", ["pty", "tcp"])
with_and_without_stub = pytest.mark.parametrize("stub", [True, False], ids=["stub", "rom"])


def a_board(chip: str = "esp32s3") -> Board:
    return replace(load_board(chip), boot_mode=BOOT_MODE)


def some_files() -> tuple[FlashFile, ...]:
    """Code, which compresses, and weights, which do not; no size is a multiple of four."""
    choose = random.Random(SEED)
    code = b"".join(bytes([choose.randrange(256)]) * 7 for _ in range(3001))
    return (
        FlashFile("firmware.bin", 0x0, code),
        FlashFile("weights.bin", 0x1_0000, choose.randbytes(33_333)),
    )


def a_job(
    port: str | None,
    board: Board | None = None,
    *,
    files: tuple[FlashFile, ...] | None = None,
    force: bool = False,
) -> Job:
    board = board or a_board()
    image = Image(Path("none"), board.id, "aot", "m", "0" * 64, "0" * 64, (), "none")
    return Job(board, image, some_files() if files is None else files, port, force)


@pytest.fixture(autouse=True)
def nothing_is_left(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """No thread, no open file, no other logger of esptool's, nothing on the terminal."""
    from esptool.logger import EspLog
    from esptool.reset import ResetStrategy

    before = EspLog.instance, ResetStrategy.print_once
    files = open_files()
    yield
    assert (EspLog.instance, ResetStrategy.print_once) == before
    assert threading.active_count() == 1
    assert open_files() == files
    assert capfd.readouterr() == ("", "")


def open_files() -> int:
    """How many this process has; 0 where the system does not say."""
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.is_dir() else 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """What the port of a chip is called."""
    return tmp_path / "ttyACM0"


def holds(mock: EspressifMock, files: tuple[FlashFile, ...]) -> bool:
    return all(mock.there(file.address, len(file.data)) == file.data for file in files)


def failure(job: Job, **how: object) -> TinyEdgeError:
    with pytest.raises(TinyEdgeError) as caught:
        esptool.write(job, **{"connect_attempts": 1, "reconnect": False, **how})  # type: ignore[arg-type]
    return caught.value


# What arrives


@with_and_without_stub
@every_kind
@pytest.mark.parametrize("chip", CHIPS)
def test_the_flash_holds_every_file(chip: str, kind: Kind, stub: bool, path: Path) -> None:
    with EspressifMock(chip, kind, path) as mock:
        job = a_job(mock.url, a_board(chip))
        untouched = mock.there(0, FLASH_BYTES)
        esptool.write(job, use_stub=stub)
        assert holds(mock, job.files)
        assert (mock.heard("FLASH_DEFL_BEGIN"), mock.heard("FLASH_BEGIN")) == (
            (1, 1) if stub else (0, 2)
        )
        assert bool(mock.heard("MEM_END")) == stub
        # A TCP port has a speed of its own, and the ROM is left at the one it has found out.
        assert mock.heard("CHANGE_BAUDRATE") == (1 if stub and kind == "pty" else 0)
        # The ROM reads no further than it believes the flash to reach.
        assert mock.first("SPI_SET_PARAMS") < mock.first("SPI_FLASH_MD5")
    written = bytearray(mock.there(0, FLASH_BYTES))
    for file in job.files:
        written[file.address : file.address + len(file.data)] = b"\xff" * len(file.data)
    assert written == untouched


@with_and_without_stub
@every_kind
def test_what_is_there_already_is_not_written_again(kind: Kind, stub: bool, path: Path) -> None:
    with EspressifMock("esp32s3", kind, path) as mock:
        job = a_job(mock.url)
        esptool.write(job, use_stub=stub)
        writes = mock.heard("FLASH_DEFL_DATA") + mock.heard("FLASH_DATA")
        assert writes > 0
        heard: list[Event] = []
        esptool.write(job, use_stub=stub, listen=heard.append)
        assert mock.heard("FLASH_DEFL_DATA") + mock.heard("FLASH_DATA") == writes
        assert heard[:2] == [
            Note("firmware.bin is at 0x0 already: not written again"),
            Note("weights.bin is at 0x10000 already: not written again"),
        ]

        mock.flash.data[0x1_0000] ^= 1
        heard.clear()
        esptool.write(job, use_stub=stub, listen=heard.append)
        assert holds(mock, job.files)
        assert Note("firmware.bin is at 0x0 already: not written again") in heard
        assert Started("flash", "weights.bin, 33,333 B, to 0x10000") in heard

        writes = mock.heard("FLASH_DEFL_DATA") + mock.heard("FLASH_DATA")
        esptool.write(replace(job, force=True), use_stub=stub)
        assert mock.heard("FLASH_DEFL_DATA") + mock.heard("FLASH_DATA") > writes


def test_files_may_lie_anywhere(path: Path) -> None:
    """Out of order, empty, one byte long, between sectors, up to the last byte of the flash."""
    files = (
        FlashFile("end", FLASH_BYTES - 8, b"12345"),
        FlashFile("nothing", 0x2000, b""),
        FlashFile("between", 0x3123, bytes(range(256)) * 20),
        FlashFile("one", 0x0, b"x"),
    )
    for stub in (True, False):
        with EspressifMock("esp32c3", "pty", path) as mock:
            esptool.write(a_job(mock.url, a_board("esp32c3"), files=files), use_stub=stub)
            assert holds(mock, files)


# What is told


@with_and_without_stub
def test_progress_reaches_its_total_in_the_unit_it_counts(stub: bool, path: Path) -> None:
    heard: list[Event] = []
    with EspressifMock("esp32s3", "pty", path) as mock:
        esptool.write(a_job(mock.url), listen=heard.append, use_stub=stub)
    started = [event for event in heard if isinstance(event, Started)]
    assert started == [
        Started("flash", "firmware.bin, 21,007 B, to 0x0"),
        Started("flash", "weights.bin, 33,333 B, to 0x10000"),
        Started("flash", "comparing the MD5 of each file"),
    ]
    assert [event for event in heard if isinstance(event, Note)] == [
        Note(f"{path} has no line to reset the board with: press its reset button")
    ]
    steps: list[list[Progress]] = []
    for event in heard:
        if isinstance(event, Started):
            steps.append([])
        elif isinstance(event, Progress):
            steps[-1].append(event)
    code, weights, comparing = steps
    assert {event.unit for event in code} == ({"B compressed"} if stub else {"B"})
    assert (code[-1].total < 21_007) == stub
    assert {(event.unit, event.total) for event in weights} == {("B", 33_336)}
    for events in (code, weights):
        done = [event.done for event in events]
        assert done == sorted(set(done))
        assert done[-1] == events[-1].total
    assert not comparing


def test_a_stub_that_does_not_start_is_done_without(path: Path) -> None:
    heard: list[Event] = []
    with EspressifMock("esp32", "pty", path, answer=refusal("MEM_BEGIN")) as mock:
        job = a_job(mock.url, a_board("esp32"))
        esptool.write(job, listen=heard.append)
        assert holds(mock, job.files)
        assert mock.heard("FLASH_DEFL_DATA") == 0
    assert heard[0] == Note(
        "esptool's stub does not start (Failed to enter RAM download mode (result was 0108: "
        "Flash write error)): slower without it"
    )


def test_a_stub_that_starts_and_does_not_say_so_is_found_out(path: Path) -> None:
    def mute(answer: bytes) -> bytes:
        return answer.replace(b"\xc0OHAI\xc0", b"")

    heard: list[Event] = []
    with EspressifMock("esp32", "pty", path, answer=mute) as mock:
        job = a_job(mock.url, a_board("esp32"))
        esptool.write(job, listen=heard.append)
        assert holds(mock, job.files)
        assert mock.heard("FLASH_DEFL_DATA") > 0
    assert heard[0] == Started("flash", "firmware.bin, 21,007 B, to 0x0")


# What goes wrong


@pytest.mark.parametrize("there", CHIPS)
@pytest.mark.parametrize("wanted", CHIPS)
def test_another_chip_is_refused_with_both_names(there: str, wanted: str, path: Path) -> None:
    if there == wanted:
        return
    with EspressifMock(there, "pty", path) as mock:
        error = failure(a_job(mock.url, a_board(wanted)))
        assert mock.heard("FLASH_BEGIN") + mock.heard("FLASH_DEFL_BEGIN") == 0
    assert isinstance(error, FlashError)
    assert str(error) == (
        f"{wanted}: the chip at {path} is an {CHIPS[there]}, not an {CHIPS[wanted]}; "
        "choose its board with --board, or another port with --port"
    )


@with_and_without_stub
@every_kind
def test_a_port_that_drops_leaves_half_a_firmware(kind: Kind, stub: bool, path: Path) -> None:
    drop = 12_000 if stub else 30_000
    with EspressifMock("esp32s3", kind, path, drop_after_bytes=drop) as mock:
        job = a_job(mock.url)
        error = failure(job, use_stub=stub)
        assert isinstance(error, FlashError)
        assert str(error) == (
            f"esp32s3: {mock.url} vanished while writing weights.bin to 0x10000; {HALF}: {REPLUG}"
        )
        assert not holds(mock, job.files)
        mock.wait()
        esptool.write(job, use_stub=stub)
        assert holds(mock, job.files)


@every_kind
def test_a_port_that_comes_back_soon_is_written_to_the_end(kind: Kind, path: Path) -> None:
    with EspressifMock("esp32c3", kind, path, drop_after_bytes=12_000) as mock:
        job = a_job(mock.url, a_board("esp32c3"))
        esptool.write(job)
        assert holds(mock, job.files)
        assert mock.connections == 2


@every_kind
def test_a_port_that_drops_before_anything_is_written(kind: Kind, path: Path) -> None:
    def gone(answer: bytes) -> bytes:
        if is_answer_to("MEM_DATA", answer):
            raise ConnectionResetError
        return answer

    with EspressifMock("esp32s3", kind, path, answer=gone) as mock:
        error = failure(a_job(mock.url))
        assert mock.heard("FLASH_BEGIN") + mock.heard("FLASH_DEFL_BEGIN") == 0
    assert isinstance(error, PortError)
    assert str(error) == (f"{mock.url}: the port vanished while loading esptool's stub; {REPLUG}")


def test_what_closes_a_tcp_port_at_once_is_not_to_be_plugged_in() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        url = f"socket://127.0.0.1:{server.getsockname()[1]}"
        said = str(failure(a_job(url)))
    assert said == (
        f"{url}: the port vanished while connecting; start what should answer there, "
        "and run the command again"
    )


@pytest.mark.parametrize(
    ("command", "stub", "said"),
    [
        ("FLASH_BEGIN", False, "Failed to enter flash download mode"),
        ("FLASH_DEFL_BEGIN", True, "Failed to enter compressed flash mode"),
        ("FLASH_DATA", False, "Failed to write to target flash after seq 0"),
    ],
)
def test_a_chip_that_cannot_write_holds_half_a_firmware(
    command: str, stub: bool, said: str, path: Path
) -> None:
    """Its ROM erases first: nothing written does not mean nothing lost."""
    with EspressifMock("esp32s3", "pty", path, answer=refusal(command, stub=stub)) as mock:
        error = failure(a_job(mock.url), use_stub=stub)
    assert str(error) == (
        f"esp32s3: writing firmware.bin to 0x0 failed at {path} ({said} (result was 0108: Flash "
        f"write error)); {HALF}"
    )


def test_whoever_interrupts_leaves_nothing_open(path: Path) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, Progress):
            raise KeyboardInterrupt

    with EspressifMock("esp32s3", "pty", path) as mock:
        job = a_job(mock.url)
        with pytest.raises(KeyboardInterrupt):
            esptool.write(job, listen=interrupt)
        esptool.write(job)
        assert holds(mock, job.files)


def differs(name: str, address: str, size: str) -> str:
    return (
        f"esp32s3: the flash at {address} does not hold {name} ({size} B) after it was written; "
        "flash it again; if that does not help, its flash is worn or its supply is weak"
    )


@with_and_without_stub
@every_kind
def test_one_flipped_bit_fails(kind: Kind, stub: bool, path: Path) -> None:
    """A cell of the flash that does not take what is written to it."""
    with EspressifMock("esp32s3", kind, path) as mock:
        job = a_job(mock.url)
        mock.flash.data = BadCell(mock.flash.data, job.files[1].address + 20_000)
        assert str(failure(job, use_stub=stub)) == differs("weights.bin", "0x10000", "33,333")
        mock.flash.data = bytearray(mock.flash.data)
        esptool.write(job, use_stub=stub)
        assert holds(mock, job.files)


class BadCell(bytearray):
    """A flash that keeps the wrong bit 0 of one byte, whatever is written there."""

    def __init__(self, data: bytearray, bad: int) -> None:
        super().__init__(data)
        self.bad = bad

    def __setitem__(self, at: Any, value: Any) -> None:
        super().__setitem__(at, value ^ 1 if at == self.bad else value)


@with_and_without_stub
def test_a_bit_that_flips_after_its_file_was_written_fails(stub: bool, path: Path) -> None:
    digests = 0

    def flip(answer: bytes) -> bytes:
        nonlocal digests
        if is_answer_to("SPI_FLASH_MD5", answer):
            digests += 1
            if digests == 2:  # esptool's own of the second file: the first is damaged behind it
                mock.flash.data[0x100] ^= 0x10
        return answer

    with EspressifMock("esp32s3", "pty", path, answer=flip) as mock:
        error = failure(a_job(mock.url, force=True), use_stub=stub)
    assert str(error) == differs("firmware.bin", "0x0", "21,007")


def test_a_flash_too_small_is_not_touched(path: Path) -> None:
    files = (FlashFile("weights.bin", 0x1_0000, bytes(FLASH_BYTES - 0x1_0000 + 1)),)
    flash = Region(0x3C01_0000, 2 * FLASH_BYTES - 0x1_0000)
    board = replace(
        a_board(), memory=Memory(flash, Region(0x3FC9_0000, 0x4_0000), flash_offset=0x1_0000)
    )
    with EspressifMock("esp32s3", "pty", path) as mock:
        error = failure(a_job(mock.url, board, files=files))
        assert mock.heard("FLASH_BEGIN") + mock.heard("FLASH_DEFL_BEGIN") == 0
    assert str(error) == (
        "esp32s3: weights.bin ends at 4,194,308 B of the flash, which has 4,194,304 B instead of "
        "8,388,608 B as its board file says; choose a smaller model, or a board with more flash"
    )


def test_a_locked_chip_is_refused(path: Path) -> None:
    def locked(answer: bytes) -> bytes:
        if is_answer_to("GET_SECURITY_INFO", answer):
            return answer[:9] + b"\x04" + answer[10:]  # SECURE_DOWNLOAD_ENABLE
        return answer

    with EspressifMock("esp32s3", "pty", path, answer=locked) as mock:
        assert str(failure(a_job(mock.url))) == (
            f"esp32s3: the ESP32-S3 at {path} is locked (secure download mode), which cannot be "
            "undone; use a board whose eFuses are as they left the factory"
        )


@pytest.mark.parametrize("kind", ["pty", "socket"])
def test_silence_says_how_to_enter_boot_mode(kind: str) -> None:
    end = open_serial_end(kind)  # type: ignore[arg-type]
    try:
        assert str(failure(a_job(end.url))) == (
            f"esp32s3: no boot loader answers at {end.url} (No serial data received); {AGAIN}"
        )
    finally:
        end.close()


def test_a_board_without_a_boot_mode_gets_what_most_boards_have() -> None:
    end = open_serial_end("pty")
    try:
        error = failure(a_job(end.url, replace(a_board(), boot_mode="")))
    finally:
        end.close()
    assert error.remedy == (  # type: ignore[attr-defined]
        "bring it into boot mode: hold BOOT, press and release RESET, release BOOT; "
        "then run the command again"
    )


NONSENSE = {
    # A header and nothing behind it.
    "short": lambda answer, choose: answer[:9] + b"\xc0",
    # The right command, and noise.
    "noise": lambda answer, choose: answer[:3] + bytes(choose.choices(range(128), k=30)) + b"\xc0",
    # A chip that has restarted meanwhile.
    "boot log": lambda answer, choose: b"ets Jul 29 2019 12:21:46\r\n" + answer,
}


@pytest.mark.parametrize(
    ("nonsense", "after", "said"),
    [
        ("short", 1, "what answers at {port} is no boot loader; {again}"),
        ("short", 40, "looking at the flash failed at {port} (its answer makes no sense); {again}"),
        (
            "short",
            60,
            "writing firmware.bin to 0x0 failed at {port} (its answer makes no sense); {half}",
        ),
        (
            "noise",
            9,
            "looking at the flash failed at {port} (Unable to verify flash chip connection (Failed "
            "to read target memory (result was {code}: Unknown result))); {again}",
        ),
        (
            "boot log",
            0,
            "no boot loader answers at {port} (Invalid head of packet (0x65): Possible serial "
            "noise or corruption); {again}",
        ),
        (
            "boot log",
            40,
            "looking at the flash failed at {port} (No more data to read from the serial port); "
            "{again}",
        ),
    ],
)
def test_answers_that_make_no_sense(nonsense: str, after: int, said: str, path: Path) -> None:
    choose = random.Random(SEED)
    sane = after

    def hurt(answer: bytes) -> bytes:
        nonlocal sane
        sane -= 1
        return answer if sane >= 0 else NONSENSE[nonsense](answer, choose)

    with EspressifMock("esp32c3", "pty", path, answer=hurt) as mock:
        error = str(failure(a_job(mock.url, a_board("esp32c3"))))
    code = error.partition("result was ")[2][:4]
    assert error == "esp32c3: " + said.format(port=path, again=AGAIN, half=HALF, code=code)


def test_a_port_in_use_is_not_taken(path: Path) -> None:
    import serial

    with EspressifMock("esp32s3", "pty", path) as mock:
        holder = serial.Serial(mock.url, exclusive=True)
        error = failure(a_job(mock.url))
        holder.close()
    assert isinstance(error, PortError)
    assert str(error) == f"{path}: this very program has it open; close that program and try again"


@pytest.mark.parametrize(
    ("port", "said"),
    [
        ("/dev/ttyÜSB\N{SNOWMAN}", "there is no such port"),
        ("/dev/tty\udcff", "there is no such port"),
        ("socket://127.0.0.1:1", "nothing listens there"),
        ("socket://nowhere", "it cannot be opened as a serial port"),
        ("rfc2217://127.0.0.1:1", "nothing listens there"),
        ("carrier-pigeon://home", "it cannot be opened as a serial port"),
    ],
)
def test_a_port_that_cannot_be_opened(port: str, said: str) -> None:
    error = failure(a_job(port))
    assert isinstance(error, PortError)
    assert (error.port, error.problem.partition(" (")[0]) == (port, said)


def test_a_board_that_cannot_be_reset_says_that_it_is_flashed(path: Path) -> None:
    def gone(answer: bytes) -> bytes:
        # Two files, each compared by esptool and by us; then esptool resets by a register, too.
        if is_answer_to("WRITE_REG", answer) and mock.heard("SPI_FLASH_MD5") == 4:
            mock.stay_away()
            raise ConnectionResetError
        return answer

    with EspressifMock("esp32s3", "pty", path, answer=gone) as mock:
        job = a_job(mock.url, force=True)
        assert str(failure(job)) == (
            "esp32s3: the firmware is written and verified, but the board could not be reset; "
            "press its reset button, or plug it in again"
        )
        assert holds(mock, job.files)


class EspressifServer(EspPortManager):  # type: ignore[misc]  # esptool is not typed
    """Espressif's own server, which makes a whole reset of the first word about a line."""

    def __init__(self, port: Any, wire: Any) -> None:
        super().__init__(port, wire, esp32r0_delay=False)

    def _hard_reset_thread(self) -> None:
        self.serial.lines.append("into the firmware")

    def _reset_thread(self) -> None:
        self.serial.lines.append("into the boot loader")


@pytest.mark.filterwarnings(r"ignore:set(Daemon|Name)\(\) is deprecated")  # pyserial's calls
@pytest.mark.parametrize(
    ("server", "boot_loader", "firmware"),
    [
        # DTR holds IO0 down while RTS lets go of EN; in the end, RTS alone pulls EN.
        (PortManager, "dtr=1 rts=0", "dtr=0 rts=1 dtr=0 rts=0 dtr=0"),
        (EspressifServer, "into the boot loader", "into the firmware dtr=0"),
    ],
)
def test_a_port_on_the_network_resets_the_chip_by_its_lines(
    server: type[PortManager], boot_loader: str, firmware: str, path: Path
) -> None:
    heard: list[Event] = []
    with EspressifMock("esp32", "pty", path) as mock, NetworkPort(mock.url, server) as network:
        job = a_job(network.url, a_board("esp32"))
        esptool.write(job, listen=heard.append)
        assert holds(mock, job.files)
    changes = " ".join(network.uart.lines)
    assert boot_loader in changes
    assert changes.endswith(firmware)
    assert not any(isinstance(event, Note) for event in heard)


# What is said beforehand


def words(job: Job) -> list[str]:
    way = esptool.prepare(job, EsptoolFlasher())
    assert way.flasher == "esptool"
    assert not any(step.argv for step in way.steps)
    return [step.does for step in way.steps]


def test_what_will_be_done(path: Path) -> None:
    with EspressifMock("esp32s3", "pty", path) as mock:
        job = a_job("/dev/ttyACM0")
        assert esptool.prepare(job, EsptoolFlasher()).missing is None
        assert words(job) == [
            "reset the chip at /dev/ttyACM0 into its boot loader, and check that it is an esp32s3",
            "load esptool's stub into its RAM; if it does not start, go on with the ROM's own "
            "loader",
            "check that its flash is large enough",
            "write firmware.bin, 21,007 B, to 0x0, unless it is there already",
            "write weights.bin, 33,333 B, to 0x10000, unless it is there already",
            "compare the MD5 of each file with what the flash holds",
            "reset the chip into the firmware; all of this by hand: esptool --chip esp32s3 --port "
            "/dev/ttyACM0 --baud 460800 write-flash --skip-flashed 0x0 firmware.bin 0x10000 "
            "weights.bin",
        ]
        assert words(a_job("socket://host:1", force=True))[3:] == [
            "write firmware.bin, 21,007 B, to 0x0",
            "write weights.bin, 33,333 B, to 0x10000",
            "compare the MD5 of each file with what the flash holds",
            "reset the chip into the firmware; all of this by hand: esptool --chip esp32s3 --port "
            "socket://host:1 write-flash 0x0 firmware.bin 0x10000 weights.bin",
        ]
        esptool.prepare(a_job(mock.url), EsptoolFlasher())
        assert not mock.commands


def test_what_is_done_by_hand_is_the_same(path: Path, tmp_path: Path) -> None:
    """The line that a dry run shows, given to esptool's command line as it stands."""
    with EspressifMock("esp32s3", "pty", path) as mock:
        job = a_job(mock.url)
        line = words(job)[-1].partition("by hand: ")[2]
        for file in job.files:
            (tmp_path / file.name).write_bytes(file.data)
        done = subprocess.run(
            [sys.executable, "-m", *line.split()], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert holds(mock, job.files)


def test_no_port_is_a_placeholder_and_a_reason() -> None:
    job = a_job(None)
    assert words(job)[0].startswith("reset the chip at <port> into its boot loader")
    assert "--port <port> " in words(job)[-1]
    assert esptool.prepare(job, EsptoolFlasher()).missing == Missing(
        "no serial port is known",
        "connect the board and name its port with --port; if none appears, "
        f"bring it into boot mode: {BOOT_MODE}",
    )
    with pytest.raises(ValueError, match="without a port"):
        esptool.write(job)


def missing(job: Job) -> Missing | None:
    return esptool.prepare(job, EsptoolFlasher()).missing


def test_without_esptool_the_way_is_closed_and_no_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "esptool.targets", None)
    way = esptool.prepare(a_job("p"), EsptoolFlasher())
    assert way.missing == Missing(
        "the package esptool is not installed", "run: pip install esptool"
    )
    assert way.steps


def test_files_that_share_a_sector_are_not_written() -> None:
    one, other = FlashFile("a.bin", 0x1000, bytes(0x1001)), FlashFile("b.bin", 0x2800, b"b")
    said = Missing(
        "a.bin, which takes 0x1000 to 0x2000, leaves no sector free before b.bin at 0x2800",
        "raise offset in [memory.flash] of its board file, or choose a smaller model",
    )
    assert missing(a_job("p", files=(one, other))) == said
    assert missing(a_job("p", files=(other, one))) == said
    assert missing(a_job("p", files=(one, replace(other, address=0x1000)))) is not None
    assert missing(a_job("p", files=(replace(one, data=bytes(0x1000)), other))) is None


def test_a_firmware_without_files() -> None:
    for files in ((), (FlashFile("a.bin", 0, b""),)):
        assert missing(a_job("p", files=files)) == Missing(
            "its firmware has no files", "build it again: tinyedge build --help"
        )
        with pytest.raises(ValueError, match="without files"):
            esptool.write(a_job("p", files=files))


def test_a_chip_that_esptool_does_not_know() -> None:
    found = missing(a_job("p", replace(a_board(), espressif=Espressif("esp23s3", 0, "dio", "40m"))))
    assert found is not None
    assert found.problem == "esptool knows no chip 'esp23s3'"
    assert found.remedy.startswith("correct chip in [espressif] of its board file: ")
    assert {"esp32", "esp32c3", "esp32s3"} < set(found.remedy.partition(": ")[2].split(", "))


def test_a_board_file_without_its_chip() -> None:
    assert missing(a_job("p", replace(a_board(), espressif=None))) == Missing(
        "its board file has no table [espressif], which says what chip it is",
        "add one, or take the flasher 'esptool' out",
    )
