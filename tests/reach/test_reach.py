"""Where an image goes: the emulator, or hardware, which is played here by an emulator that nobody
recorded as one and a flasher that starts it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tinyedge import pipeline, reach
from tinyedge.boards import Board, OpenocdFlasher, load_board
from tinyedge.emulate.emulated import is_emulated
from tinyedge.emulate.serial_end import PtyEnd
from tinyedge.emulate.simulated import start_simulated
from tinyedge.errors import BoardError, FlashError, ModelError, PortError, StaleFirmware
from tinyedge.events import Event, Listener, Note, ignore
from tinyedge.flash.flashed import recall
from tinyedge.flash.types import Job, Missing, Step, Way
from tinyedge.link.device import Device, connect
from tinyedge.link.ports import PortInfo
from tinyedge.paths import models_dir
from tinyedge.pipeline import Settings
from tinyedge.reach import Attached, Emulated

M4 = load_board("sim-cortex-m4")
HARDWARE = replace(M4, flashers=(OpenocdFlasher(("board.cfg",)),), emulator=None)
BOTH = replace(HARDWARE, emulator="unicorn")
SINE = models_dir() / "sine"


class Bench:
    """A board on a serial port of a fixed name, and the flasher that changes what it runs."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.port = folder / "ttyACM0"
        self.flashed: list[str] = []
        self.missing: Missing | None = None
        self._log = folder / "emulator.log"
        self._stack = stack

    def prepare(self, job: Job) -> tuple[Way, ...]:
        def act(listen: Listener) -> None:
            self.flashed.append(job.image.sha256)
            running = self._stack.enter_context(start_simulated(job.image, M4, log=self._log))
            self.port.unlink(missing_ok=True)
            self.port.symlink_to(running.url)

        return (Way("fake", (Step("starts it"),), self.missing, act),)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with ExitStack() as stack:
        found = Bench(tmp_path, stack)
        monkeypatch.setattr("tinyedge.flash.flash.prepare", found.prepare)
        yield found


def test_run_flashes_hardware_and_proves_it(bench: Bench) -> None:
    report = pipeline.run(SINE, HARDWARE, Settings(port=str(bench.port)), count=2)
    assert report.passed
    assert report.where == "hardware"
    assert bench.flashed == [report.image_sha256]


def test_what_runs_already_is_proved_and_not_flashed_again(bench: Bench) -> None:
    settings = Settings(port=str(bench.port))
    first = pipeline.run(SINE, HARDWARE, settings, count=1)
    assert pipeline.run(SINE, HARDWARE, settings, count=1) == first
    assert len(bench.flashed) == 1
    pipeline.run(models_dir() / "digits", HARDWARE, settings, count=1)
    assert len(bench.flashed) == 2


def test_flash_writes_whatever_runs(bench: Bench) -> None:
    settings = Settings(port=str(bench.port))
    greeting, where = pipeline.flash_board(SINE, HARDWARE, settings)
    assert (greeting.model, where) == ("sine", "hardware")
    pipeline.flash_board(SINE, HARDWARE, settings)
    assert len(bench.flashed) == 2


def test_verify_goes_to_the_hardware_that_was_flashed(bench: Bench) -> None:
    pipeline.flash_board(SINE, BOTH, Settings(port=str(bench.port)))
    assert recall(M4.id).hardware == PortInfo(str(bench.port), "", None, None)
    for model in (None, SINE):
        report = pipeline.verify_board(model, BOTH, Settings(), count=1)
        assert (report.where, report.passed) == ("hardware", True)


def test_verify_never_flashes(bench: Bench) -> None:
    pipeline.flash_board(SINE, HARDWARE, Settings(port=str(bench.port)))
    with pytest.raises(StaleFirmware):
        pipeline.verify_board(models_dir() / "digits", HARDWARE, Settings(), count=1)
    assert len(bench.flashed) == 1


def test_run_without_a_port_takes_the_emulator(bench: Bench) -> None:
    report = pipeline.run(SINE, BOTH, Settings(), count=1)
    assert (report.where, bench.flashed) == ("emulator", [])


