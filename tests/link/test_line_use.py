"""How much of what a line carries a stream uses: measured in the line's own time."""

from __future__ import annotations

import random
import struct
from pathlib import Path

import pytest
from support.fake_firmware import build_library
from support.virtual_line import VirtualLine

from tinyedge.link.device import Device
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan

SAMPLE_BYTES = 200_000
BITS_PER_BYTE = 10


@pytest.fixture(scope="module", params=[1024, 490])
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int]:
    size = int(request.param)
    return build_library(tmp_path_factory.mktemp("library"), size), size


@pytest.mark.parametrize("baud", [115_200, 921_600, 3_000_000])
def test_nine_tenths_of_the_line_to_the_board_are_samples_and_their_framing(
    library: tuple[Path, int], baud: int
) -> None:
    program, sample_bytes = library
    rng = random.Random(baud)
    count = SAMPLE_BYTES // sample_bytes
    samples = [rng.randbytes(sample_bytes) for _ in range(count)]
    line = VirtualLine(program, baud=baud, latency_s=0.001)
    with Device(line, baud=baud, clock=line.clock) as device:
        device.reset()
        fed_before, began_s = line.fed_bytes, line.now_s
        results = list(device.stream(Plan(Source.HOST, count), samples))
        took_s = line.now_s - began_s
    for number, (result, sample) in enumerate(zip(results, samples, strict=True)):
        expected = struct.pack("<I", 3 * number + 3) + bytes((b + 1) % 256 for b in sample[:8])
        assert (result.sample, result.outputs) == (number, expected)
    faults = device.faults
    assert (faults.lost, faults.damaged, faults.fed_again, faults.resent) == (0, 0, 0, 0)
    share = (line.fed_bytes - fed_before) * BITS_PER_BYTE / baud / took_s
    assert share >= 0.9, f"{share:.1%}"
