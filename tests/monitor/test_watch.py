"""A monitor and the firmware's own application: results, text, boards that go and come back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.fake_firmware import IMAGE_SHA256, Variant, build_firmware, image_of
from support.scripted_board import description, refuse, respond, scripted

from tinyedge.emulate.host import start_host
from tinyedge.emulate.running import Running
from tinyedge.errors import LinkTimeout, PortError, SamplesError, StaleFirmware
from tinyedge.link.device import connect
from tinyedge.link.frames import Frame, encode
from tinyedge.link.link import Link, open_serial
from tinyedge.link.ports import PortInfo
from tinyedge.link.protocol import Request
from tinyedge.monitor.target import Target
from tinyedge.monitor.types import Gap, Greeted, Result, Said, Summary, Told, Totals, Unreadable
from tinyedge.monitor.watch import Plan, watch
from tinyedge.report.monitor import render_told, told_to_json

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals: a POSIX system")
BOOT = b"ESP-ROM:esp32s3-20210327\r\nrst:0x1 (POWERON),boot:0x8\r\n"
PANIC = b"\0\r\ntinyedge panic: hard fault pc=0x08001234\r\n"


@pytest.fixture(autouse=True)
def _nothing_flashed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="session")
def firmware(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_firmware(tmp_path_factory.mktemp("firmware"), Variant())


@pytest.fixture(scope="session")
def other_firmware(firmware: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, as an image of another hash."""
    program = tmp_path_factory.mktemp("other") / "firmware"
    hashed = bytes.fromhex(IMAGE_SHA256)
    assert firmware.read_bytes().count(hashed) == 1
    program.write_bytes(firmware.read_bytes().replace(hashed, hashed[::-1]))
    program.chmod(0o755)
    return program


@pytest.fixture
def running(firmware: Path, tmp_path: Path) -> Iterator[Running]:
    with start_host(image_of(firmware), log=tmp_path / "log") as started:
        yield started


def at(url: str, *, returns: bool = True) -> Target:
    return Target(PortInfo(url, "", None, None), None, 115_200, True, returns)


def quickly(results: int) -> Plan:
    return Plan(every_s=0.0, results=results, greeting_timeout_s=2.0)


def test_results_of_a_model_that_is_not_known_here(running: Running) -> None:
    told: list[Told] = []
    summary = watch(at(running.url), quickly(3), told.append, Totals(0.0))
    greeted, *results, last = told
    assert isinstance(greeted, Greeted)
    assert (greeted.where, greeted.same_image, greeted.model_known) == ("host", None, False)
    numbers = [result.number for result in results if isinstance(result, Result)]
    assert numbers == [1, 2, 3]
    first = results[0]
    assert isinstance(first, Result) and (first.count, first.counter) == (None, "none")
    assert [len(output.values) for output in first.outputs] == [4, 3000]
    assert last == summary and summary.ended == "enough results"
    assert summary.results == 3 and summary.faults.resent == 0 and summary.gaps == 0
    assert summary.bytes_in > 3 * 3004


@POSIX
@pytest.mark.parametrize("same", [True, False])
def test_a_board_that_is_unplugged_and_plugged_in_again(
    firmware: Path, other_firmware: Path, tmp_path: Path, same: bool
) -> None:
    port = tmp_path / "ttyACM0"
    plugged: list[Running] = []

    def plug_in(program: Path) -> None:
        plugged.append(start_host(image_of(program), log=tmp_path / "log"))
        port.unlink(missing_ok=True)
        port.symlink_to(plugged[-1].url)

    told: list[Told] = []

    def tell(event: Told) -> None:
        told.append(event)
        if isinstance(event, Result) and event.number == 2:
            plugged[0].close()
            port.unlink()
        if isinstance(event, Gap):
            plug_in(firmware if same else other_firmware)

    plug_in(firmware)
    try:
        summary = watch(at(str(port)), quickly(4), tell, Totals(0.0))
    finally:
        for each in plugged:
            each.close()
    kinds = [type(event) for event in told]
    assert kinds == [Greeted, Result, Result, Gap, Greeted, Result, Result, Summary]
    gap, back = told[3], told[4]
    assert isinstance(gap, Gap) and gap.gone
    assert gap.reason == f"{port}: the port vanished"
    assert isinstance(back, Greeted) and back.same_image is same
    assert summary.gaps == 1 and summary.results == 4


