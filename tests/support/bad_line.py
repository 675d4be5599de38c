"""models/sine streamed over a bad line, and the accounts of it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.emulate.emulate import start
from tinyedge.link.conversation import Faults
from tinyedge.link.device import Device
from tinyedge.link.fault_accounts import disagreements
from tinyedge.link.fault_line import Disturbances, Ledger
from tinyedge.link.fault_proxy import FaultProxy, Side
from tinyedge.link.link import Link, open_serial
from tinyedge.link.protocol import Source
from tinyedge.link.stream import Plan
from tinyedge.paths import models_dir
from tinyedge.pipeline import Settings
from tinyedge.reference.execute import execute

BAUD = 3_000_000
# So many results before the end, the connection is left alone: one that breaks behind the last
# result is nothing that a stream could count.
_LAST = 200


@dataclass(frozen=True, slots=True)
class Streamed:
    """What came of a stream. wrong, lost: results that are not the reference's, or never came.

    unbalanced: accounts that disagree, as sentences.
    """

    results: int
    wrong: int
    lost: int
    seconds: float
    faults: Faults
    to_host: Ledger
    to_board: Ledger
    unbalanced: list[str]


class Sine:
    """The model, and what the reference says of each of its 256 inputs."""

    def __init__(self) -> None:
        self.opened = pipeline.open_model(models_dir() / "sine", None)
        graph = self.opened.graph
        self.outputs = [
            execute(graph, [np.array([[value]], np.uint8).view(np.int8)])[
                graph.outputs[0]
            ].tobytes()
            for value in range(256)
        ]

    @contextmanager
    def running(self, board_id: str, work: Path) -> Iterator[str]:
        """Its firmware on an emulated board: the port."""
        board = load_board(board_id)
        image = pipeline.make_image(self.opened, board, Settings(), work=work)
        with start(image, board) as running:
            yield running.url


def stream_over_bad_line(
    sine: Sine,
    port: str,
    plan: Disturbances,
    count: int,
    *,
    seed: int,
    disconnects: int,
    side: Side = "socket",
    tell: Callable[[int], None] = lambda results: None,
) -> Streamed:
    """Stream ``count`` samples through a proxy that breaks the connection so many times."""
    rng = random.Random(seed)
    values = bytes(rng.randrange(256) for _ in range(count))
    breaks = {(count - _LAST) * (i + 1) // (disconnects + 1) for i in range(disconnects)}
    results = wrong = 0
    with FaultProxy(port, plan, seed=seed, side=side, baud=BAUD) as proxy:

        def reopen() -> Link:
            return open_serial(proxy.url, baud=BAUD)

        with Device(reopen(), baud=BAUD) as device:
            proxy.disturb()
            began = time.monotonic()
            for result in device.stream(
                Plan(Source.HOST, count), (bytes([value]) for value in values), reopen=reopen
            ):
                wrong += result.sample != results or result.outputs != sine.outputs[values[results]]
                results += 1
                if results in breaks:
                    proxy.disconnect()
                tell(results)
            seconds = time.monotonic() - began
            # What comes behind this answer came behind all that was on the line.
            proxy.calm()
            device.stack_bytes()
            unbalanced = disagreements(
                proxy.to_host, proxy.to_board, device.faults, fed_bytes=count
            )
            return Streamed(
                results,
                wrong,
                count - results,
                seconds,
                device.faults,
                proxy.to_host,
                proxy.to_board,
                unbalanced,
            )
