"""The host's half of streams, against the firmware itself in a time of its own: each thing that can
go wrong, exactly once, and what it costs."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.fake_firmware import SAMPLES, build_library
from support.virtual_line import Tampered, VirtualLine

from tinyedge.errors import LinkTimeout, PortError, ProtocolError, SamplesError, StaleFirmware
from tinyedge.link.conversation import Conversation, Faults
from tinyedge.link.frames import Frame, encode
from tinyedge.link.greeting import greet
from tinyedge.link.link import Link
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan, Result, Stream

HELLO, START, STOP, FEED, RESULT, GRANT = 1, 0x0A, 0x0B, 0x30, 0xC0, 0xC1
COUNT = 100
ROUND = 2**32
PORT = "virtual line"
FLASH_AGAIN = "flash the board again with this version of tinyedge"
AGAIN = "run the stream again from its beginning"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_library(tmp_path_factory.mktemp("library"), 8)


@pytest.fixture
def line(library: Path) -> VirtualLine:
    made = VirtualLine(library, baud=921_600, latency_s=0.001)
    made.restart()
    return made


def samples(count: int = COUNT) -> list[bytes]:
    rng = random.Random(5)
    return [rng.randbytes(8) for _ in range(count)]


def stream(
    line: VirtualLine,
    plan: Plan,
    fed: Iterable[bytes] = (),
    *,
    link: Link | None = None,
    reopen: Callable[[], Link] | None = None,
) -> tuple[Stream, Faults]:
    def sleep(seconds: float) -> None:
        line.now_s += seconds

    talk = Conversation(link or line, baud=921_600, clock=line.clock)
    greeting = greet(talk, timeout_s=1)
    made = Stream(
        talk, greeting, plan, fed, baud=921_600, reopen=reopen, clock=line.clock, sleep=sleep
    )
    return made, made.faults


def check(results: Iterable[Result], fed: list[bytes], first: int = 0) -> None:
    """Each result once, in order, and right; a restart makes the count of runs begin again."""
    found = list(results)
    assert [result.sample for result in found] == list(range(first, first + len(fed)))
    for result, sample in zip(found, fed, strict=True):
        assert result.outputs[4:] == bytes((byte + 1) % 256 for byte in sample)
        assert result.time_us is not None and result.count is None


def all_of(line: VirtualLine, link: Link) -> Faults:
    """The faults of a stream over a line on which something went wrong; its results are right."""
    fed = samples()
    made, faults = stream(line, Plan(Source.HOST, COUNT), fed, link=link)
    check(made.results(), fed)
    return faults


def test_a_quiet_line_has_no_faults(line: VirtualLine) -> None:
    assert all_of(line, line) == Faults()


def at(kind: int, which: int, pieces: Callable[[Frame], list[bytes]]) -> Callable[..., list[bytes]]:
    """Let all pass, but make something else of one frame of a kind."""

    def change(number: int, frame: Frame) -> list[bytes]:
        return pieces(frame) if (frame.kind, number) == (kind, which) else [encode(frame)]

    return change


def flip(frame: Frame) -> list[bytes]:
    data = bytearray(encode(frame))
    data[len(data) // 2] ^= 0x80 if data[len(data) // 2] != 0x80 else 0x40
    return [bytes(data)]


def test_a_result_that_is_lost_is_asked_for(line: VirtualLine) -> None:
    faults = all_of(line, Tampered(line, heard=at(RESULT, 7, lambda frame: [])))
    assert (faults.lost, faults.asked, faults.damaged) == (1, 1, 0)


def test_a_result_that_is_damaged_is_asked_for(line: VirtualLine) -> None:
    faults = all_of(line, Tampered(line, heard=at(RESULT, 7, flip)))
    assert (faults.lost, faults.asked, faults.damaged) == (1, 1, 1)


def test_the_last_result_is_asked_for_after_silence(line: VirtualLine) -> None:
    faults = all_of(line, Tampered(line, heard=at(RESULT, COUNT - 1, lambda frame: [])))
    assert (faults.lost, faults.asked) == (1, 1)


def test_a_result_that_comes_twice_counts_once(line: VirtualLine) -> None:
    faults = all_of(line, Tampered(line, heard=at(RESULT, 7, lambda f: [encode(f), encode(f)])))
    assert faults == Faults(repeated=1)


def test_results_that_change_places_are_put_in_order(line: VirtualLine) -> None:
    held: list[bytes] = []

    def swap(number: int, frame: Frame) -> list[bytes]:
        if frame.kind == RESULT and number == 7:
            held.append(encode(frame))
            return []
        if frame.kind == RESULT and number == 8:
            return [encode(frame), *held]
        return [encode(frame)]

    faults = all_of(line, Tampered(line, heard=swap))
    assert (faults.lost, faults.reordered, faults.repeated) == (0, 1, 0)


def test_samples_that_are_lost_are_fed_again(line: VirtualLine) -> None:
    faults = all_of(line, Tampered(line, sent=at(FEED, 1, lambda frame: [])))
    assert faults.fed_again > 0 and faults.damaged_there == 0


def test_samples_that_are_damaged_are_fed_again(line: VirtualLine) -> None:
    faults = all_of(line, Tampered(line, sent=at(FEED, 1, flip)))
    assert faults.fed_again > 0 and faults.damaged_there == 1


def test_samples_that_come_twice_run_once(line: VirtualLine) -> None:
    faults = all_of(line, Tampered(line, sent=at(FEED, 1, lambda f: [encode(f), encode(f)])))
    assert faults == Faults()


@pytest.mark.parametrize("kind", [START, START + 0x80])
def test_a_start_that_is_lost_is_sent_again(line: VirtualLine, kind: int) -> None:
    lost = at(kind, 0, lambda frame: [])
    link = Tampered(line, sent=lost) if kind == START else Tampered(line, heard=lost)
    assert all_of(line, link) == Faults(resent=1)


def test_a_grant_that_is_late_makes_nobody_feed_what_is_gone(line: VirtualLine) -> None:
    """A position before the first sample that is pending was once an index of a list."""

    def late(frame: Frame) -> list[bytes]:
        more = replace(frame, sequence=frame.sequence + 1)
        return [encode(frame), forged(more, struct.pack("<IIIB", 0, 8, 0, 1), GRANT)]

    faults = all_of(line, Tampered(line, heard=at(RESULT, 60, late)))
    assert faults.lost == 0


def test_a_device_that_restarts_goes_on_from_the_result_that_is_due(line: VirtualLine) -> None:
    def restart(frame: Frame) -> list[bytes]:
        line.restart()
        return [encode(frame)]

    faults = all_of(line, Tampered(line, heard=at(RESULT, 30, restart)))
    assert faults.restarted == 1


def test_a_device_that_restarts_between_hello_and_start_is_greeted_again(
    line: VirtualLine,
) -> None:
    def restart(frame: Frame) -> list[bytes]:
        line.restart()
        return [encode(frame)]

    faults = all_of(line, Tampered(line, sent=at(START, 0, restart)))
    assert faults.restarted == 1


def test_another_host_that_takes_the_session_loses_it_again(line: VirtualLine) -> None:
    def steal(frame: Frame) -> list[bytes]:
        line.write(encode(Frame(1, HELLO, frame.session ^ 1, 0)))
        return [encode(frame)]

    faults = all_of(line, Tampered(line, heard=at(RESULT, 30, steal)))
    assert faults.restarted == 1 and faults.stray >= 1  # what answered the other one


def test_a_state_does_not_survive_a_restart(line: VirtualLine) -> None:
    def restart(frame: Frame) -> list[bytes]:
        line.restart()
        return [encode(frame)]

    link = Tampered(line, heard=at(RESULT, 30, restart))
    plan = Plan(Source.HOST, COUNT, has_state=True)
    made, _ = stream(line, plan, samples(), link=link)
    seen = []
    with pytest.raises(ProtocolError) as caught:
        seen += [result.sample for result in made.results()]
    due = int(str(caught.value).split("before sample ")[1].split(",")[0])
    assert 31 <= due < COUNT
    assert str(caught.value) == (
        f"{PORT}: the device restarted, or something else talked to it, before sample {due}, "
        f"and the model's state is gone; {AGAIN}"
    )


def test_a_device_that_always_restarts_is_given_up(line: VirtualLine) -> None:
    def restart(number: int, frame: Frame) -> list[bytes]:
        if frame.kind == START + 0x80:
            line.restart()
        return [encode(frame)]

    made, faults = stream(
        line, Plan(Source.HOST, COUNT), samples(), link=Tampered(line, heard=restart)
    )
    with pytest.raises(ProtocolError) as caught:
        list(made.results())
    assert faults.restarted == 9
    assert str(caught.value) == (
        f"{PORT}: the device restarts before it gives the result of sample 0, or something else "
        f"talks to it; close what else has the port, or see what it says: "
        f"tinyedge monitor --port {PORT}"
    )


def test_other_firmware_in_the_meantime(line: VirtualLine) -> None:
    def restart(frame: Frame) -> list[bytes]:
        line.restart()
        return [encode(frame)]

    def other(number: int, frame: Frame) -> list[bytes]:
        if frame.kind == HELLO + 0x80 and number == 2:
            told = bytearray(frame.payload)
            told[2 + 56] ^= 1
            return [encode(replace(frame, payload=bytes(told)))]
        return at(RESULT, 30, restart)(number, frame)

    made, _ = stream(line, Plan(Source.HOST, COUNT), samples(), link=Tampered(line, heard=other))
    with pytest.raises(StaleFirmware) as caught:
        list(made.results())
    assert str(caught.value) == (
        f"{PORT}: the device reports image sha256 75696e796564, expected 74696e796564; "
        "flash it again"
    )


class Vanishing:
    """A port that is gone after so many reads, and back when it is opened again."""

    def __init__(self, link: VirtualLine, reads: int) -> None:
        self.port = link.port
        self._link, self._reads = link, reads

    def read(self, timeout_s: float) -> bytes:
        self._reads -= 1
        if self._reads < 0:
            raise PortError(self.port, "it vanished", "plug it in again")
        return self._link.read(timeout_s)

    def write(self, data: bytes) -> None:
        self._link.write(data)

    def close(self) -> None:
        pass


@pytest.mark.parametrize("restarts", [False, True])
def test_a_port_that_vanishes_and_comes_back(line: VirtualLine, restarts: bool) -> None:
    refusals = [PortError(PORT, "there is no such port", "wait")] * 3

    def reopen() -> Link:
        if refusals:
            raise refusals.pop()
        if restarts:
            line.restart()
        return line

    fed = samples()
    made, faults = stream(
        line, Plan(Source.HOST, COUNT), fed, link=Vanishing(line, 8), reopen=reopen
    )
    check(made.results(), fed)
    assert (faults.reopened, faults.restarted) == (1, int(restarts))


def test_a_port_that_vanishes_for_good(line: VirtualLine) -> None:
    def reopen() -> Link:
        raise PortError(PORT, "there is no such port", "wait")

    plan = Plan(Source.HOST, COUNT, timeout_s=3)
    made, faults = stream(line, plan, samples(), link=Vanishing(line, 8), reopen=reopen)
    began_s = line.now_s
    with pytest.raises(PortError) as caught:
        list(made.results())
    assert str(caught.value) == f"{PORT}: there is no such port; wait"
    assert 3 <= line.now_s - began_s < 4 and faults.reopened == 0
    made, _ = stream(line, plan, samples(), link=Vanishing(line, 8))
    with pytest.raises(PortError, match="it vanished"):
        list(made.results())


def test_a_port_that_vanishes_time_and_again_is_given_up(line: VirtualLine) -> None:
    plan = Plan(Source.HOST, COUNT, timeout_s=3)
    made, faults = stream(
        line, plan, samples(), link=Vanishing(line, 3), reopen=lambda: Vanishing(line, 0)
    )
    with pytest.raises(PortError, match="it vanished"):
        list(made.results())
    assert faults.reopened >= 8


def test_silence_ends_in_time(line: VirtualLine) -> None:
    def mute(number: int, frame: Frame) -> list[bytes]:
        return [] if frame.kind in (RESULT, GRANT) and number >= 30 else [encode(frame)]

    plan = Plan(Source.HOST, COUNT, timeout_s=5)
    made, faults = stream(line, plan, samples(), link=Tampered(line, heard=mute))
    began_s = line.now_s
    with pytest.raises(LinkTimeout) as caught:
        list(made.results())
    assert caught.value.waiting_for == "result of sample 30"
    assert 5 <= line.now_s - began_s < 8 and faults.asked > 3


def test_who_takes_a_long_time_over_results_hears_no_silence(line: VirtualLine) -> None:
    fed = samples()
    made, faults = stream(line, Plan(Source.HOST, COUNT, timeout_s=5), fed)

    def slowly() -> Iterator[Result]:
        for result in made.results():
            line.now_s += 60
            yield result

    check(slowly(), fed)
    assert faults == Faults()


def test_samples_that_take_long_to_come_by_are_not_drawn_ahead(line: VirtualLine) -> None:
    fed = samples(20)
    drawn: list[int] = []

    def slowly() -> Iterator[bytes]:
        for number, sample in enumerate(fed):
            line.now_s += 60
            drawn.append(number)
            yield sample

    made, faults = stream(line, Plan(Source.HOST, None, timeout_s=5), slowly())
    found = []
    for result in made.results():
        found.append(result)
        assert len(drawn) == len(found)
    check(found, fed)
    assert faults == Faults()


def test_a_sample_of_another_length(line: VirtualLine) -> None:
    made, _ = stream(line, Plan(Source.HOST, None), [bytes(8), bytes(8), bytes(7)])
    with pytest.raises(SamplesError) as caught:
        list(made.results())
    assert str(caught.value) == (
        "sample 2: it has 7 B, but a sample of the device 8 B; "
        "give the bytes of all inputs, in order"
    )


@pytest.mark.parametrize("first", [0, ROUND - 40])
@pytest.mark.parametrize("source", [Source.COUNTER, Source.STORED])
def test_samples_of_the_board(line: VirtualLine, source: Source, first: int) -> None:
    made, faults = stream(line, Plan(source, COUNT, first=first))
    numbers = [number % ROUND for number in range(first, first + COUNT)]
    counted = [
        bytes((number * 2654435761 + i * 40503) % ROUND >> 16 & 255 for i in range(8))
        for number in numbers
    ]
    stored = [SAMPLES[number % 2] for number in numbers]
    check(made.results(), counted if source is Source.COUNTER else stored, first)
    assert faults == Faults()


def test_an_endless_stream_that_is_left_early_leaves_nothing_to_the_next(
    line: VirtualLine,
) -> None:
    made, _ = stream(line, Plan(Source.COUNTER, None))
    results = made.results()
    assert [next(results).sample for _ in range(50)] == list(range(50))
    results.close()
    fed = samples()
    made, faults = stream(line, Plan(Source.HOST, COUNT), fed)
    check(made.results(), fed)
    assert faults.lost == faults.restarted == 0


def test_no_samples_at_all(line: VirtualLine) -> None:
    made, _ = stream(line, Plan(Source.HOST, 0), samples())
    assert list(made.results()) == []
    made, _ = stream(line, Plan(Source.HOST, None), [])
    assert list(made.results()) == []


def forged(frame: Frame, payload: bytes, kind: int = RESULT) -> bytes:
    return encode(Frame(1, kind, frame.session, frame.sequence, payload))


def result_of(number: int, total: int, offset: int, data: bytes, *, limit: int = 0) -> bytes:
    return struct.pack("<IQQIII", number, 5, 0, limit, total, offset) + data


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (result_of(0, 12, 0, b""), "sent 0 B from 0 on of a result of 12 B"),
        (result_of(0, 12, 4, bytes(9)), "sent 9 B from 4 on of a result of 12 B"),
        (result_of(0, 13, 0, bytes(13)), "sent 13 B from 0 on of a result of 13 B"),
        (result_of(0, 2**32 - 1, 0, b"x"), "sent 1 B from 0 on of a result of 4,294,967,295 B"),
        (result_of(0, 12, 2**32 - 1, b"x"), "sent 1 B from 4,294,967,295 on of a result of 12 B"),
        (result_of(0, 12, 2, bytes(10)), "sent parts of a result that overlap, at 2"),
    ],
)
def test_results_that_cannot_be(line: VirtualLine, payload: bytes, problem: str) -> None:
    plan = Plan(Source.HOST, COUNT, result_bytes=12)

    def lie(frame: Frame) -> list[bytes]:
        more = replace(frame, sequence=frame.sequence + 1)
        return [forged(frame, payload), forged(more, result_of(0, 12, 0, bytes(4)))]

    made, _ = stream(line, plan, samples(), link=Tampered(line, heard=at(RESULT, 0, lie)))
    with pytest.raises(ProtocolError) as caught:
        list(made.results())
    assert str(caught.value) == f"{PORT}: the device {problem}; {FLASH_AGAIN}"


def test_a_result_of_what_was_never_fed(line: VirtualLine) -> None:
    def slowly() -> Iterator[bytes]:
        for _ in range(2):
            line.now_s += 1
            yield bytes(8)

    def lie(frame: Frame) -> list[bytes]:
        more = replace(frame, sequence=frame.sequence + 1)
        return [encode(frame), forged(more, result_of(1, 12, 0, bytes(12)))]

    link = Tampered(line, heard=at(RESULT, 0, lie))
    made, _ = stream(line, Plan(Source.HOST, 2), slowly(), link=link)
    with pytest.raises(ProtocolError) as caught:
        list(made.results())
    problem = "the device gives a result of sample 1, which it has not been fed"
    assert str(caught.value) == f"{PORT}: {problem}; {FLASH_AGAIN}"


def test_a_limit_that_cannot_be_floods_nobody(line: VirtualLine) -> None:
    """It is believed for 64 KiB beyond what the device said that it takes at once."""
    drawn = 0

    def endless() -> Iterator[bytes]:
        nonlocal drawn
        while True:
            drawn += 1
            yield bytes(8)

    def boast(number: int, frame: Frame) -> list[bytes]:
        if frame.kind != RESULT:
            return [encode(frame)]
        limit = struct.pack("<I", 2**31 - 1)
        return [forged(frame, frame.payload[:20] + limit + frame.payload[24:])]

    made, _ = stream(line, Plan(Source.HOST, None), endless(), link=Tampered(line, heard=boast))
    results = made.results()
    for _ in range(20 * COUNT):
        next(results)
    assert drawn - 20 * COUNT <= (65_536 + 1024 + 8) // 8
    results.close()


def test_a_position_that_cannot_be_is_stray(line: VirtualLine) -> None:
    def lie(frame: Frame) -> list[bytes]:
        more = replace(frame, sequence=frame.sequence + 1)
        grant = struct.pack("<IIIB", 2**31 - 1, 2**31 - 1, 0, 1)
        return [encode(frame), forged(more, grant, GRANT)]

    faults = all_of(line, Tampered(line, heard=at(RESULT, 20, lie)))
    assert faults.stray == 1


def test_firmware_without_streams(line: VirtualLine) -> None:
    def older(number: int, frame: Frame) -> list[bytes]:
        if frame.kind != HELLO + 0x80:
            return [encode(frame)]
        return [encode(replace(frame, payload=frame.payload[:6] + bytes(4) + frame.payload[10:]))]

    made, _ = stream(line, Plan(Source.HOST, 1), samples(), link=Tampered(line, heard=older))
    with pytest.raises(ProtocolError) as caught:
        list(made.results())
    problem = "the device's firmware has no streams"
    assert str(caught.value) == f"{PORT}: {problem}; flash it again with this tinyedge"


def test_a_source_that_the_firmware_lacks(line: VirtualLine) -> None:
    def other(frame: Frame) -> list[bytes]:
        return [encode(replace(frame, payload=b"\x07" + frame.payload[1:]))]

    link = Tampered(line, sent=at(START, 0, other))
    made, _ = stream(line, Plan(Source.HOST, 1), samples(), link=link)
    with pytest.raises(ProtocolError) as caught:
        list(made.results())
    assert str(caught.value) == (
        f"{PORT}: the device refused START: it has no such source of samples, or no clock; "
        f"it has 3 sources; {FLASH_AGAIN}"
    )
