"""A disturbed line costs time, never a wrong result."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.fake_firmware import LONG, LONG_BYTES, RUNS, SPARE, image_of
from support.faulty_link import Muffled, Noisy

from tinyedge.emulate.host import start_host
from tinyedge.emulate.running import Running
from tinyedge.errors import LinkTimeout, PortError, ProtocolError
from tinyedge.link.device import Device, connect
from tinyedge.link.link import open_serial


@pytest.fixture
def muffled(running: Running) -> Iterator[tuple[Muffled, Device]]:
    link = Muffled(open_serial(running.url))
    with Device(link) as device:
        yield link, device


def test_a_lost_answer_is_sent_again_and_the_step_runs_once(
    muffled: tuple[Muffled, Device],
) -> None:
    link, device = muffled
    link.lose_answers = 1
    device.step(0)
    link.lose_answers = 2
    device.step(1)
    device.step(2)
    assert device.read(RUNS, 4) == bytes([3, 0, 0, 0])
    assert device.faults.resent == 3


def test_a_lost_request_is_sent_again(muffled: tuple[Muffled, Device]) -> None:
    link, device = muffled
    link.lose_requests = 1
    device.write(0, b"abcdefgh")
    assert device.read(0, 8) == b"abcdefgh"
    assert device.faults.resent == 1


def test_silence_half_way_ends_in_time(muffled: tuple[Muffled, Device]) -> None:
    link, device = muffled
    device.step(0)
    link.lose_answers = 1000
    with pytest.raises(LinkTimeout) as caught:
        device.step(1, timeout_s=0.3)
    assert caught.value.waiting_for == "answer to STEP"
    assert caught.value.last_bytes != b""
    link.lose_answers = 0
    assert device.read(1, 8) == bytes([1] * 8)  # the answer that came too late is not this one's


@pytest.mark.parametrize("seed", range(3))
def test_a_noisy_line_gives_right_results(
    counting_firmware: Path, tmp_path: Path, seed: int
) -> None:
    """Payloads of 128 bytes: one frame in four is hurt."""
    rng = random.Random(seed)
    with start_host(image_of(counting_firmware), log=tmp_path / "log") as running:
        link = Noisy(open_serial(running.url), seed=seed, rate=1 / 500)
        with Device(link, baud=3_000_000) as device:
            for run in range(1, 7):
                data = rng.randbytes(8)
                device.write(0, data)
                assert [device.step(layer) for layer in range(3)] == [100, 200, 300]
                assert device.read(RUNS, 4) == (3 * run).to_bytes(4, "little")
                expected = bytes((i + data[0] + 1) % 256 for i in range(LONG_BYTES))
                assert device.read(LONG, LONG_BYTES) == expected
                spare = rng.randbytes(500)
                device.write(SPARE, spare)
                assert device.read(SPARE, 500) == spare
            assert link.disturbed > 20
            assert device.faults.resent > 0


def test_two_on_one_line_are_told_apart(running: Running) -> None:
    link = open_serial(running.url)
    with Device(link) as first, Device(link) as second:
        second.step(0)
        with pytest.raises(ProtocolError) as caught:
            first.step(0)
        second.step(1)
    assert str(caught.value) == (
        f"{running.url}: the device restarted, or something else talked to it, "
        "in the middle of the work; run the command again"
    )


@pytest.mark.parametrize(
    ("kind", "problem"),
    [
        (
            "pty",
            "the program behind it has ended; if it was an emulator's, start that again: "
            "tinyedge emulate MODEL --board BOARD",
        ),
        (
            "socket",
            "the other end closed the connection; "
            "start again what serves it, and run the command again",
        ),
    ],
)
def test_a_port_that_vanishes(firmware: Path, tmp_path: Path, kind: str, problem: str) -> None:
    image = image_of(firmware)
    running = start_host(image, log=tmp_path / "log", kind="pty" if kind == "pty" else "socket")
    with connect(running.url) as device:
        running.close()
        with pytest.raises(PortError) as caught:
            device.invoke()
    assert str(caught.value) == f"{running.url}: {problem}"


def test_a_port_is_for_one(running: Running) -> None:
    with connect(running.url) as device:
        with pytest.raises(PortError) as caught:
            connect(running.url)
        assert str(caught.value) == (
            f"{running.url}: this very program has it open; close that program and try again"
        )
        device.invoke()
