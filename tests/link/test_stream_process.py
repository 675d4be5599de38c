"""Streams of the firmware as a program, on a serial line of this machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from support.fake_firmware import LONG_BYTES, SAMPLES, image_of
from support.faulty_link import Noisy

from tinyedge.emulate.host import start_host
from tinyedge.emulate.running import Running
from tinyedge.errors import PortError
from tinyedge.link.device import Device, connect
from tinyedge.link.link import Link, open_serial
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan

COUNT = 60


def first_bytes(source: Source, fed: list[bytes]) -> Iterator[int]:
    for number in range(COUNT):
        if source is Source.HOST:
            yield fed[number][0]
        elif source is Source.COUNTER:
            yield number * 2654435761 % 2**32 >> 16 & 255
        else:
            yield SAMPLES[number % 2][0]


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("rate", [0, 1 / 2000])
def test_long_results_of_every_source(running: Running, source: Source, rate: float) -> None:
    """3,004 B each, more than the board keeps apart: with 1 in 2,000 bytes hurt, each is."""
    rng = random.Random(3)
    fed = [rng.randbytes(8) for _ in range(COUNT)]
    link: Link = open_serial(running.url)
    with Device(Noisy(link, seed=4, rate=rate) if rate else link, baud=3_000_000) as device:
        device.reset()
        results = list(device.stream(Plan(source, COUNT), fed))
        assert [result.sample for result in results] == list(range(COUNT))
        for number, (result, first) in enumerate(
            zip(results, first_bytes(source, fed), strict=True)
        ):
            assert int.from_bytes(result.outputs[:4], "little") == 3 * number + 3
            expected = bytes((i + first + 1) % 256 for i in range(LONG_BYTES))
            assert result.outputs[4:] == expected
        assert bool(device.faults.lost) == bool(rate)


def test_a_period_is_kept_by_the_clock_of_the_device(running: Running) -> None:
    with connect(running.url) as device:
        plan = Plan(Source.STORED, 5, period_us=20_000)
        times = [result.time_us or 0 for result in device.stream(plan)]
        assert times[0] > 0 and times[-1] < 3_600_000_000, "since it started"
        # The first run may have been late by less than a period.
        for number, time_us in enumerate(times):
            assert time_us >= times[0] + 20_000 * (number - 1)


def test_a_device_that_is_killed_and_started_again(firmware: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        runs = [stack.enter_context(start_host(image_of(firmware), log=tmp_path / "first"))]

        def again() -> Link:
            if len(runs) == 1:
                log = tmp_path / "second"
                runs.append(stack.enter_context(start_host(image_of(firmware), log=log)))
                raise PortError(runs[0].url, "it is not there yet", "wait")
            return open_serial(runs[1].url)

        with connect(runs[0].url) as device:
            found = []
            for result in device.stream(Plan(Source.STORED, COUNT), reopen=again):
                found.append((result.sample, result.outputs[4]))
                if result.sample == 20:
                    runs[0].close()
            assert found == [(i, SAMPLES[i % 2][0] + 1) for i in range(COUNT)]
            assert (device.faults.reopened, device.faults.restarted) == (1, 1)
            assert device.port == runs[1].url