def test_an_emulator_that_ends_is_not_waited_for(firmware: Path, tmp_path: Path) -> None:
    emulator = start_host(image_of(firmware), log=tmp_path / "log")

    def tell(event: Told) -> None:
        if isinstance(event, Result):
            emulator.close()

    with pytest.raises(PortError):
        watch(at(emulator.url, returns=False), quickly(2), tell, Totals(0.0))


def test_a_board_that_is_not_the_one_asked_for(running: Running) -> None:
    from tinyedge.boards import load_board

    told: list[Told] = []
    target = Target(PortInfo(running.url, "", None, None), load_board("pico"), 115_200, True, True)
    with pytest.raises(StaleFirmware) as caught:
        watch(target, quickly(1), told.append, Totals(0.0))
    assert str(caught.value) == (
        f"{running.url}: the device reports board host, expected pico; give --board host, "
        "or another port, or flash it again"
    )
    assert told == []


def test_samples_for_a_model_that_is_not_known_here(running: Running, tmp_path: Path) -> None:
    plan = Plan(samples=tmp_path / "s.npz", results=1)
    with pytest.raises(SamplesError) as caught:
        watch(at(running.url), plan, lambda told: None, Totals(0.0))
    assert str(caught.value) == (
        f"{tmp_path / 's.npz'}: the board runs fake, which was not flashed from here, so that its "
        "shapes are not known; run: tinyedge flash MODEL --board host"
    )


class Board:
    """A scripted board; ``before`` is what it says before its answer to the n-th INVOKE."""

    def __init__(self, *before: bytes, silent_from: int = 99) -> None:
        self.before = before
        self.invokes = 0
        self.silent_from = silent_from
        self.links: list[Link] = []

    def open(self, port: PortInfo, baud: int) -> Link:
        self.links.append(scripted(self.answer, told=description()))
        return self.links[-1]

    def answer(self, asked: Frame) -> list[bytes]:
        if asked.kind == Request.READ and asked.payload[2:6] == b"\xff" * 4:
            return [refuse(asked, 8, 4)]
        if asked.kind == Request.READ:
            return [respond(asked, b"\x01\xff\x80\x7f")]
        if asked.kind == Request.INVOKE:
            self.invokes += 1
            said = self.before[self.invokes - 1] if self.invokes <= len(self.before) else b""
            if self.invokes == self.silent_from:
                return [said]
            return [said, respond(asked, bytes(8))]
        return [respond(asked)]

    def watch(self, plan: Plan) -> list[Told]:
        told: list[Told] = []
        now = lambda: self.links[-1].clock() if self.links else 0.0  # type: ignore[attr-defined] # noqa: E731
        watch(
            at("script"),
            plan,
            told.append,
            Totals(0.0),
            open_link=self.open,
            now=now,
            clock=now,
            sleep=lambda seconds: None,
        )
        return told


def test_boot_text_and_noise_between_the_frames() -> None:
    told = Board(BOOT, b"\0\x85\xff\xfe\xfd\xfc\0").watch(quickly(2))
    assert [type(event) for event in told] == [
        *(Greeted, Said, Said, Result, Unreadable, Result, Summary)
    ]
    assert isinstance(told[1], Said) and told[1].source == "boot ROM"
    assert told[1].text == "ESP-ROM:esp32s3-20210327"
    result = told[3]
    assert isinstance(result, Result) and result.outputs[0].values == (1, -1, -128, 127)


def test_a_panic_is_shown_whole_and_the_board_is_greeted_again() -> None:
    board = Board(PANIC, silent_from=1)
    told = board.watch(quickly(1))
    panic, gap = told[1], told[2]
    assert isinstance(panic, Said) and panic.source == "panic"
    assert panic.text == "tinyedge panic: hard fault pc=0x08001234"
    assert isinstance(gap, Gap) and gap.reason == (
        "script: the firmware stopped: tinyedge panic: hard fault pc=0x08001234"
    )
    assert not gap.gone
    assert isinstance(told[3], Greeted) and told[3].same_image is True
    summary = told[-1]
    assert isinstance(summary, Summary) and (summary.panics, summary.gaps) == (1, 1)
    assert len(board.links) == 2


def test_a_board_that_never_greets_is_an_error() -> None:
    told: list[Told] = []
    with pytest.raises(LinkTimeout):
        watch(
            at("script"),
            Plan(greeting_timeout_s=0.01),
            told.append,
            Totals(0.0),
            open_link=lambda port, baud: scripted(lambda asked: []),
        )
    assert told == []


