"""The host's half against devices that follow a script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest

from tinyedge.errors import LinkTimeout, ProtocolError, StaleFirmware
from tinyedge.link.link import Scripted
from tinyedge.mlperf.client import Client, Inference
from tinyedge.mlperf.scripts import Counts, auc, counts, top_1
from tinyedge.mlperf.types import Benchmarked, Window

READY = b"m-ready\r\n"
NAME = b"m-name-dut-[tinyedge]\r\n" + READY
REMEDY = "flash it with: tinyedge flash MODEL --board BOARD --protocol mlperf"


def client(answer: Callable[[bytes], Iterable[bytes]]) -> tuple[Client, Scripted]:
    link = Scripted(answer)
    return Client(link, clock=link.clock), link


def says(*answers: bytes) -> tuple[Client, Scripted]:
    """A device that answers its commands by these, in order, then by nothing."""
    waiting: Iterator[bytes] = iter(answers)
    return client(lambda _: [next(waiting, b"")])


def test_it_greets() -> None:
    device, link = says(NAME)
    assert device.greet() == "tinyedge"
    assert link.sent == [b"name%"]


@pytest.mark.parametrize(
    "before",
    [
        b"\x80rst:0x1\r\nm-timestamp-mode-performance\r\nm-lap-us-7\r\nm-init-done\r\n" + READY,
        b"noise\xff\0" * 50 + b"\r\n",
    ],
)
def test_it_greets_after_what_was_said_before(before: bytes) -> None:
    device, link = client(lambda _: [before[:5], before[5:], NAME[:3], NAME[3:]])
    assert device.greet() == "tinyedge"
    assert link.sent == [b"name%"]


def test_it_greets_once_more_after_half_a_command() -> None:
    device, link = says(b"e-[Unknown command: infename]\r\n" + READY, NAME)
    assert device.greet() == "tinyedge"
    assert link.sent == [b"name%"] * 2


def test_somebody_else_answers() -> None:
    device, _ = says(*[b"e-[\x1b[2Jhello]\r\n" + READY] * 9)
    with pytest.raises(ProtocolError) as caught:
        device.greet()
    assert str(caught.value) == f"script: `name` was answered by: e-[?[2Jhello]; {REMEDY}"


def test_nobody_answers() -> None:
    device, _ = says(b"m-name")
    with pytest.raises(ProtocolError) as caught:
        device.greet()
    assert str(caught.value) == (
        f"script: no answer to `name` within 10 s (last heard: b'm-name'); {REMEDY}"
    )
    with pytest.raises(LinkTimeout) as late:
        device.profile()
    assert str(late.value) == (
        "script: no answer to `profile` within 10 s (last heard: b'm-name'); "
        "is the board powered and flashed with tinyedge firmware?"
    )


def test_there_is_no_end_of_an_answer() -> None:
    device, _ = client(lambda _: [b"x" * 65_536] * 20)
    with pytest.raises(ProtocolError) as caught:
        device.greet()
    assert str(caught.value) == f"script: no end of what answers `name`; {REMEDY}"


def test_another_image_answers() -> None:
    for said, got in [(b"m-image-[" + b"ab" * 32 + b"]", "ab" * 32), (b"e-[Unknown]", "unknown")]:
        device, _ = says(said + b"\r\n" + READY)
        with pytest.raises(StaleFirmware) as caught:
            device.expect("cd" * 32)
        assert str(caught.value) == (
            f"script: the device reports image {got}, expected {'cd' * 32}; flash it again"
        )


def test_an_input_is_sent_in_commands_that_fit() -> None:
    data = bytes(range(64))
    device, link = says(
        b"m-[Expecting 64 bytes]\r\n" + READY, READY, READY, b"m-load-done\r\n" + READY
    )
    device.load(data)
    assert link.sent == [
        b"db load 64%",
        b"db %s%%" % data[:31].hex().encode(),
        b"db %s%%" % data[31:62].hex().encode(),
        b"db 3e3f%",
    ]
    assert max(map(len, link.sent)) <= 81


def test_an_input_of_which_a_digit_was_lost_is_sent_again() -> None:
    expecting, done = b"m-[Expecting 2 bytes]\r\n" + READY, b"m-load-done\r\n" + READY
    odd = b"e-[Insufficent number of hex digits]\r\n" + READY
    device, link = says(expecting, odd, expecting, done)
    device.load(b"ab")
    assert link.sent == [b"db load 2%", b"db 6162%"] * 2
    device, _ = says(*[expecting, READY] * 9)
    with pytest.raises(ProtocolError) as caught:
        device.load(b"ab")
    assert str(caught.value) == f"script: `db load 2` was answered by: nothing; {REMEDY}"


def test_an_input_that_is_too_large_is_sent_once() -> None:
    device, link = says(b"Supplied buffer size 2 exceeds maximum of 1\n" + READY)
    with pytest.raises(ProtocolError) as caught:
        device.load(b"ab")
    assert len(link.sent) == 1
    assert str(caught.value) == (
        "script: `db load 2` was answered by: Supplied buffer size 2 exceeds maximum of 1; "
        + REMEDY
    )


INFERRED = (
    b"m-warmup-start-1\r\nm-warmup-done\r\nm-infer-start-2\r\nm-lap-us-100\r\n"
    b"m-lap-us-350\r\nm-infer-done\r\nm-results-[0.1,-2.000,]\r\n"
)


def test_an_inference_is_read() -> None:
    device, link = says(INFERRED + READY)
    assert device.infer(2, 1) == Inference(250, ("0.1", "-2.000"))
    assert link.sent == [b"infer 2 1%"]
    clockless = INFERRED.replace(b"m-lap-us-100", b"e-[This board has no clock]")
    clockless = clockless.replace(b"m-lap-us-350", b"e-[This board has no clock]")
    assert says(clockless + READY)[0].infer(2, 1).elapsed_us is None


@pytest.mark.parametrize(
    "said",
    [
        INFERRED.replace(b"m-lap-us-350\r\n", b""),
        INFERRED.replace(b"m-results", b"m-result"),
        INFERRED + b"m-results-[1]\r\n",
        INFERRED + b"e-[x]\r\n",
        b"Input db has 3 elemented, expected 4\n" + INFERRED,
        b"",
    ],
)
def test_an_inference_that_is_not_whole_is_an_error(said: bytes) -> None:
    with pytest.raises(ProtocolError):
        says(said + READY)[0].infer(2, 1)


def window(sample: int, *said: str, expected: tuple[str, ...] | None = None) -> Window:
    return Window(sample, 4, 0, 2_000_000, said, said if expected is None else expected)


def test_scores() -> None:
    windows = [window(0, "0.1", "0.9"), window(1, "0.5", "0.5"), window(2, "nan", "0.0")]
    assert top_1(windows[:2], [1, 1]) == 0.5
    anomalies = [window(0, "1.0"), window(0, "3.0"), window(1, "2.0"), window(2, "5.0")]
    assert auc(anomalies, [0, 1, 1]) == 0.75  # mean of sample 0 is 2: one equal, one above
    assert auc(anomalies, [0, 0, 0]) is None


def test_counts_are_the_benchmarks() -> None:
    assert counts("ad01", None) == Counts(1500, 10)
    assert counts("ic01", None) == counts("vww01", None) == Counts(20, 5)
    assert counts("kws01", None) == Counts(70, 10)
    assert counts("kws01", 3) == Counts(3, 3)


def test_what_is_wrong_does_not_pass() -> None:
    def result(*windows: Window) -> Benchmarked:
        return Benchmarked("performance", "ic01", "m", "host", "Host", "host", windows)

    assert not result().passed
    assert result(window(0, "1")).passed
    assert not result(window(0, "1"), window(0, "1", expected=("2",))).passed
    assert result(window(0, "1")).throughput == 2.0
    assert not result(window(0, "1")).long_enough
