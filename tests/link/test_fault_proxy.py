"""Over a line that loses, hurts, repeats, delays, disorders and breaks: nothing wrong, nothing
lost, every fault counted once. `scripts/faults` does the same with 200,000 results."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.bad_line import BAUD, Sine, stream_over_bad_line
from support.fake_firmware import RUNS, image_of

from tinyedge.emulate.host import start_host
from tinyedge.errors import LinkTimeout, ProtocolError
from tinyedge.link.conversation import Faults
from tinyedge.link.device import Device
from tinyedge.link.fault_accounts import Numbering, disagreements, numbering
from tinyedge.link.fault_line import BYTE_KINDS, FRAME_KINDS, Disturbances, Line
from tinyedge.link.fault_proxy import FaultProxy
from tinyedge.link.frames import Frame, encode
from tinyedge.link.link import Link, open_serial
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan

CALM = Disturbances(byte_rate=0.0)
BOOT_ROM = (
    b"ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST)\r\n"
)


@pytest.fixture(scope="module")
def sine() -> Sine:
    return Sine()


@pytest.fixture(scope="module")
def port(sine: Sine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with sine.running("host", tmp_path_factory.mktemp("sine")) as url:
        yield url


def test_five_thousand_results_and_every_fault_counted(sine: Sine, port: str) -> None:
    plan = Disturbances(byte_rate=0.001, frame_rate=0.003)
    done = stream_over_bad_line(sine, port, plan, 5000, seed=11, disconnects=10)
    assert (done.results, done.wrong, done.lost) == (5000, 0, 0)
    assert done.unbalanced == []
    assert done.faults.reopened == done.to_host.done["disconnect"] == 10
    together = done.to_host.done + done.to_board.done
    assert set(together) == {*BYTE_KINDS, *FRAME_KINDS, "disconnect"}
    faults = done.faults
    assert min(faults.damaged, faults.damaged_there, faults.lost, faults.fed_again) > 0


def test_a_calm_line_has_no_faults(sine: Sine, port: str) -> None:
    done = stream_over_bad_line(sine, port, CALM, 500, seed=1, disconnects=0)
    assert (done.wrong, done.lost, done.unbalanced) == (0, 0, [])
    assert done.faults.damaged == done.faults.lost == done.faults.stray == 0


def test_through_a_pseudo_terminal(sine: Sine, port: str) -> None:
    plan = Disturbances(byte_rate=0.001, frame_rate=0.003)
    done = stream_over_bad_line(sine, port, plan, 1000, seed=5, disconnects=0, side="pty")
    assert (done.wrong, done.lost, done.unbalanced) == (0, 0, [])


def test_a_pseudo_terminal_that_vanishes_and_comes_back(sine: Sine, port: str) -> None:
    """What the system had not handed over yet is lost with it, so that only results are exact."""
    plan = Disturbances(byte_rate=0.001)
    done = stream_over_bad_line(sine, port, plan, 1000, seed=6, disconnects=3, side="pty")
    assert (done.results, done.wrong, done.lost) == (1000, 0, 0)
    assert done.faults.reopened == done.to_host.done["disconnect"] == 3


def test_accounts_that_do_not_balance_say_so() -> None:
    line, other = Line(CALM, random.Random(1)), Line(CALM, random.Random(2))
    data = encode(Frame(1, 0xC0, 7, 0)) + encode(Frame(1, 0xC0, 7, 1))
    for _, piece in line.take(data):
        line.deliver(piece.replace(b"\1\1\1\1", b""))
    faults = Faults(lost=1, repeated=2)
    assert disagreements(line.ledger, other.ledger, faults, fed_bytes=0) == [
        "lost: 1 counted, 0 happened",
        "repeated: 2 counted, 0 happened",
    ]


def test_numbers_are_judged_over_rounds() -> None:
    numbers = [0, 1, 3, 2, 2, *range(4, 65_536), 1, 0, 0]
    assert numbering(numbers) == Numbering(heard=65_538, lost=0, repeated=2, reordered=2)


def test_a_board_that_reboots_in_the_middle_of_a_frame(sine: Sine, tmp_path: Path) -> None:
    """Half a frame, then its boot ROM's text, and then a firmware that knows no session."""
    count = 600
    values = bytes(i % 256 for i in range(count))
    results = []
    with (
        sine.running("host", tmp_path / "one") as first,
        sine.running("host", tmp_path / "two") as second,
        FaultProxy(first, CALM, seed=1, baud=BAUD) as proxy,
        Device(open_serial(proxy.url, baud=BAUD), baud=BAUD) as device,
    ):
        samples = (bytes([value]) for value in values)
        for result in device.stream(Plan(Source.HOST, count), samples):
            results.append(result.outputs)
            if len(results) == 300:
                proxy.say(b"\0\x2c\x01\xc0" + BOOT_ROM)
                proxy.replace(second)
    assert results == [sine.outputs[value] for value in values]
    assert device.faults.restarted == 1
    assert device.faults.damaged >= 1


