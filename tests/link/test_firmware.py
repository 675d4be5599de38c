"""The firmware's frames and commands in C, under sanitizers, fed what no honest host would send."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from support.fake_firmware import LONG, RUNS, SPARE, feed, frames, request

from tinyedge.link.frames import Damaged, Decoder, Frame, encode

HELLO, DESCRIBE, WRITE, READ, INVOKE, STEP, COUNTS, STACK, RESET = range(1, 10)
DAMAGED, VERSION, SESSION, SEQUENCE, COMMAND, LENGTH, TENSOR, RANGE, LAYER, ORDER = range(1, 11)


def conversation(*requests: tuple[int, bytes], session: int = 7) -> bytes:
    """HELLO and then these requests, numbered in order."""
    asked = [(HELLO, b""), *requests]
    return b"".join(
        request(kind, payload, sequence=number, session=session)
        for number, (kind, payload) in enumerate(asked)
    )


def error(sequence: int, refused: int, code: int, detail: int, *, session: int = 7) -> Frame:
    return Frame(1, 0xFF, session, sequence, struct.pack("<BBI", refused, code, detail))


def read(tensor: int, offset: int, length: int) -> tuple[int, bytes]:
    return READ, struct.pack("<HIH", tensor, offset, length)


def write(tensor: int, offset: int, data: bytes) -> tuple[int, bytes]:
    return WRITE, struct.pack("<HI", tensor, offset) + data


def answers(program: Path, *requests: tuple[int, bytes]) -> list[Frame]:
    """What the firmware answers to these requests, after the greeting."""
    return frames(feed(program, conversation(*requests)))[1:]


def test_it_says_nothing_unasked(firmware: Path) -> None:
    assert feed(firmware, b"") == b""
    assert feed(firmware, b"\0\0\0\0") == b""
    assert feed(firmware, b"rst:0x1 (POWERON_RESET)\r\n\0") == b""


@pytest.mark.parametrize("length", [1, 2, 244, 245, 246, 253, 254, 255, 256, 500, 509, 1018])
def test_its_frames_are_those_of_python_byte_for_byte(firmware: Path, length: int) -> None:
    rng = random.Random(length)
    for data in (b"\x5a" * length, bytes(length), rng.randbytes(length)):
        said = feed(firmware, conversation(write(SPARE, 0, data), read(SPARE, 0, length)))
        greeting, written, answer = frames(said)
        assert written == Frame(1, WRITE + 0x80, 7, 1)
        assert answer == Frame(1, READ + 0x80, 7, 2, data)
        assert said == b"".join(map(encode, (greeting, written, answer)))


def test_a_repeated_request_is_answered_again_and_not_executed(firmware: Path) -> None:
    step, runs = request(STEP, b"\0\0", sequence=1), struct.pack("<HIH", RUNS, 0, 4)
    stream = request(HELLO) + 3 * step
    stream += request(STEP, b"\1\0", sequence=2) + request(STEP, b"\2\0", sequence=3)
    greeting, *said = frames(feed(firmware, stream + 2 * request(READ, runs, sequence=4)))
    assert said[:3] == [Frame(1, STEP + 0x80, 7, 1, bytes(4))] * 3
    assert said[-2:] == [Frame(1, READ + 0x80, 7, 4, bytes([3, 0, 0, 0]))] * 2
    assert greeting.kind == HELLO + 0x80


def test_a_reset_forgets_what_ran_and_what_is_next(firmware: Path) -> None:
    steps = [(STEP, bytes([layer, 0])) for layer in range(3)]
    said = answers(firmware, *steps, *steps[:2], (RESET, b""), steps[2], *steps, read(RUNS, 0, 4))
    assert said[5] == Frame(1, RESET + 0x80, 7, 6)
    assert said[6] == error(7, STEP, ORDER, 0)
    assert said[-1].payload == bytes([3, 0, 0, 0])


def test_a_repeated_reset_is_not_executed_again(firmware: Path) -> None:
    reset, steps = request(RESET, sequence=1), b""
    for layer in range(3):
        steps += request(STEP, bytes([layer, 0]), sequence=2 + layer) + reset
    said = frames(feed(firmware, request(HELLO) + reset + reset + steps))[1:]
    assert said[:2] == [Frame(1, RESET + 0x80, 7, 1)] * 2
    assert [frame.kind for frame in said[2::2]] == [STEP + 0x80] * 3
    assert said[3] == error(1, RESET, SEQUENCE, 3)


def test_a_new_session_remembers(firmware: Path) -> None:
    steps = b"".join(request(STEP, bytes([n, 0]), sequence=1 + n) for n in range(3))
    again = request(HELLO, session=8)
    again += b"".join(request(STEP, bytes([n, 0]), sequence=1 + n, session=8) for n in range(3))
    payload = struct.pack("<HIH", RUNS, 0, 4)
    again += request(READ, payload, sequence=4, session=8)
    assert frames(feed(firmware, request(HELLO) + steps + again))[-1].payload == bytes([6, 0, 0, 0])


def test_a_repeated_refusal_is_the_same_refusal(firmware: Path) -> None:
    early = request(STEP, b"\1\0", sequence=1)
    said = frames(feed(firmware, request(HELLO) + early + early))[1:]
    assert said == [error(1, STEP, ORDER, 0)] * 2


def test_other_sequence_numbers_are_refused(firmware: Path) -> None:
    stream = request(HELLO, sequence=9)
    stream += request(STEP, b"\0\0", sequence=11)  # not the next
    stream += request(STEP, b"\0\0", sequence=9)  # the last one's number, another request
    stream += request(STACK, sequence=10)
    said = frames(feed(firmware, stream))[1:]
    assert said == [
        error(11, STEP, SEQUENCE, 10),
        error(9, STEP, SEQUENCE, 10),
        Frame(1, STACK + 0x80, 7, 10, bytes(8)),
    ]


def test_sequence_numbers_wrap(firmware: Path) -> None:
    stream = request(HELLO, sequence=65_535) + request(STACK, sequence=0)
    assert [frame.sequence for frame in frames(feed(firmware, stream))] == [65_535, 0]


def test_sessions(firmware: Path) -> None:
    stream = request(STEP, b"\0\0", session=3)  # as after a restart
    stream += request(HELLO, session=3) + request(HELLO, session=4)
    stream += request(STEP, b"\0\0", session=3, sequence=1)
    first, _, _, last = frames(feed(firmware, stream))
    assert first == error(0, STEP, SESSION, 0, session=3)
    assert last == error(1, STEP, SESSION, 0, session=3)


def test_a_late_copy_of_hello_does_not_begin_again(firmware: Path) -> None:
    stream = request(HELLO) + request(STEP, b"\0\0", sequence=1) + request(HELLO)
    stream += request(STEP, b"\1\0", sequence=2)
    said = frames(feed(firmware, stream))[2:]
    assert said == [error(0, HELLO, SEQUENCE, 2), Frame(1, STEP + 0x80, 7, 2, bytes(4))]


def test_another_version_is_refused_and_echoes_are_not_answered(firmware: Path) -> None:
    newer = encode(Frame(2, HELLO, 7, 0))
    echo = encode(Frame(1, HELLO + 0x80, 7, 0)) + encode(Frame(1, 0xFF, 7, 0, bytes(6)))
    assert frames(feed(firmware, newer + echo)) == [error(0, HELLO, VERSION, 1)]


def test_damage_is_told_in_a_session_only(firmware: Path) -> None:
    noise = b"\0" + b"\x55" * 90 + b"\0"
    assert feed(firmware, noise) == b""
    said = frames(feed(firmware, noise + request(HELLO, sequence=5) + noise + b"\0ab\0"))
    assert said[1:] == [error(5, 0, DAMAGED, 0)]


def test_a_frame_that_is_too_long_is_damage(firmware: Path) -> None:
    over = request(WRITE, bytes(1025), sequence=1)
    longest = request(WRITE, struct.pack("<HI", SPARE, 0) + bytes(1018), sequence=1)
    said = frames(feed(firmware, request(HELLO) + over + longest))[1:]
    assert said == [error(0, 0, DAMAGED, 0), Frame(1, WRITE + 0x80, 7, 1)]


def test_a_last_block_that_is_cut_short_is_damage(firmware: Path) -> None:
    sent = bytearray(request(STACK, sequence=1))
    last = 1
    while last + sent[last] < len(sent) - 1:
        last += sent[last]
    sent[last] += 1  # now it says one byte more than there is; the checksum still holds
    said = frames(feed(firmware, request(HELLO) + bytes(sent)))[1:]
    assert said == [error(0, 0, DAMAGED, 0)]
    assert [type(found) for found in Decoder().feed(bytes(sent))] == [Damaged]


def test_an_empty_block_behind_a_full_one_may_be_there_or_not(firmware: Path) -> None:
    hello = request(HELLO, session=0x0707, sequence=0x0100)
    full = request(0x2F, b"\x11" * 244, session=0x0707, sequence=0x0101)
    assert full[1] == 255 and len(full) == 257, "one block of 254 bytes"
    longer = full[:-1] + b"\x01\0"
    refused = error(0x0101, 0x2F, COMMAND, 0, session=0x0707)
    assert frames(feed(firmware, hello + full + longer))[1:] == [refused, refused]
    assert list(Decoder().feed(full)) == list(Decoder().feed(longer))


@pytest.mark.parametrize(
    ("asked", "code", "detail"),
    [
        ((0, b""), COMMAND, 0),
        ((0x0C, b""), COMMAND, 0),
        ((0x2F, b"x"), COMMAND, 0),
        ((HELLO, b"x"), LENGTH, 1024),
        ((DESCRIBE, b"\0"), LENGTH, 1024),
        ((DESCRIBE, b"\xff\xff"), RANGE, 108),
        ((INVOKE, b"x"), LENGTH, 1024),
        ((STACK, b"x"), LENGTH, 1024),
        ((RESET, b"x"), LENGTH, 1024),
        ((STEP, b"\0"), LENGTH, 1024),
        ((STEP, b"\0\0\0"), LENGTH, 1024),
        ((STEP, b"\3\0"), LAYER, 3),
        ((STEP, b"\2\0"), ORDER, 0),
        ((COUNTS, b"\3\0"), LAYER, 3),
        (write(0, 0, b""), LENGTH, 1024),
        (write(5, 0, b"x"), TENSOR, 5),
        (write(0, 8, b"x"), RANGE, 8),
        (write(0, 0, bytes(9)), RANGE, 8),
        (write(0, 2**32 - 1, b"xx"), RANGE, 8),
        (write(0xFFFF, 2**32 - 1, b"xx"), TENSOR, 5),
        (read(0, 0, 0), LENGTH, 1024),
        (read(LONG, 0, 1025), LENGTH, 1024),
        (read(LONG, 0, 0xFFFF), LENGTH, 1024),
        (read(0, 1, 8), RANGE, 8),
        (read(0, 2**32 - 4, 8), RANGE, 8),
        (read(5, 0, 1), TENSOR, 5),
    ],
)
def test_what_is_asked_wrong_is_refused(
    firmware: Path, asked: tuple[int, bytes], code: int, detail: int
) -> None:
    assert answers(firmware, asked) == [error(1, asked[0], code, detail)]


def test_no_payload_is_longer_than_it_says(small_firmware: Path) -> None:
    greeting, part, spare = frames(
        feed(small_firmware, conversation((DESCRIBE, b"\x3e\0"), read(SPARE, 0, 64)))
    )
    total = greeting.payload[:2]
    assert len(greeting.payload) == 64 and part.payload[:2] == total
    assert len(greeting.payload) + len(part.payload) - 4 == int.from_bytes(total, "little")
    assert len(spare.payload) == 64
    assert answers(small_firmware, read(SPARE, 0, 65)) == [error(1, READ, LENGTH, 64)]


def hostile_stream(rng: random.Random, count: int) -> bytes:
    """Valid, mutated, cut and invented frames; many pass the checksum with a senseless content."""
    pieces = []
    sequence = 0
    for _ in range(count):
        if rng.random() < 0.05:
            sequence = 0
            pieces.append(request(HELLO, session=rng.randrange(4)))
        kind = rng.choice([*range(0, 13), 0x2F, 0x30, 0x31, 0x3F, 0x40, 0x80, 0xFF])
        number = struct.pack("<H", rng.choice([0, 1, 2, 3, 4, 5, rng.randrange(65_536)]))
        offset = struct.pack("<I", rng.choice([0, 7, 1999, 2**31, 2**32 - 1, rng.randrange(3000)]))
        length = struct.pack("<H", rng.choice([0, 1, 64, 1024, 1025, rng.randrange(65_536)]))
        payload = rng.choice(
            [b"", number, number + offset + length, number + offset + rng.randbytes(40)]
        )
        sequence += rng.random() < 0.9
        frame = request(
            kind, payload + rng.randbytes(rng.choice([0, 0, 0, 1, 1000])), sequence=sequence
        )
        sent = bytearray(frame)
        if rng.random() < 0.2:
            sent[rng.randrange(len(sent))] = rng.randrange(256)
        if rng.random() < 0.1:
            del sent[rng.randrange(len(sent)) :]
        pieces.append(bytes(sent))
        if rng.random() < 0.1:
            pieces.append(rng.randbytes(rng.randrange(3000)))
    return b"".join(pieces)


@pytest.mark.parametrize("seed", range(4))
def test_hostile_streams_break_nothing(
    firmware: Path, small_firmware: Path, counting_firmware: Path, seed: int
) -> None:
    for program in (firmware, small_firmware, counting_firmware):
        stream = hostile_stream(random.Random(seed), 1500)
        last = request(HELLO, session=99)
        # Whatever came before, it is in step at the next zero, and all it said were whole frames.
        said = frames(feed(program, stream + last))
        assert (said[-1].kind, said[-1].session) == (HELLO + 0x80, 99)
