"""Options of custom operators, honest and damaged."""

from __future__ import annotations

import random

import pytest
from support.tflite_builder import flexbuffers

from tinyedge.graph.flexbuffer import whole_numbers


def packed(options: dict[str, int]) -> bytes:
    builder = flexbuffers.Builder()
    with builder.Map():
        for name, value in options.items():
            builder.Key(name)
            (builder.Bool if isinstance(value, bool) else builder.Int)(value)
    return bytes(builder.Finish())


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"shift": 12},
        {"T": 7, "fft_length": 512},
        {"a": -1, "b": True, "c": False, "d": -(2**31), "e": 2**31 - 1, "f": 2**62},
        {f"name_{i:02d}": i * 1000 for i in range(32)},
    ],
)
def test_what_the_library_writes_is_read(options: dict[str, int]) -> None:
    assert whole_numbers(packed(options)) == options


def test_no_bytes_are_no_options() -> None:
    assert whole_numbers(b"") == {}


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\0\0\0",
        b"\x24\x01",
        b"\1\x24\1",  # a map whose values are before its beginning
        b"\0\0\1\0\x24\x03",  # numbers of three bytes
        b"\5\4\1",  # an integer instead of a map
        packed({f"name_{i:02d}": i for i in range(33)}),
        packed({"x" * 64: 1}),
    ],
)
def test_what_is_no_such_map_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        whole_numbers(data)


def test_damage_ends_in_an_error_or_in_numbers() -> None:
    data = packed({"alternate_smoothing": 983, "clamping": False, "smoothing": -40000})
    for seed in range(3000):
        rng = random.Random(seed)
        damaged = bytearray(data[: rng.randrange(len(data) + 1)] or data)
        for _ in range(rng.randint(1, 4)):
            damaged[rng.randrange(len(damaged))] = rng.choice(
                [0, 1, 0x24, 0xFF, rng.randrange(256)]
            )
        try:
            whole_numbers(bytes(damaged))
        except ValueError:
            continue
