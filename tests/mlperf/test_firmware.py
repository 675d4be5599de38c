"""firmware/mlperf in C, under sanitizers: what it answers, byte for byte, whatever is sent."""

from __future__ import annotations

import random
import re
import struct
import subprocess
from decimal import ROUND_DOWN, Context, Decimal
from pathlib import Path

import numpy as np
import pytest
from mlperf import reference_text as text

BOOT = b"m-timestamp-mode-performance\r\nm-lap-us-<us>\r\nm-init-done\r\nm-ready\r\n"
BYTES = 8  # of the model's input, and so the most that can be loaded
ZEROS = b",".join([b"0.000"] * 8)
# int8 1, 2, 3, 127, -128, 64, 0, -1; times -2 as bytes, by 0.125
DATA = b"0102037f804000ff"
SAID = b"-0.250,-0.500,-0.750,0.250,0.000,-16.000,0.000,0.250"


def feed(program: Path, stream: bytes) -> bytes:
    """All that it says to a stream that then ends; a fault of it fails the test."""
    done = subprocess.run([program], input=stream, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def say(program: Path, *commands: bytes) -> bytes:
    """What it answers after its start, times as <us>."""
    said = feed(program, b"".join(command + b"%" for command in commands))
    said = re.sub(rb"m-lap-us-\d+", b"m-lap-us-<us>", said)
    assert said.startswith(BOOT)
    return said[len(BOOT) :]


TABLE: list[tuple[tuple[bytes, ...], bytes]] = [
    ((b"name",), text.NAME),
    ((b"  name  ",), text.NAME),
    ((b"name and more",), text.NAME),
    ((b"name\0x",), text.NAME),
    ((b"timestamp",), b"m-lap-us-<us>\r\n"),
    ((b"profile",), text.PROFILE + b"m-model-[ic01]\r\n"),
    ((b"help",), text.HELP),
    ((b"results",), b"m-results-[" + ZEROS + b"]\r\n"),
    # Unknown commands: the first word alone is named; upper case and line ends are not ours.
    ((b"foo",), text.unknown(b"foo")),
    ((b"foo bar baz",), text.unknown(b"foo")),
    ((b"NAME",), text.unknown(b"NAME")),
    ((b"name\r",), text.unknown(b"name\r")),
    ((b"\nname",), text.unknown(b"\nname")),
    ((b"names",), text.unknown(b"names")),
    ((b"nam",), text.unknown(b"nam")),
    ((b"%s%n%x".replace(b"%", b"\xff"),), text.unknown(b"\xffs\xffn\xffx")),
    # The reference does not survive an empty command.
    ((b"",), text.unknown(b"")),
    ((b"   ",), text.unknown(b"")),
    ((b"\0name",), text.unknown(b"")),
    # 80 characters of a command count.
    ((b"x" * 79,), text.unknown(b"x" * 79)),
    ((b"x" * 80,), text.unknown(b"x" * 80)),
    ((b"x" * 81,), text.unknown(b"x" * 80)),
    ((b"x" * 5000,), text.unknown(b"x" * 80)),
    ((b" " * 76 + b"name" + b"tail",), text.NAME),
    ((b" " * 77 + b"name",), text.unknown(b"nam")),
    # db load
    ((b"db",), text.NO_SUBCOMMAND),
    ((b"db ",), text.NO_SUBCOMMAND),
    ((b"db load",), text.NO_SIZE),
    ((b"db load 0",), text.NO_BYTES),
    ((b"db load x",), text.NO_BYTES),
    ((b"db load -0",), text.NO_BYTES),
    ((b"db load 8",), text.expecting(8)),
    ((b"db load +8",), text.expecting(8)),
    ((b"db load 008",), text.expecting(8)),
    ((b"db load 8x9",), text.expecting(8)),
    ((b"db load \t8",), text.expecting(8)),
    ((b"db load 8 9",), text.expecting(8)),
    ((b"db load 9",), text.too_large(9, BYTES)),
    ((b"db load -1",), text.too_large(-1, BYTES)),
    ((b"db load 2147483647",), text.too_large(2147483647, BYTES)),
    ((b"db load 99999999999999",), text.too_large(2147483647, BYTES)),
    ((b"db load -2147483648",), text.too_large(-2147483648, BYTES)),
    ((b"db load -99999999999999",), text.too_large(-2147483648, BYTES)),
    # db HH
    ((b"db 0",), text.ODD_DIGITS),
    ((b"db 123",), text.ODD_DIGITS),
    ((b"db zz",), text.no_digit(b"zz")),
    ((b"db 0g",), text.no_digit(b"0g")),
    ((b"db prin",), text.no_digit(b"pr")),
    ((b"db loadx0",), text.no_digit(b"lo")),
    ((b"db LOAD",), text.no_digit(b"LO")),
    # Where the reference writes past its buffer.
    ((b"db 00",), text.NOT_LOADING),
    ((b"db load 9", b"db 00"), text.too_large(9, BYTES) + text.READY + text.NOT_LOADING),
    ((b"db load 8", b"db load 0", b"db 00"),
     text.expecting(8) + text.READY + text.NO_BYTES + text.READY + text.NOT_LOADING),
    ((b"db load 1", b"db 00", b"db 00"),
     text.expecting(1) + text.READY + text.LOADED + text.READY + text.NOT_LOADING),
    # Loading
    ((b"db load 2", b"db aB", b"db Cd"),
     text.expecting(2) + text.READY + text.READY + text.LOADED),
    ((b"db load 2", b"db abcdefghij"),
     text.expecting(2) + text.READY + text.LOADED),  # the rest is disregarded
    ((b"db load 2", b"db abg0", b"db cd"),
     text.expecting(2) + text.READY + text.no_digit(b"g0") + text.READY + text.LOADED),
    # db print
    ((b"db print",), b""),
    ((b"db load 3", b"db 0aFF10", b"db print"),
     text.expecting(3) + text.READY + text.LOADED + text.READY
     + b"m-buffer-0a-ff-10\r\n\r\n"),
    ((b"db load 8", b"db 0001020304050607", b"db print 3 1"),
     text.expecting(8) + text.READY + text.LOADED + text.READY
     + b"m-buffer-00-01-02-03-04-05-06-07\r\n"),
    # infer
    ((b"infer 0",), text.NO_RUNS),
    ((b"infer -3 4",), text.NO_RUNS),
    ((b"infer x",), text.NO_RUNS),
    ((b"infer 1 -1",), text.NEGATIVE_WARM_UP),
    ((b"infer",), text.wrong_size(0, BYTES) + text.inferred(1, 10, ZEROS)),
    ((b"infer 3",), text.wrong_size(0, BYTES) + text.inferred(3, 10, ZEROS)),
    ((b"infer 3 x",), text.wrong_size(0, BYTES) + text.inferred(3, 0, ZEROS)),
    ((b"infer 1 0 5",), text.wrong_size(0, BYTES) + text.inferred(1, 0, ZEROS)),
    ((b"db load 3", b"db 000000", b"infer 1 0"),
     text.expecting(3) + text.READY + text.LOADED + text.READY
     + text.wrong_size(3, BYTES) + text.inferred(1, 0, ZEROS)),
    ((b"db load 8", b"db " + DATA, b"infer 20 5", b"results"),
     text.expecting(8) + text.READY + text.LOADED + text.READY
     + text.inferred(20, 5, SAID) + text.READY + b"m-results-[" + SAID + b"]\r\n"),
    # Ours alone.
    ((b"image",), b"m-image-[" + b"tinyedge: sha256 of the image #>".hex().encode() + b"]\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("commands", "answer"), TABLE, ids=lambda x: repr(x)[:60])
def test_every_answer_is_the_references(
    firmware: Path, commands: tuple[bytes, ...], answer: bytes
) -> None:
    assert say(firmware, *commands) == answer + text.READY


def test_bytes_come_in_any_pieces(firmware: Path) -> None:
    said = feed(firmware, b"na")
    assert said.count(b"\r\n") == 4  # half a command at the end is answered by nothing
    assert say(firmware, b"db load 1", b"db 0", b"db 01").endswith(text.LOADED + text.READY)


def test_a_board_without_a_clock_says_so(clockless_firmware: Path) -> None:
    said = feed(clockless_firmware, b"timestamp%db load 8%db " + DATA + b"%infer 2 1%")
    boot = BOOT.replace(b"m-lap-us-<us>\r\n", text.NO_CLOCK)
    inferred = text.inferred(2, 1, SAID).replace(b"m-lap-us-<us>\r\n", text.NO_CLOCK)
    assert said == (
        boot
        + (text.NO_CLOCK + text.READY)
        + (text.expecting(8) + text.READY + text.LOADED + text.READY)
        + (inferred + text.READY)
    )


@pytest.mark.parametrize("seed", range(2))
def test_random_bytes_do_no_harm(firmware: Path, seed: int) -> None:
    rng = random.Random(seed)
    said = feed(firmware, b"name%" + rng.randbytes(1_000_000) + b"%name%")
    assert said.endswith(text.READY + text.NAME + text.READY)


def test_random_commands_do_no_harm(firmware: Path) -> None:
    rng = random.Random(7)
    words = [b"db", b"load", b"print", b"infer", b"results", b"name", b"profile", b"timestamp"]
    words += [b"0", b"1", b"7", b"8", b"9", b"-1", b"00", b"ffffffffff", b"0g", b"", b"00" * 31]
    words += [b"%", b"\0", b"a" * 90, b"\t3", b"99999999999"]
    commands: list[bytes] = []
    while sum(map(len, commands)) < 1_000_000:
        command = b" ".join(rng.choices(words, k=rng.randrange(5)))
        if b"infer" not in command or b"999" not in command:  # which nobody would wait for
            commands.append(command + b"%")
    said = feed(firmware, b"".join(commands) + b"%name%")
    assert said.endswith(text.READY + text.NAME + text.READY)


def test_numbers_are_printed_as_c_prints_them(say_reals: Path) -> None:
    rng = random.Random(3)
    bits = [rng.getrandbits(32) for _ in range(30_000)]
    bits += [rng.randrange(0x38000000, 0x4B000000) for _ in range(60_000)]  # 3e-5 to 8e6
    edges = [0x00000000, 0x00000001, 0x007FFFFF, 0x00800000, 0x7F7FFFFF, 0x7F800000, 0x7FC00000]
    bits += [bit | sign for bit in edges for sign in (0, 1 << 31)]
    reals = np.array(bits, np.uint32).view(np.float32)
    reals = np.concatenate([reals, (np.arange(-4096, 4096) / 16 / 125).astype(np.float32)])
    reals = np.concatenate([reals, (np.arange(-65536, 65536) / 16).astype(np.float32)])
    said = feed(say_reals, reals.astype("<f4").tobytes()).decode().splitlines()
    context = Context(prec=60)
    for real, line in zip(reals.tolist(), said, strict=True):
        rounded, cut = line.split()
        assert rounded == f"{real:.3f}"
        if np.isfinite(real):
            exact = Decimal(real).quantize(Decimal("0.001"), ROUND_DOWN, context)
            assert cut == f"{exact:f}", struct.pack("<f", real).hex()
