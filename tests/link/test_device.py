"""Device against the firmware's own application, on a serial line of this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.fake_firmware import (
    IMAGE_SHA256,
    LONG,
    LONG_BYTES,
    MODEL_SHA256,
    RUNS,
    SPARE,
    SPARE_BYTES,
    image_of,
)

from tinyedge.emulate.host import start_host
from tinyedge.emulate.running import Running
from tinyedge.errors import ProtocolError, StaleFirmware
from tinyedge.link.device import Device, Greeting, connect

FLASH_AGAIN = "flash the board again with this version of tinyedge"
SCRAMBLED = bytes((i * i + 3 * i) % 256 for i in range(SPARE_BYTES))


def test_greeting(running: Running) -> None:
    with connect(running.url) as device:
        assert device.greeting == Greeting(
            protocol=1,
            board="host",
            engine="aot",
            model="fake",
            model_sha256=MODEL_SHA256,
            image_sha256=IMAGE_SHA256,
            arena_bytes=4321,
            stack_bytes=0,
            tensor_count=5,
            layer_count=3,
            inputs=(0,),
            outputs=(3, 2),
            counter="none",
            max_payload_bytes=1024,
            window=1,
            features=3,
        )


def test_a_run_at_once_and_step_by_step(running: Running) -> None:
    with connect(running.url) as device:
        device.write(0, bytes(range(10, 18)))
        assert device.invoke() is None
        assert device.read(1, 8) == bytes(range(11, 19))
        assert device.read(LONG, LONG_BYTES) == bytes((i + 11) % 256 for i in range(LONG_BYTES))
        assert device.read(RUNS, 4) == bytes([3, 0, 0, 0])
        assert [device.step(layer) for layer in range(3)] == [None, None, None]
        assert device.read(RUNS, 4) == bytes([6, 0, 0, 0])
        device.reset()
        assert [device.step(layer) for layer in range(3)] == [None, None, None]
        assert device.read(RUNS, 4) == bytes([3, 0, 0, 0])
        assert device.counts() is None
        assert device.stack_bytes() is None


def test_sizes_are_those_of_the_firmware(running: Running) -> None:
    with connect(running.url) as device:
        assert [device.size_bytes(tensor) for tensor in (0, LONG, RUNS, SPARE)] == [
            *(8, LONG_BYTES, 4, SPARE_BYTES)
        ]


@pytest.mark.parametrize("kind", ["pty", "socket"])
def test_small_payloads_and_both_kinds_of_line(
    small_firmware: Path, tmp_path: Path, kind: str
) -> None:
    image = image_of(small_firmware)
    with (
        start_host(image, log=tmp_path / "log", kind="pty" if kind == "pty" else "socket") as run,
        connect(run.url) as device,
    ):
        assert device.greeting.max_payload_bytes == 64
        assert device.greeting.model == "fake"
        device.write(SPARE, SCRAMBLED)
        assert device.read(SPARE, SPARE_BYTES) == SCRAMBLED
        assert device.read(SPARE, 0) == b""


def test_counts_are_those_of_the_layers_alone(counting_firmware: Path, tmp_path: Path) -> None:
    with (
        start_host(image_of(counting_firmware), log=tmp_path / "log") as run,
        connect(run.url) as device,
    ):
        assert device.greeting.counter == "instructions"
        assert device.counts() == (0, 0, 0)
        assert device.step(0) == 100
        assert device.step(1) == 200
        assert device.counts() == (100, 200, 0)
        assert device.invoke() == 600
        assert device.counts() == (100, 200, 300)


def test_stack_is_measured_from_the_lowest_word_used(
    counting_firmware: Path, tmp_path: Path
) -> None:
    with (
        start_host(image_of(counting_firmware), log=tmp_path / "log") as run,
        connect(run.url) as device,
    ):
        assert device.greeting.stack_bytes == 64
        assert device.stack_bytes() == 12


def test_hosts_may_come_and_go(running: Running) -> None:
    with connect(running.url) as device:
        device.step(0)
    with connect(running.url) as device:
        assert device.read(1, 8) == bytes([1] * 8)
        with pytest.raises(ProtocolError):
            device.step(1)  # a new session begins at layer 0


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda d: d.step(1), "STEP of layer 1: the layer is out of turn; the next is 0"),
        (lambda d: d.step(3), "STEP of layer 3: there is no such layer; it has 3"),
        (lambda d: d.read(5, 1), "READ of tensor 5: there is no such tensor; it has 5"),
        (lambda d: d.read(0, 9), "READ of tensor 0: that is beyond the end, at 8 B"),
        (lambda d: d.write(0, bytes(9)), "WRITE of tensor 0: that is beyond the end, at 8 B"),
        (lambda d: d.write(5, bytes(1)), "WRITE of tensor 5: there is no such tensor; it has 5"),
    ],
)
def test_refusals(running: Running, act: Callable[[Device], object], said: str) -> None:
    with connect(running.url) as device:
        with pytest.raises(ProtocolError) as caught:
            act(device)
        assert str(caught.value) == f"{running.url}: the device refused {said}; {FLASH_AGAIN}"
        device.step(0)  # the conversation goes on


def test_a_step_out_of_turn_runs_nothing(running: Running) -> None:
    with connect(running.url) as device:
        device.step(0)
        with pytest.raises(ProtocolError):
            device.step(2)
        device.step(1)
        device.step(2)
        assert device.read(RUNS, 4) == bytes([3, 0, 0, 0])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"board": "pico"},
            "board host, expected pico; give --board host, or another port, or flash it again",
        ),
        ({"engine": "tflm"}, "engine aot, expected tflm; flash it again"),
        (
            {"model_sha256": "ab" * 32},
            "model sha256 fa6e01020304, expected abababababab; flash it again",
        ),
        (
            {"image_sha256": "cd" * 32},
            "image sha256 74696e796564, expected cdcdcdcdcdcd; flash it again",
        ),
    ],
)
def test_other_firmware_than_expected(running: Running, wrong: dict[str, str], said: str) -> None:
    with connect(running.url) as device:
        device.expect(
            board="host", engine="aot", model_sha256=MODEL_SHA256, image_sha256=IMAGE_SHA256
        )
        with pytest.raises(StaleFirmware) as caught:
            device.expect(**wrong)
    assert str(caught.value) == f"{running.url}: the device reports {said}"


def test_transcript(running: Running, tmp_path: Path) -> None:
    log = tmp_path / "deep" / "transcript.txt"
    with connect(running.url, log=log) as device:
        device.stack_bytes()
    lines = [line.split(maxsplit=2) for line in log.read_text().splitlines()]
    assert [who for _, who, _ in lines][:2] == ["host", "board"]
    assert lines[0][2].startswith("00 ") and lines[0][2].endswith(" 00")
    assert {who for _, who, _ in lines} == {"host", "board"}


def test_a_quiet_line_has_no_faults(running: Running) -> None:
    with connect(running.url) as device:
        device.write(SPARE, SCRAMBLED)
        device.read(SPARE, SPARE_BYTES)
        faults = device.faults
        assert (faults.resent, faults.damaged, faults.damaged_there, faults.stray) == (0, 0, 0, 0)