def test_every_event_is_a_line_and_an_object() -> None:
    told = Board(BOOT, PANIC, b"\0\x85\xff\xfe\xfd\xfc\0", silent_from=2).watch(quickly(3))
    told.append(Gap(0.0, "it vanished", gone=True))
    kinds = [told_to_json(event)["kind"] for event in told]
    assert set(kinds) == {"greeting", "text", "panic", "noise", "result", "gap", "summary"}
    for event in told:
        json.dumps(told_to_json(event), allow_nan=False)
        lines = render_told(event).plain.splitlines()
        assert len(lines) == (2 if isinstance(event, Summary) else 1)


@POSIX
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_with_a_summary_and_lets_the_port_go(
    running: Running, how: signal.Signals
) -> None:
    argv = [sys.executable, "-m", "tinyedge", "monitor", "--port", running.url, "--json"]
    with subprocess.Popen(
        [*argv, "--every", "0.01"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        lines = []
        while len(lines) < 3:
            lines.append(json.loads(process.stdout.readline()))
        process.send_signal(how)
        lines += [json.loads(line) for line in process.stdout]
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == ""
    assert [line["kind"] for line in lines[:2]] == ["greeting", "result"]
    assert lines[-1]["kind"] == "summary" and lines[-1]["ended"] == "interrupted"
    assert lines[-1]["results"] == sum(line["kind"] == "result" for line in lines)
    connect(running.url).close()


def test_the_log_is_appended_to(running: Running, tmp_path: Path) -> None:
    log = tmp_path / "talk.txt"
    log.write_text("before\n")
    for _ in range(2):
        plan = Plan(every_s=0.0, results=1, log=log)
        watch(at(running.url), plan, lambda told: None, Totals(0.0))
    lines = log.read_text().splitlines()
    assert lines[0] == "before"
    assert sum(line.startswith("# ") and running.url in line for line in lines) == 2
    assert {line.split()[1] for line in lines[1:] if not line.startswith("#")} == {"host", "board"}


class Lines:
    """A link that says what it is told to, and then is interrupted at the keyboard."""

    port = "script"

    def __init__(self, *said: bytes) -> None:
        self.said = list(said)
        self.sent: list[bytes] = []

    def read(self, timeout_s: float) -> bytes:
        if not self.said:
            raise KeyboardInterrupt
        return self.said.pop(0)

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        pass


def test_who_only_listens_sends_nothing_and_hears_all() -> None:
    told: list[Told] = []
    frame = encode(Frame(1, 0x85, 7, 9, b"12345678"))
    link = Lines(BOOT, frame, PANIC, b">>> ")
    summary = watch(
        at("script"),
        Plan(listen_only=True),
        told.append,
        Totals(0.0),
        open_link=lambda port, baud: link,
    )
    assert link.sent == [] and summary.ended == "interrupted" and summary.bytes_out == 0
    objects = [told_to_json(event) for event in told]
    assert [told["kind"] for told in objects] == [
        *("listening", "text", "text", "frame", "panic", "text", "summary")
    ]
    assert (objects[3]["frame_type"], objects[3]["payload_bytes"]) == (0x85, 8)
    assert objects[5]["text"] == ">>> " and not objects[5]["whole"]


def test_a_board_on_the_network_that_is_started_again(firmware: Path, tmp_path: Path) -> None:
    image = image_of(firmware)
    started = [start_host(image, log=tmp_path / "log", kind="socket")]
    told: list[Told] = []

    def tell(event: Told) -> None:
        told.append(event)
        if isinstance(event, Result) and event.number == 1:
            started[0].close()
        if isinstance(event, Gap) and len(started) == 1:
            started.append(start_host(image, log=tmp_path / "log", kind="socket"))

    def open_link(port: PortInfo, baud: int) -> Link:
        return open_serial(started[-1].url, baud=baud)  # a server would have the same port again

    url = started[0].url
    try:
        watch(at(url), quickly(2), tell, Totals(0.0), open_link=open_link)
    finally:
        for each in started:
            each.close()
    assert [type(event) for event in told] == [Greeted, Result, Gap, Greeted, Result, Summary]
    gap = told[2]
    assert isinstance(gap, Gap) and gap.gone
    assert gap.reason in (
        f"{url}: the other end closed the connection",
        f"{url}: the connection broke",
    )
