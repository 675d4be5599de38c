"""Frames in Python: what is encoded comes back, whatever noise is around it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinyedge.link.frames import MAX_PAYLOAD_BYTES, Damaged, Decoder, Frame, encode

BYTE = st.integers(0, 255)
NUMBER = st.integers(0, 65_535)
# Long runs without zeros are what COBS has to break up.
PAYLOAD = st.binary(max_size=600) | st.integers(0, 600).map(lambda n: b"\x55" * n)
FRAMES = st.builds(Frame, BYTE, BYTE, NUMBER, NUMBER, PAYLOAD)


@given(st.lists(FRAMES, max_size=4), st.data())
@settings(deadline=None)
def test_what_is_encoded_comes_back_in_any_pieces(frames: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(encode(frame) for frame in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    decoder = Decoder()
    found = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += decoder.feed(stream[start:end])
    assert found == frames


@given(FRAMES)
@settings(deadline=None)
def test_a_frame_has_two_zeros_and_little_overhead(frame: Frame) -> None:
    data = encode(frame)
    assert data[0] == data[-1] == 0 and data.count(0) == 2
    decoded_bytes = 10 + len(frame.payload)
    assert len(data) <= decoded_bytes + -(-decoded_bytes // 254) + 2


@given(st.binary(max_size=80), FRAMES)
@settings(deadline=None)
def test_noise_before_a_frame_costs_nothing_but_itself(noise: bytes, frame: Frame) -> None:
    *before, last = Decoder().feed(noise + encode(frame))
    assert last == frame
    assert all(isinstance(found, Damaged) for found in before)


@given(FRAMES, st.data())
@settings(deadline=None)
def test_a_changed_byte_never_gives_another_frame(frame: Frame, data: st.DataObject) -> None:
    sent = bytearray(encode(frame))
    at = data.draw(st.integers(0, len(sent) - 1))
    sent[at] ^= data.draw(st.integers(1, 255))
    found = list(Decoder().feed(bytes(sent) + b"\0"))
    assert [frame] == found or all(isinstance(one, Damaged) for one in found)


@given(FRAMES, st.data())
@settings(deadline=None)
def test_half_a_frame_is_damage(frame: Frame, data: st.DataObject) -> None:
    whole = encode(frame)
    half = whole[: data.draw(st.integers(2, len(whole) - 2))]
    assert list(Decoder().feed(half + whole)) == [Damaged(half[1:]), frame]


def test_any_bytes_are_safe() -> None:
    rng = random.Random(7)
    decoder = Decoder()
    frame = Frame(1, 2, 3, 4, b"still in step")
    for _ in range(50):
        list(decoder.feed(rng.randbytes(20_000)))
    assert list(decoder.feed(encode(frame)))[-1] == frame


def test_an_endless_piece_is_kept_within_bounds() -> None:
    decoder = Decoder()
    for _ in range(100):
        assert list(decoder.feed(b"x" * 10_000)) == []
    (damaged,) = decoder.feed(b"\0")
    assert isinstance(damaged, Damaged) and len(damaged.raw) < 70_000


def test_the_longest_payload() -> None:
    frame = Frame(1, 2, 3, 4, b"\x11" * MAX_PAYLOAD_BYTES)
    assert list(Decoder().feed(encode(frame))) == [frame]
    with pytest.raises(ValueError, match=r"^a payload of 65536 bytes, not 65535$"):
        encode(Frame(1, 2, 3, 4, bytes(MAX_PAYLOAD_BYTES + 1)))
