"""Copying to a boot loader's drive: a folder behind which a boot ROM reads what is written."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.tiny_firmware import tiny_project
from support.uf2_reader import SECTOR_BYTES, BootRom

from tinyedge.boards import Board, Uf2Flasher, load_board
from tinyedge.build.build import build
from tinyedge.errors import FlashError, PortError
from tinyedge.events import Event, Note, Progress
from tinyedge.flash.drives import Drive, Unmounted
from tinyedge.flash.types import Job, Missing, Way
from tinyedge.flash.uf2 import Surroundings, prepare, touch
from tinyedge.image import Image
from tinyedge.link.ports import PortInfo
from tinyedge.pack.pack import pack

PICO = load_board("pico")
(FLASHER,) = (f for f in PICO.flashers if isinstance(f, Uf2Flasher))
BOOTSEL = "unplug it, hold BOOTSEL, plug it in, let go: a drive called RPI-RP2 appears"
INFO = "UF2 Bootloader v3.0\nModel: Raspberry Pi RP2\nBoard-ID: RPI-RP2\n"
COPY = "FIRMWARE.UF2"

posix = pytest.mark.skipif(
    sys.platform == "win32", reason="a file that fails is made with links and pipes of POSIX"
)


class World:
    """Drives, ports and time; what happens while somebody waits happens in ``happen``.

    pace: blocks that the boot ROM takes each time somebody looks again.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.drives: list[Drive] = []
        self.asleep: list[Unmounted] = []
        self.ports: list[PortInfo] = []
        self.touched: list[str] = []
        self.on_touch: Callable[[], None] = lambda: None
        self.rom = BootRom(FLASHER.family)
        self.pace = 7
        self.firmware_speaks = True
        self.now_s = 0.0
        self._taken = 0

    def around(self) -> Surroundings:
        return Surroundings(
            mounted=lambda: tuple(self.drives),
            unmounted=lambda: tuple(self.asleep),
            ports=lambda: tuple(self.ports),
            touch=self._touch,
            clock=lambda: self.now_s,
            sleep=self._sleep,
        )

    def plug_in(self, name: str = "RPI-RP2", info: str = INFO) -> Path:
        drive = self.folder / name
        drive.mkdir()
        (drive / "INFO_UF2.TXT").write_bytes(info.encode())
        (drive / "INDEX.HTM").write_text("<html></html>")
        self.drives.append(Drive(drive, "RPI-RP2"))
        return drive

    def _touch(self, url: str) -> None:
        self.touched.append(url)
        self.on_touch()

    def _sleep(self, seconds: float) -> None:
        self.now_s += seconds
        for drive in list(self.drives):
            self._work(drive)

    def _work(self, drive: Drive) -> None:
        """What the boot ROM does in a moment."""
        copy = drive.path / COPY
        if not copy.is_file():
            return
        data = copy.read_bytes()
        for at in range(self._taken, len(data), SECTOR_BYTES)[: self.pace]:
            self.rom.take(data[at : at + SECTOR_BYTES])
            self._taken = at + SECTOR_BYTES
        if self.rom.done:
            shutil.rmtree(drive.path)
            self.drives.remove(drive)
            if self.firmware_speaks:
                self.ports.append(usb_port("/dev/ttyACM7"))