def test_a_board_that_reboots_is_noticed_by_a_request(firmware: Path, tmp_path: Path) -> None:
    image = image_of(firmware)
    with (
        start_host(image, log=tmp_path / "1") as first,
        start_host(image, log=tmp_path / "2") as second,
        FaultProxy(first.url, CALM, seed=1, baud=BAUD) as proxy,
        Device(open_serial(proxy.url, baud=BAUD), baud=BAUD) as device,
    ):
        device.step(0)
        proxy.say(b"\0\x2c\x01\x86" + BOOT_ROM)
        proxy.replace(second.url)
        with pytest.raises(ProtocolError) as caught:
            device.step(1, timeout_s=3.0)
        assert str(caught.value) == (
            f"{proxy.url}: the device restarted, or something else talked to it, in the middle of "
            "the work; run the command again"
        )


class Hanging:
    """A board that takes everything and says nothing any more."""

    def __init__(self, link: Link) -> None:
        self.port = link.port
        self.hangs = False
        self._link = link

    def read(self, timeout_s: float) -> bytes:
        if self.hangs:
            time.sleep(min(timeout_s, 0.01))
            return b""
        return self._link.read(timeout_s)

    def write(self, data: bytes) -> None:
        if not self.hangs:
            self._link.write(data)

    def close(self) -> None:
        self._link.close()


def test_a_board_that_hangs_ends_a_stream_in_time(sine: Sine, port: str) -> None:
    board = Hanging(open_serial(port, baud=BAUD))
    with (
        FaultProxy(port, CALM, seed=1, link=board) as proxy,
        Device(link := open_serial(proxy.url, baud=BAUD), baud=BAUD) as device,
    ):
        samples = (bytes([value % 256]) for value in range(10**9))
        results = 0
        with pytest.raises(LinkTimeout) as caught:
            for _ in device.stream(Plan(Source.HOST, None, timeout_s=0.4), samples):
                results += 1
                board.hangs = results >= 100
        assert caught.value.waiting_for == f"result of sample {results}"
        assert device.faults.asked > 0
        board.hangs = False
        Device(link, baud=BAUD).stack_bytes()


def test_boot_rom_text_between_frames_costs_nothing_but_time(
    firmware: Path, tmp_path: Path
) -> None:
    with (
        start_host(image_of(firmware), log=tmp_path / "log") as running,
        FaultProxy(running.url, CALM, seed=1) as proxy,
        Device(open_serial(proxy.url)) as device,
    ):
        for layer in range(3):
            proxy.say(BOOT_ROM)
            device.step(layer)
        assert device.read(RUNS, 4) == bytes([3, 0, 0, 0])
        assert device.faults.damaged == 3


def test_two_hosts_at_a_time_take_no_result_of_each_other(sine: Sine, port: str) -> None:
    """On one line, both hear all; the one whose session is gone begins another, and says so."""
    link = open_serial(port, baud=BAUD)
    with Device(link, baud=BAUD) as first:
        values = bytes(range(256))
        samples = (bytes([value]) for value in values)
        results = []
        for result in first.stream(Plan(Source.HOST, 256), samples):
            results.append(result.outputs)
            if len(results) in (50, 150):
                second = Device(link, baud=BAUD)
                second.stack_bytes()
        assert results == [sine.outputs[value] for value in values]
        assert first.faults.restarted == 2
