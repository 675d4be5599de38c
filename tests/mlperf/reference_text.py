"""What the reference firmware of MLPerf Tiny answers, line for line.

From the format strings of mlcommons/tiny, benchmark/api/internally_implemented.{cpp,h},
submitter_implemented.h and reference_submissions/*/submitter_implemented.cpp, as they were read;
with "tinyedge" for TH_VENDOR_NAME_STRING, and the size of the model's input for MAX_DB_INPUT_SIZE.
"""

from __future__ import annotations

READY = b"m-ready\r\n"
PROFILE = b"m-profile-[ULPMark for tinyML Firmware V0.0.1]\r\n"
HELP = (
    b"ULPMark for tinyML Firmware V0.0.1\r\n"
    b"\r\n"
    b"help         : Print this information\r\n"
    b"name         : Print the name of the device\r\n"
    b"timestsamp   : Generate a timetsamp\r\n"
    b"db SUBCMD    : Manipulate a generic byte buffer\r\n"
    b"  load N     : Allocate N bytes and set load counter\r\n"
    b"  db HH[HH]* : Load 8-bit hex byte(s) until N bytes\r\n"
    b"  print [N=16] [offset=0]\r\n"
    b"             : Print N bytes at offset as hex\r\n"
    b"infer N [W=0]: Load input, execute N inferences after W warmup loops\r\n"
    b"results      : Return the result fp32 vector\r\n"
)
NAME = b"m-name-dut-[tinyedge]\r\n"
NO_SUBCOMMAND = b"e-[Command 'db' requires a subcommand]\r\n"
NO_SIZE = b"e-[Command 'db load' requires the # of bytes]\r\n"
NO_BYTES = b"e-[Command 'db load' must be >0 bytes]\r\n"
ODD_DIGITS = b"e-[Insufficent number of hex digits]\r\n"
NO_RUNS = b"e-[Inference iterations must be >0]\r\n"
NEGATIVE_WARM_UP = b"e-[Inference warmup must be >=0]\r\n"
LOADED = b"m-load-done\r\n"


def unknown(word: bytes) -> bytes:
    return b"e-[Unknown command: " + word + b"]\r\n"


def expecting(size: int) -> bytes:
    return b"m-[Expecting %d bytes]\r\n" % size


def too_large(size: int, most: int) -> bytes:
    return b"Supplied buffer size %d exceeds maximum of %d\n" % (size, most)


def no_digit(pair: bytes) -> bytes:
    return b"e-[Invalid hex digit '" + pair + b"']\r\n"


def wrong_size(elements: int, expected: int) -> bytes:
    return b"Input db has %d elemented, expected %d\n" % (elements, expected)


def inferred(runs: int, warm_up: int, results: bytes) -> bytes:
    """With the times as <us>."""
    return (
        b"m-warmup-start-%d\r\nm-warmup-done\r\nm-infer-start-%d\r\n" % (warm_up, runs)
        + b"m-lap-us-<us>\r\nm-lap-us-<us>\r\nm-infer-done\r\n"
        + b"m-results-["
        + results
        + b"]\r\n"
    )


# Ours alone: the reference writes past its buffer there.
NOT_LOADING = b"e-[Command 'db' without 'db load' before it]\r\n"
NO_CLOCK = b"e-[This board has no clock]\r\n"
