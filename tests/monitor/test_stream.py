"""Frames and text in one stream: the same whatever pieces it comes in."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinyedge.link.frames import Decoder, Frame, encode
from tinyedge.monitor.stream import LONGEST_LINE_BYTES, Heard, Line, Noise, Splitter

FRAME = Frame(1, 0x85, 0xBEEF, 7, b"\n\r\0 count\n")
# What an ESP32-S3 says when it starts, abridged; and what startup/panic.c says.
BOOT = (
    b"ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\n"
    b"rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\nload:0x3fce2810,len:0x178c\r\n"
    b"entry 0x403c8990\r\n"
)
BOOT_LINES = [
    Line("boot ROM", text)
    for text in (
        "ESP-ROM:esp32s3-20210327",
        "Build:Mar 27 2021",
        "rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)",
        "load:0x3fce2810,len:0x178c",
        "entry 0x403c8990",
    )
]
PANIC = b"\0\r\ntinyedge panic: hard fault pc=0x08001234 lr=0x08000f01\r\n"
PANIC_LINE = Line("panic", "tinyedge panic: hard fault pc=0x08001234 lr=0x08000f01")


def split(*pieces: bytes) -> list[Heard]:
    splitter = Splitter()
    return [heard for piece in pieces for heard in splitter.feed(piece)]


def cut(stream: bytes, places: Sequence[int]) -> list[bytes]:
    ends = sorted({place % (len(stream) + 1) for place in places})
    return [stream[a:b] for a, b in zip([0, *ends], [*ends, len(stream)], strict=True)]


frames = st.builds(
    Frame,
    st.integers(1, 7),
    st.integers(0, 255),
    st.integers(0, 65_535),
    st.integers(0, 65_535),
    st.binary(max_size=600),
).map(encode)
texts = st.text(max_size=80).map(lambda text: text.encode() + b"\r\n")
parts = st.one_of(
    frames, texts, st.binary(max_size=60), st.sampled_from([BOOT, PANIC, b"\0", b"\n"])
)
streams = st.lists(parts, max_size=8).map(b"".join)


@given(streams, st.lists(st.integers(0, 10_000), max_size=12))
def test_pieces_do_not_matter(stream: bytes, places: list[int]) -> None:
    assert split(*cut(stream, places)) == split(stream)


@given(streams)
def test_frames_are_those_that_the_link_finds(stream: bytes) -> None:
    wanted = [
        found
        for found in Decoder().feed(stream)
        if isinstance(found, Frame) and 1 <= found.version <= 7
    ]
    assert [heard for heard in split(stream) if isinstance(heard, Frame)] == wanted


@given(streams)
def test_nothing_that_a_terminal_obeys_gets_through(stream: bytes) -> None:
    splitter = Splitter()
    for heard in [*splitter.feed(stream), *splitter.flush()]:
        if isinstance(heard, Line):
            assert heard.text.isprintable()
            assert 0 < len(heard.text) <= 4 * LONGEST_LINE_BYTES
    assert not splitter.pending


@given(st.lists(st.one_of(frames, st.just(BOOT), st.just(PANIC)), max_size=8))
def test_text_between_frames_hurts_neither(told: list[bytes]) -> None:
    wanted: list[Heard] = []
    for part in told:
        if part == BOOT:
            wanted += BOOT_LINES
        elif part == PANIC:
            wanted.append(PANIC_LINE)
        else:
            wanted += [found for found in Decoder().feed(part) if isinstance(found, Frame)]
    assert split(*told) == wanted


@pytest.mark.parametrize("taken", range(1, len(encode(FRAME)) - 1))
def test_boot_text_inside_a_frame_that_a_reset_cut_short(taken: int) -> None:
    heard = split(encode(FRAME)[:taken], BOOT, encode(FRAME))
    lines = [event for event in heard if isinstance(event, Line) and event.source == "boot ROM"]
    assert lines == BOOT_LINES
    assert heard[-1] == FRAME


def test_a_line_is_given_when_it_ends_and_not_at_the_next_frame() -> None:
    splitter = Splitter()
    assert list(splitter.feed(b"\0\0hello\r")) == []
    assert list(splitter.feed(b"\nwor")) == [Line("text", "hello")]
    assert splitter.pending
    assert list(splitter.flush()) == [Line("text", "wor", whole=False)]
    assert list(splitter.feed(b"ld\n")) == [Line("text", "ld")]


def test_a_frame_that_never_ends_is_given_up_after_a_pause() -> None:
    splitter = Splitter()
    assert list(splitter.feed(encode(FRAME)[:8])) == []
    assert list(splitter.flush()) == [Noise(7)]
    assert list(splitter.feed(encode(FRAME))) == [FRAME]


def test_what_a_terminal_would_obey_is_written_out() -> None:
    assert split(b"\x1b[2Jred \x1b]0;title\x07 caf\xc3\xa9 \xff\t.\n") == [
        Line("text", r"\x1b[2Jred \x1b]0;title\x07 café \xff    .")
    ]


def test_a_line_without_end_comes_in_pieces() -> None:
    heard = split(b"x" * (2 * LONGEST_LINE_BYTES + 5) + b"\n")
    assert heard == [
        *[Line("text", "x" * LONGEST_LINE_BYTES, whole=False)] * 2,
        Line("text", "xxxxx"),
    ]


def test_another_baud_rate_is_noise() -> None:
    assert split(bytes(range(0x80, 0xC0)) + b"\n") == [Noise(64)]