def test_flash_of_a_board_that_is_not_connected_takes_its_emulator_and_says_so(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = PortError("sim-cortex-m4", "is not connected", "connect it")
    monkeypatch.setattr(reach, "choose_port", _raise(nowhere))
    bench.missing = Missing("no probe was found", "connect one")
    heard: list[Event] = []
    _, where = pipeline.flash_board(SINE, BOTH, Settings(), listen=heard.append)
    assert where == "emulator"
    why = "sim-cortex-m4: is not connected; fake: no probe was found; connect one; then connect it"
    assert Note(f"{why}; flashing its emulator instead (unicorn)") in heard
    assert recall(M4.id).hardware is None
    with pytest.raises(PortError) as caught:
        pipeline.flash_board(SINE, HARDWARE, Settings())
    assert str(caught.value) == why


def test_a_board_whose_port_cannot_be_told_is_not_flashed_before_it_is_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinyedge.link.choose.list_ports", tuple)
    for board in (HARDWARE, BOTH):
        with pytest.raises(PortError) as caught:
            pipeline.flash_board(SINE, board, Settings())
        assert str(caught.value) == (
            "sim-cortex-m4: its serial port cannot be told from others, and there is no serial "
            "port at all; name it with --port"
        )
    assert bench.flashed == []


def test_flash_never_takes_the_emulator_while_several_boards_are_connected(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = [PortInfo(f"/dev/ttyACM{n}", "", "2e8a:000a", f"E6614{n}") for n in range(2)]
    monkeypatch.setattr(reach, "list_ports", lambda: two)
    monkeypatch.setattr("tinyedge.link.choose.list_ports", lambda: two)
    with pytest.raises(PortError, match="2 ports may be its own"):
        pipeline.flash_board(SINE, load_board("pico"), Settings())
    assert bench.flashed == []


def test_no_way_to_flash_names_each_and_what_to_do(bench: Bench) -> None:
    bench.missing = Missing("no probe was found", "connect one")
    with pytest.raises(FlashError) as caught:
        pipeline.flash_board(SINE, HARDWARE, Settings(port=str(bench.port)))
    assert str(caught.value) == (
        f"sim-cortex-m4: fake: no probe was found; nor is there a port {bench.port}; connect one"
    )
    bench.port.touch()
    with pytest.raises(FlashError) as caught:
        pipeline.flash_board(SINE, HARDWARE, Settings(port=str(bench.port)))
    assert str(caught.value) == "sim-cortex-m4: fake: no probe was found; connect one"
    with pytest.raises(ModelError):
        recall(M4.id)


@pytest.mark.skipif(os.name != "posix", reason="pseudo terminals are of POSIX systems")
@pytest.mark.parametrize("command", [pipeline.flash_board, pipeline.run])
def test_a_board_that_is_flashed_and_does_not_greet_is_not_asked_whether_it_was(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, command: Callable[..., object]
) -> None:
    def greet(url: str, *, baud: int, timeout_s: float = 0.2, log: Path | None = None) -> Device:
        return connect(url, baud=baud, timeout_s=min(timeout_s, 0.2), log=log)

    monkeypatch.setattr(reach, "connect", greet)
    monkeypatch.setattr(
        "tinyedge.flash.flash.prepare",
        lambda job: (Way("fake", (Step("writes it"),), None, lambda listen: None),),
    )
    silent = PtyEnd()
    try:
        with pytest.raises(FlashError) as caught:
            command(SINE, HARDWARE, Settings(port=silent.url))
    finally:
        silent.close()
    assert str(caught.value) == (
        f"sim-cortex-m4: it is flashed, but at {silent.url} there is no greeting within 0.2 s "
        "(it said nothing); press its reset button and run: tinyedge verify MODEL --board "
        f"sim-cortex-m4 --port {silent.url}; what it says there: "
        f"tinyedge monitor --port {silent.url}"
    )


def test_an_empty_port_is_refused_before_anything_is_flashed(bench: Bench) -> None:
    for command in (pipeline.flash_board, pipeline.run):
        with pytest.raises(PortError, match=r"^--port: it is empty; give a serial port"):
            command(SINE, HARDWARE, Settings(port=" "))
    assert bench.flashed == []


def test_how_to_make_a_board_ready_is_said_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "list_ports", tuple)
    monkeypatch.setattr("tinyedge.link.choose.list_ports", tuple)
    board = replace(load_board("pico"), emulator=None)
    bench.missing = Missing("no drive was found", board.boot_mode)
    with pytest.raises(PortError) as caught:
        pipeline.flash_board(SINE, board, Settings())
    assert str(caught.value).count(board.boot_mode) == 1


def test_a_port_of_an_emulator_is_never_called_hardware(bench: Bench) -> None:
    with pipeline.emulate_board(SINE, BOTH, Settings()) as running:
        assert is_emulated(running.url)
        bench.port.symlink_to(running.url)
        for port in (running.url, str(bench.port)):
            report = pipeline.run(SINE, BOTH, Settings(port=port), count=1)
            assert (report.where, bench.flashed) == ("emulator", [])
    assert not is_emulated(running.url)


@pytest.mark.parametrize(
    ("board", "place", "where"),
    [
        (load_board("host"), Emulated(), "host"),
        (load_board("host"), Emulated("/dev/ttyS9"), "host"),
        (M4, Emulated(), "emulator"),
        (M4, reach.place_to_run(M4, "/dev/ttyS9"), "emulator"),
        (BOTH, reach.place_to_run(BOTH, "/dev/ttyS9"), "hardware"),
        (HARDWARE, Attached(None), "hardware"),
    ],
)
def test_what_only_emulators_know_is_never_called_hardware(
    board: Board, place: reach.Place, where: str
) -> None:
    assert reach.where(board, place) == where


def test_a_dry_run_changes_nothing(bench: Bench) -> None:
    bench.missing = Missing("no probe was found", "connect one")
    image, (way,) = pipeline.ways_to_flash(SINE, HARDWARE, Settings())
    assert (way.flasher, way.steps) == ("fake", (Step("starts it"),))
    assert image.model == "sine"
    assert bench.flashed == []
    with pytest.raises(BoardError) as caught:
        pipeline.ways_to_flash(SINE, M4, Settings(), listen=ignore)
    assert str(caught.value) == "sim-cortex-m4: is only emulated: there is nothing to flash"


def _raise(error: Exception) -> object:
    def act(*arguments: object) -> PortInfo:
        raise error

    return act
