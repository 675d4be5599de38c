"""The door of the room: which way is taken, and what is said when all are closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.espressif_mock import EspressifMock

from tinyedge.boards import Board, load_board
from tinyedge.boards.types import EsptoolFlasher, Uf2Flasher
from tinyedge.errors import FlashError
from tinyedge.events import Event, Listener, Started
from tinyedge.flash import flash as flashing
from tinyedge.flash.types import Job, Missing, Step, Way
from tinyedge.image import Image, Section
from tinyedge.pack.types import FlashFile

on_posix = pytest.mark.skipif(
    "sys.platform == 'win32'", reason="needs pseudo terminals: a POSIX system"
)


def a_job(board: Board, port: str | None = None, *names: str) -> Job:
    sections = (Section("weights", 1_234, 0),)
    image = Image(Path("none"), board.id, "aot", "m", "0" * 64, "0" * 64, sections, "none")
    files = tuple(FlashFile(name, 0x1_0000 * i, b"x" * 512) for i, name in enumerate(names))
    return Job(board, image, files, port)


def a_way(flasher: str, missing: Missing | None = None) -> Way:
    def act(listen: Listener) -> None:
        raise AssertionError("a way was taken that was not asked for")

    return Way(flasher, (Step("write"),), missing, act)


NO_PROBE = Missing("no debug probe was found", "plug in the board's ST-LINK connector")
NO_TOOL = Missing("pyOCD is not installed", "run: pip install 'tinyedge[probe]'")
NO_DRIVE = Missing("no drive is called NUCLEO", "plug in the board's ST-LINK connector")


@pytest.mark.parametrize(
    ("ways", "taken"),
    [
        ([a_way("pyocd"), a_way("openocd")], "pyocd"),
        ([a_way("pyocd", NO_TOOL), a_way("openocd"), a_way("drive")], "openocd"),
        ([a_way("pyocd", NO_TOOL), a_way("openocd", NO_PROBE), a_way("drive")], "drive"),
    ],
)
def test_the_first_open_way_is_taken(ways: Sequence[Way], taken: str) -> None:
    job = a_job(load_board("esp32s3"))
    assert flashing.choose(job, tuple(ways)).flasher == taken


@pytest.mark.parametrize(
    ("ways", "said"),
    [
        (
            [a_way("pyocd", NO_PROBE)],
            "pyocd: no debug probe was found; plug in the board's ST-LINK connector",
        ),
        (
            [a_way("pyocd", NO_TOOL), a_way("openocd", NO_PROBE), a_way("drive", NO_DRIVE)],
            "pyocd: pyOCD is not installed; openocd: no debug probe was found; drive: no drive is "
            "called NUCLEO; run: pip install 'tinyedge[probe]', or plug in the board's ST-LINK "
            "connector",
        ),
        (
            [],
            "there is no such hardware to flash: it is only emulated; "
            "run: tinyedge run MODEL --board esp32s3",
        ),
    ],
)
def test_no_way_is_open(ways: Sequence[Way], said: str) -> None:
    with pytest.raises(FlashError) as caught:
        flashing.choose(a_job(load_board("esp32s3")), tuple(ways))
    assert str(caught.value) == f"esp32s3: {said}"


def test_ways_come_in_the_order_of_the_board_file() -> None:
    flashers = (EsptoolFlasher(), Uf2Flasher("NO-SUCH-DRIVE", 0x1234_5678))
    for order in (flashers, flashers[::-1]):
        board = replace(load_board("esp32s3"), flashers=order)
        ways = flashing.prepare(a_job(board, None, "firmware.bin", "firmware.uf2"))
        kinds = {EsptoolFlasher: "esptool", Uf2Flasher: "uf2"}
        assert [way.flasher for way in ways] == [kinds[type(flasher)] for flasher in order]
        assert all(way.steps for way in ways)
        with pytest.raises(FlashError) as caught:
            flashing.choose(a_job(board), ways)
        assert caught.value.problem.startswith(f"{ways[0].flasher}: ")
        assert f"; {ways[1].flasher}: " in caught.value.problem


def test_a_board_without_hardware_has_no_way() -> None:
    job = a_job(load_board("host"))
    assert flashing.prepare(job) == ()
    with pytest.raises(FlashError) as caught:
        flashing.flash(job)
    assert str(caught.value) == (
        "host: there is no such hardware to flash: it is only emulated; "
        "run: tinyedge run MODEL --board host"
    )


@on_posix
def test_flashing_says_first_what_goes_where_and_how(tmp_path: Path) -> None:
    heard: list[Event] = []
    with EspressifMock("esp32s3", "pty", tmp_path / "port") as mock:
        job = a_job(load_board("esp32s3"), mock.url, "firmware.bin", "weights.bin")
        way = flashing.flash(job, listen=heard.append)
        assert mock.there(0x1_0000, 512) == job.files[1].data
    assert way.flasher == "esptool"
    assert heard[0] == Started("flash", "1,234 B to ESP32-S3-DevKitC-1, esptool")


@on_posix
def test_a_closed_way_changes_nothing(tmp_path: Path) -> None:
    """Not even where the port is there and only the files cannot be."""
    with EspressifMock("esp32s3", "pty", tmp_path / "port") as mock:
        job = a_job(load_board("esp32s3"), mock.url, "firmware.bin", "weights.bin")
        job = replace(job, files=tuple(replace(file, address=0) for file in job.files))
        with pytest.raises(FlashError) as caught:
            flashing.flash(job)
        assert not mock.commands
    assert str(caught.value) == (
        "esp32s3: esptool: firmware.bin, which takes 0x0 to 0x1ff, leaves no sector free before "
        "weights.bin at 0x0; raise offset in [memory.flash] of its board file, or choose a "
        "smaller model"
    )