def usb_port(url: str, usb_id: str = "2e8a:000a") -> PortInfo:
    return PortInfo(url, "tinyedge firmware", usb_id, None)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build(tiny_project(PICO), PICO, tmp_path_factory.mktemp("image"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def job(image: Image, port: str | None = None, board: Board = PICO) -> Job:
    return Job(board, image, pack(image, board), port)


def flash(way: Way) -> list[Event]:
    heard: list[Event] = []
    assert way.missing is None
    way.act(heard.append)
    return heard


def test_the_boot_rom_gets_every_byte(image: Image, world: World) -> None:
    drive = world.plug_in()
    made = job(image)
    heard = flash(prepare(made, FLASHER, around=world.around()))
    binary, blocks = made.files
    address, written = world.rom.contents()
    assert (address, written[: len(binary.data)]) == (0x1000_0000, binary.data)
    assert world.rom.ignored == 0
    assert not drive.exists() and not world.touched
    assert heard[-1] == Progress("flash", len(blocks.data), len(blocks.data), "B")


def test_a_dry_run_says_exactly_what_is_done(image: Image, world: World) -> None:
    drive = world.plug_in()
    made = job(image)
    size = len(made.files[1].data)
    pages = size // 512
    way = prepare(made, FLASHER, around=world.around())
    assert way.flasher == "uf2" and way.missing is None
    assert [step.argv for step in way.steps] == [(), ()]
    assert [step.does for step in way.steps] == [
        f"copy firmware.uf2 ({size:,} B: {pages} pages for 0x10000000 to "
        f"{0x1000_0000 + 256 * pages:#010x}) to {drive}{os.sep}FIRMWARE.UF2",
        "wait up to 15 s for the drive to vanish: the boot loader has all pages, and restarts "
        "into the firmware",
    ]
    assert not (drive / COPY).exists()


def test_a_running_board_is_touched_first(image: Image, world: World) -> None:
    world.ports = [usb_port("/dev/ttyACM3")]

    def restart() -> None:
        world.ports.clear()
        world.plug_in()

    world.on_touch = restart
    way = prepare(job(image, "/dev/ttyACM3"), FLASHER, around=world.around())
    assert [step.does for step in way.steps][:2] == [
        "open /dev/ttyACM3 at 1200 baud and close it: the board restarts as a drive",
        "wait up to 15 s for the drive RPI-RP2",
    ]
    assert f"to <drive RPI-RP2>{os.sep}FIRMWARE.UF2" in way.steps[2].does
    assert not world.touched  # preparing changes nothing
    heard = flash(way)
    assert world.touched == ["/dev/ttyACM3"]
    assert heard[0] == Note("restarting the board at /dev/ttyACM3 as a drive")
    assert world.rom.done


def test_micropython_on_the_same_socket_is_touched_too(image: Image, world: World) -> None:
    world.ports = [usb_port("/dev/ttyACM3", "2e8a:0005")]
    assert prepare(job(image, "/dev/ttyACM3"), FLASHER, around=world.around()).missing is None


def test_an_adapter_on_its_pins_cannot_restart_a_board(image: Image, world: World) -> None:
    world.ports = [usb_port("/dev/ttyUSB0", "10c4:ea60")]
    way = prepare(job(image, "/dev/ttyUSB0"), FLASHER, around=world.around())
    assert way.missing == Missing(
        "no drive has Board-ID: RPI-RP2 in its INFO_UF2.TXT (no removable drive is mounted)",
        BOOTSEL,
    )
    assert len(way.steps) == 2


def test_a_firmware_that_does_not_heed_the_touch(image: Image, world: World) -> None:
    world.ports = [usb_port("/dev/ttyACM3")]
    way = prepare(job(image, "/dev/ttyACM3"), FLASHER, around=world.around())
    with pytest.raises(FlashError) as caught:
        flash(way)
    assert str(caught.value) == (
        "pico: no drive RPI-RP2 appeared within 15 s after /dev/ttyACM3 was opened at 1200 baud; "
        f"{BOOTSEL}; then run the command again"
    )
    assert world.now_s < 16


def test_a_drive_that_nobody_mounts(image: Image, world: World) -> None:
    """Before the touch it is not there; after it, it is, and no desktop mounts it."""
    world.ports = [usb_port("/dev/ttyACM3")]
    asleep = Unmounted(Path("/dev/disk/by-label/RPI-RP2"), "RPI-RP2")
    world.on_touch = lambda: world.asleep.append(asleep)
    with pytest.raises(FlashError) as caught:
        flash(prepare(job(image, "/dev/ttyACM3"), FLASHER, around=world.around()))
    assert str(caught.value) == (
        "pico: the drive RPI-RP2 is there, but not mounted; mount it: "
        f"udisksctl mount -b {asleep.device}, and run the command again"
    )
    assert prepare(job(image), FLASHER, around=world.around()).missing == Missing(
        "the drive RPI-RP2 is there, but not mounted",
        f"mount it: udisksctl mount -b {asleep.device}",
    )


@pytest.mark.parametrize(
    "info",
    [
        "",
        "Board-ID:",
        INFO.replace("RPI-RP2", "RP2350"),
        INFO.replace("RPI-RP2", "RPI-RP20"),
        INFO.replace("Board-ID", "Model"),
        "\xff\xfe\x00",
    ],
)
def test_a_drive_of_another_board_is_left_alone(image: Image, world: World, info: str) -> None:
    drive = world.plug_in(info=info)
    way = prepare(job(image), FLASHER, around=world.around())
    assert way.missing == Missing(
        f"no drive has Board-ID: RPI-RP2 in its INFO_UF2.TXT (looked at {drive})", BOOTSEL
    )
    assert f"to <drive RPI-RP2>{os.sep}FIRMWARE.UF2" in way.steps[0].does
    with pytest.raises(FlashError):
        way.act(lambda event: None)
    assert sorted(path.name for path in drive.iterdir()) == ["INDEX.HTM", "INFO_UF2.TXT"]


def test_a_drive_without_the_file_is_left_alone(image: Image, world: World) -> None:
    drive = world.plug_in()
    (drive / "INFO_UF2.TXT").unlink()
    assert prepare(job(image), FLASHER, around=world.around()).missing is not None


def test_lines_may_end_as_the_boot_rom_likes(image: Image, world: World) -> None:
    world.plug_in(info=INFO.replace("\n", "\r\n"))
    assert prepare(job(image), FLASHER, around=world.around()).missing is None


def test_two_boards_that_wait_are_both_left_alone(image: Image, world: World) -> None:
    drives = [world.plug_in("one"), world.plug_in("two")]
    way = prepare(job(image), FLASHER, around=world.around())
    assert way.missing == Missing(
        f"2 boards wait as drives: {drives[0]}, {drives[1]}", "unplug all but the one to flash"
    )
    with pytest.raises(FlashError):
        way.act(lambda event: None)
    assert not any((drive / COPY).exists() for drive in drives)


def test_a_boot_rom_that_ignores_the_file(image: Image, world: World) -> None:
    """Such as one of another family."""
    drive = world.plug_in()
    world.rom = BootRom(0xE48B_FF59)
    with pytest.raises(FlashError) as caught:
        flash(prepare(job(image), FLASHER, around=world.around()))
    assert str(caught.value) == (
        f"pico: the boot loader did not take the whole file: its drive {drive} is still there "
        "after 15 s; the board may now hold half a firmware; "
        f"flash it again: {BOOTSEL}"
    )


def test_a_drive_that_the_system_shows_for_ever(image: Image, world: World) -> None:
    """As one mounted by hand stays in the list: a port that is new tells that it is gone."""
    drive = world.plug_in()
    (there,) = world.drives

    def remember(event: Event) -> None:
        world.ports.append(usb_port("/dev/ttyACM7"))

    world.rom = BootRom(0)
    prepare(job(image), FLASHER, around=world.around()).act(remember)
    assert world.drives == [there] and drive.exists()


def test_a_touched_board_must_come_back_as_a_port(image: Image, world: World) -> None:
    world.ports = [usb_port("/dev/ttyACM3")]
    world.firmware_speaks = False

    def restart() -> None:
        world.ports.clear()
        world.plug_in()

    world.on_touch = restart
    with pytest.raises(FlashError) as caught:
        flash(prepare(job(image, "/dev/ttyACM3"), FLASHER, around=world.around()))
    assert str(caught.value) == (
        f"pico: the drive {world.folder / 'RPI-RP2'} vanished, but no port of the firmware "
        "appeared within 15 s; the board may now hold half a firmware; "
        f"flash it again: {BOOTSEL}"
    )


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_a_full_drive_leaves_half_a_firmware(image: Image, world: World) -> None:
    drive = world.plug_in()
    (drive / COPY).symlink_to("/dev/full")
    made = job(image)
    with pytest.raises(FlashError) as caught:
        flash(prepare(made, FLASHER, around=world.around()))
    assert str(caught.value) == (
        f"pico: copying to {drive} was interrupted after 0 of {len(made.files[1].data):,} B "
        f"({os.strerror(errno.ENOSPC)}); the board may now hold half a firmware; "
        f"flash it again: {BOOTSEL}"
    )
    (drive / COPY).unlink()  # and the next attempt succeeds
    flash(prepare(made, FLASHER, around=world.around()))
    assert world.rom.done


@posix
def test_a_drive_that_may_not_be_written_is_unchanged(image: Image, world: World) -> None:
    drive = world.plug_in()
    (drive / COPY).symlink_to("/sys/FIRMWARE.UF2")  # where not even root may make a file
    with pytest.raises(OSError) as refused:
        os.open(drive / COPY, os.O_WRONLY | os.O_CREAT)
    with pytest.raises(FlashError) as caught:
        flash(prepare(job(image), FLASHER, around=world.around()))
    assert str(caught.value) == (
        f"pico: {drive} cannot be written: {refused.value.strerror}; nothing was changed; mount "
        "it so that you may write to it, and run the command again"
    )


@posix
@pytest.mark.parametrize("comes_back", [True, False])
def test_a_drive_that_vanishes_during_the_last_sync(
    image: Image, world: World, comes_back: bool
) -> None:
    """The boot ROM does not wait for it, nor does a pulled cable. (A pipe cannot be synced.)"""
    drive = world.plug_in()
    os.mkfifo(drive / COPY)
    reader = os.open(drive / COPY, os.O_RDONLY | os.O_NONBLOCK)
    around = world.around()

    def gone(seconds: float) -> None:
        world.now_s += seconds
        if world.drives:
            world.rom.take_file(os.read(reader, 1 << 16))
            shutil.rmtree(drive)
            world.drives.clear()
            if comes_back:
                world.ports.append(usb_port("/dev/ttyACM7"))

    way = prepare(job(image), FLASHER, around=replace(around, sleep=gone))
    try:
        if comes_back:
            flash(way)
            assert world.rom.done
            return
        with pytest.raises(FlashError) as caught:
            flash(way)
    finally:
        os.close(reader)
    assert str(caught.value) == (
        f"pico: the drive {drive} vanished, but no port of the firmware appeared within 15 s; the "
        f"board may now hold half a firmware; flash it again: {BOOTSEL}"
    )


def test_touching_a_port_that_is_not_there_says_what_is() -> None:
    with pytest.raises(PortError) as caught:
        touch("/dev/no-such-port")
    assert caught.value.problem == "there is no such port"


@posix
def test_touching_opens_at_1200_baud_and_lets_go() -> None:
    import termios

    device, host = os.openpty()
    try:
        touch(os.ttyname(host))
        assert termios.tcgetattr(device)[4:6] == [termios.B1200, termios.B1200]
    finally:
        os.close(device)
        os.close(host)
