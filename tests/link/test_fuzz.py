"""Decoders of both ends, fed what no honest peer sends. `scripts/faults` feeds them far more.

The firmware's harness is a target of libFuzzer as well; with clang and its run-time at hand, from
the root of the repository, and a board.h as build_fuzzer writes it in FOLDER:

    clang -g -O1 -fsanitize=fuzzer-no-link,address,undefined -IFOLDER -Itests/link/firmware \\
        -Ifirmware/app -Ifirmware/ports -Ifirmware/runtime -Ifirmware/startup \\
        -Dmain=te_firmware_main -c firmware/app/main.c -o FOLDER/main.o
    clang -g -O1 -fsanitize=fuzzer,address,undefined -DLIBFUZZER -IFOLDER (...) \\
        $(ls firmware/app/te_*.c) firmware/ports/image.c tests/link/firmware/fake_model.c \\
        tests/link/firmware/no_counter.c tests/link/fuzz_firmware.c FOLDER/main.o -o FOLDER/fuzz
    FOLDER/fuzz -max_len=4096 -max_total_time=60
"""

from __future__ import annotations

import random
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.fake_firmware import build_fuzzer
from support.hostile_device import try_conversation, try_decoder, try_stream

from tinyedge.link.fault_line import Disturbances, Line, decoded_bytes
from tinyedge.link.frames import Damaged, Decoder, Frame, encode

FRAMES = st.builds(
    Frame,
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 65_535),
    st.integers(0, 65_535),
    st.binary(max_size=600),
)
STREAMS = st.lists(st.one_of(st.binary(max_size=80), FRAMES.map(encode)), max_size=8).map(b"".join)


@given(STREAMS, st.lists(st.integers(0, 5000), max_size=6))
def test_what_is_heard_does_not_depend_on_the_pieces(stream: bytes, cuts: list[int]) -> None:
    whole = list(Decoder().feed(stream))
    decoder, found = Decoder(), []
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    for begin, end in pairwise(edges):
        found += decoder.feed(stream[begin:end])
    assert found == whole


@given(STREAMS, FRAMES)
def test_a_frame_behind_anything_is_heard(stream: bytes, frame: Frame) -> None:
    assert list(Decoder().feed(stream + encode(frame)))[-1] == frame


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_a_hostile_device_gives_errors_that_say_so(seed: int) -> None:
    rng = random.Random(seed)
    try_decoder(rng)
    try_conversation(rng)
    try_stream(rng)


def test_an_endless_piece_is_kept_to_the_longest_frame() -> None:
    decoder = Decoder()
    for _ in range(100):
        assert list(decoder.feed(b"\x55" * 100_000)) == []
    (found,) = decoder.feed(b"\0")
    assert isinstance(found, Damaged)
    assert len(found.raw) < 70_000


@given(STREAMS, st.integers(0, 99), st.sampled_from([0.0, 0.01, 0.3, 1.0]))
@settings(deadline=None)
def test_a_bad_line_invents_no_frame_and_a_calm_one_changes_nothing(
    stream: bytes, seed: int, rate: float
) -> None:
    line = Line(Disturbances(byte_rate=rate, frame_rate=rate), random.Random(seed))
    line.calm = rate == 0.0
    came = b""
    for data in (stream[:100], stream[100:]):
        for _, piece in [*line.take(data), *line.flush()]:
            line.deliver(piece)
            came += piece
    assert rate > 0.0 or came == stream
    assert set(line.ledger.arrived) <= set(line.ledger.sent)
    assert set(line.ledger.done) == set() or rate > 0.0


@given(FRAMES, st.binary(max_size=40))
def test_bytes_decoded_are_counted_as_a_board_counts_them(frame: Frame, tail: bytes) -> None:
    raw = encode(frame).strip(b"\0")
    assert decoded_bytes(raw) == len(frame.payload) + 10
    assert decoded_bytes(tail.replace(b"\0", b"")) <= len(tail)


@pytest.mark.parametrize("max_payload_bytes", [64, 1024, 16_384])
def test_the_firmware_survives_and_answers_hello(tmp_path: Path, max_payload_bytes: int) -> None:
    program = build_fuzzer(tmp_path, max_payload_bytes)
    done = subprocess.run(
        [program, "1", "1000000"], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    said = dict(part.split(":") for part in done.stdout.split("it said ")[1].split())
    # Every request but COUNTS was executed, so that the scripts are no mere noise.
    assert {"81", "82", "83", "84", "85", "86", "88", "89", "8a", "8b", "c0", "c1"} <= set(said)
