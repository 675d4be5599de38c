"""Copying to the drive of a debug probe: a folder, with a probe behind it that takes what comes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.flash_job import FIRMWARE, flash_job

from tinyedge.boards import DriveFlasher
from tinyedge.errors import FlashError
from tinyedge.events import Event, Note, Progress, ignore
from tinyedge.flash.drive import Surroundings, prepare
from tinyedge.flash.drives import Drive, Unmounted
from tinyedge.flash.types import Job, Missing, Step, Way

BOARD = "nucleo-f446re"
CONNECT = "connect the USB socket of its ST-LINK (CN1)"
HALF = "the board may now hold half a firmware: flash it again"
FAIL = "error: The application file format is unknown\r\ntype: user\r\n\r\n"


class Probe:
    """A debug probe with a drive; while somebody waits, it does the next thing in ``plan``.

    programmed: what it has written to the chip.
    """

    def __init__(self, folder: Path, label: str = "NODE_F446RE") -> None:
        self.path = folder / label
        self.path.mkdir()
        self.drives = [Drive(self.path, label)]
        self.asleep: list[Unmounted] = []
        self.plan: list[Callable[[], None]] = []
        self.programmed: bytes | None = None
        self.now_s = 0.0

    def around(self) -> Surroundings:
        return Surroundings(
            mounted=lambda: tuple(self.drives),
            unmounted=lambda: tuple(self.asleep),
            clock=lambda: self.now_s,
            sleep=self._sleep,
        )

    def leave(self) -> None:
        file = self.path / "firmware.bin"
        self.programmed = file.read_bytes()
        file.unlink()
        self._drives_before, self.drives = self.drives, []

    def come_back(self) -> None:
        (self.path / "FAIL.TXT").unlink(missing_ok=True)
        self.drives = self._drives_before

    def come_back_with_failure(self) -> None:
        (self.path / "FAIL.TXT").write_text(FAIL, newline="")
        self.drives = self._drives_before

    def _sleep(self, seconds: float) -> None:
        self.now_s += seconds
        if self.plan:
            self.plan.pop(0)()


@pytest.fixture
def probe(tmp_path: Path) -> Probe:
    return Probe(tmp_path)


def way_of(probe: Probe, job: Job | None = None) -> Way:
    job = job or flash_job(BOARD)
    (flasher,) = (f for f in job.board.flashers if isinstance(f, DriveFlasher))
    return prepare(job, flasher, around=probe.around())


def refusal(probe: Probe) -> str:
    with pytest.raises(FlashError) as caught:
        way_of(probe).act(ignore)
    return str(caught.value)


def nothing() -> None:
    pass


def test_what_will_be_done_is_told_and_nothing_is_touched(probe: Probe) -> None:
    way = way_of(probe)
    assert (way.flasher, way.missing) == ("drive", None)
    assert way.steps == (
        Step(
            f"copy firmware.bin (1,283 B) to {probe.path}{os.sep}firmware.bin; the probe writes it "
            "to 0x08000000 and resets the chip"
        ),
        Step(
            "wait up to 60 s for the drive to come back without it, and see that there is no "
            "FAIL.TXT"
        ),
    )
    assert list(probe.path.iterdir()) == []


def test_the_probe_gets_every_byte_and_the_drive_comes_back(probe: Probe) -> None:
    heard: list[Event] = []
    probe.plan = [nothing, probe.leave, nothing, probe.come_back]
    way_of(probe).act(heard.append)
    assert probe.programmed == FIRMWARE
    assert Progress("flash", 1283, 1283, "B") in heard
    assert not any(isinstance(event, Note) for event in heard)


def test_an_older_failure_is_not_taken_for_this_one(probe: Probe) -> None:
    (probe.path / "FAIL.TXT").write_text(FAIL)
    probe.plan = [nothing, probe.leave, probe.come_back]
    way_of(probe).act(ignore)
    assert probe.programmed == FIRMWARE


def test_what_the_probe_says_of_its_failure_is_passed_on(probe: Probe) -> None:
    probe.plan = [probe.leave, probe.come_back_with_failure]
    assert refusal(probe) == (
        "nucleo-f446re: the debug probe could not write the firmware: error: The application file "
        "format is unknown, type: user; check that it is the board that was named, plug it in "
        "again, and flash it again"
    )


def test_a_probe_that_takes_nothing_is_not_waited_for_without_end(probe: Probe) -> None:
    assert refusal(probe) == (
        "nucleo-f446re: the debug probe did not take firmware.bin within 60 s; plug the board in "
        f"again; {HALF}"
    )
    assert 60 <= probe.now_s < 61


def test_a_drive_that_nobody_mounts_again_leaves_the_verdict_to_the_greeting(probe: Probe) -> None:
    heard: list[Event] = []
    probe.plan = [probe.leave]
    way_of(probe).act(heard.append)
    assert heard[-1] == Note("the drive is not mounted again, so there is no telling of a FAIL.TXT")


def test_without_the_drive_it_is_said_what_was_looked_for(probe: Probe, tmp_path: Path) -> None:
    probe.drives = []
    assert way_of(probe).missing == Missing(
        "no drive is called NODE_F446RE or NOD_F446RE (no removable drive is mounted)", CONNECT
    )
    probe.drives = [Drive(tmp_path / "stick", "STICK"), Drive(tmp_path / "MICROBIT", "MICROBIT")]
    assert way_of(probe).missing == Missing(
        "no drive is called NODE_F446RE or NOD_F446RE (looked at "
        f"{tmp_path / 'stick'}, {tmp_path / 'MICROBIT'})",
        CONNECT,
    )
    assert (
        way_of(probe)
        .steps[0]
        .does.startswith("copy firmware.bin (1,283 B) to <drive NODE_F446RE or NOD_F446RE>")
    )


def test_a_drive_that_is_not_mounted_is_named(probe: Probe) -> None:
    probe.drives = []
    probe.asleep = [Unmounted(Path("/dev/disk/by-label/NOD_F446RE"), "NOD_F446RE")]
    assert way_of(probe).missing == Missing(
        "the drive NOD_F446RE is there, but not mounted",
        f"mount it: udisksctl mount -b {probe.asleep[0].device}",
    )


def test_a_probe_in_its_own_boot_loader_is_named(probe: Probe) -> None:
    probe.drives = [Drive(probe.path, "MAINTENANCE")]
    assert way_of(probe).missing == Missing(
        "the debug probe shows its own boot loader, the drive MAINTENANCE",
        "unplug the board, and plug it in again without pressing its reset button",
    )


def test_of_two_boards_none_is_chosen(probe: Probe, tmp_path: Path) -> None:
    probe.drives.append(Drive(tmp_path / "other", "NOD_F446RE"))
    assert way_of(probe).missing == Missing(
        f"2 drives may be the board's: {probe.path}, {tmp_path / 'other'}",
        "unplug all but the one to flash",
    )


def test_a_drive_that_went_after_preparing_is_an_error(probe: Probe) -> None:
    way = way_of(probe)
    probe.drives = []
    with pytest.raises(FlashError) as caught:
        way.act(ignore)
    assert str(caught.value) == (
        "nucleo-f446re: no drive is called NODE_F446RE or NOD_F446RE (no removable drive is "
        f"mounted); {CONNECT}"
    )


def test_a_drive_that_cannot_be_written_is_an_error(probe: Probe) -> None:
    (probe.path / "firmware.bin").mkdir()
    said = refusal(probe)
    assert re.fullmatch(
        rf"nucleo-f446re: {re.escape(str(probe.path))} cannot be written: .+; nothing was changed; "
        "mount it so that you may write to it, and run the command again",
        said,
    )


@pytest.mark.skipif(
    not Path("/dev/full").exists() or sys.platform == "win32", reason="needs Linux's /dev/full"
)
def test_a_drive_that_is_full_is_an_error(probe: Probe) -> None:
    (probe.path / "firmware.bin").symlink_to("/dev/full")
    assert refusal(probe) == (
        f"nucleo-f446re: copying to {probe.path} was interrupted after 0 of 1,283 B (No space left "
        f"on device); {HALF}"
    )
