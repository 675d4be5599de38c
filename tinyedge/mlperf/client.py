"""The host's half of the protocol of MLPerf Tiny's runner: commands that end in %, lines in answer.

Nothing on that line is checked or numbered. What can be noticed is: an answer that is not to this
command is an error, and what the device printed is compared with what it should have.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from tinyedge.errors import LinkTimeout, ProtocolError, StaleFirmware
from tinyedge.graph.naming import printable
from tinyedge.link.link import Link

_READY = "m-ready"
_STARTED = "m-init-done"
# A command holds 80 characters; the public runner sends that many bytes in one.
_BYTES_A_COMMAND = 31
_ANSWER_TIMEOUT_S = 10.0
# Emulators of whole chips take a minute for one inference of a large model.
_RUN_TIMEOUT_S = 120.0
_MOST_BYTES = 1_000_000
_GREETINGS = 3
_LOADS = 3
_REMEDY = "flash it with: tinyedge flash MODEL --board BOARD --protocol mlperf"


@dataclass(frozen=True, slots=True)
class Inference:
    """What ``infer`` was answered. elapsed_us: None: the device has no clock. said: as printed."""

    elapsed_us: int | None
    said: tuple[str, ...]


class Client:
    """A conversation with firmware of ``--protocol mlperf``."""

    def __init__(self, link: Link, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = link
        self._clock = clock
        self._rest = b""

    def greet(self) -> str:
        """The name of who answers, after whatever was said or half said before.

        Raises:
            ProtocolError: nobody does, or somebody else.
        """
        self._send("name")
        asked = 1
        while True:
            try:
                lines = self._answer("name", _ANSWER_TIMEOUT_S)
            except LinkTimeout as silence:
                raise ProtocolError(self._link.port, silence.silence, _REMEDY) from silence
            for line in lines:
                if found := re.fullmatch(r"m-name-dut-\[([^\]]*)\]", line):
                    return found[1]
            if _STARTED in lines:
                continue
            if asked == _GREETINGS:
                raise self._wrong("name", lines)
            self._send("name")
            asked += 1

    def profile(self) -> str:
        """The id of the benchmark: "ic01"."""
        lines = self.ask("profile")
        for line in lines:
            if found := re.fullmatch(r"m-model-\[([^\]]+)\]", line):
                return found[1]
        raise self._wrong("profile", lines)

    def image_sha256(self) -> str | None:
        """Of the firmware that answers; None: it is none of ours, and does not say."""
        lines = self.ask("image")
        for line in lines:
            if found := re.fullmatch(r"m-image-\[([0-9a-f]{64})\]", line):
                return found[1]
        return None

    def expect(self, image_sha256: str) -> None:
        """Make sure that this very image answers.

        Raises:
            StaleFirmware: another one does.
        """
        got = self.image_sha256()
        if got != image_sha256:
            raise StaleFirmware(self._link.port, "image", image_sha256, got or "unknown")

    def load(self, data: bytes) -> None:
        """Send one input; once more if something was lost on the way.

        Raises:
            ProtocolError: the device refuses it.
        """
        for attempt in range(1, _LOADS + 1):
            lines = self._load(data)
            if lines is None:
                return
            refused = any("exceeds maximum" in line for line in lines)
            if refused or attempt == _LOADS:
                raise self._wrong(f"db load {len(data)}", lines)

    def infer(self, runs: int, warm_up: int) -> Inference:
        """Run over what was loaded, ``warm_up`` times and then ``runs`` times in the time."""
        command = f"infer {runs} {warm_up}"
        lines = self.ask(command, timeout_s=_RUN_TIMEOUT_S * (runs + warm_up))
        laps = [int(f[1]) for line in lines if (f := re.fullmatch(r"m-lap-us-(\d{1,20})", line))]
        said = [f[1] for line in lines if (f := re.fullmatch(r"m-results-\[([^\]]*)\]", line))]
        clockless = any("no clock" in line for line in lines)
        refused = any(line.startswith(("e-[", "Input db")) for line in lines) and not clockless
        if len(said) != 1 or refused or len(laps) != (0 if clockless else 2):
            raise self._wrong(command, lines)
        elapsed_us = None if clockless else laps[1] - laps[0]
        return Inference(elapsed_us, tuple(text for text in said[0].split(",") if text))

    def ask(self, command: str, *, timeout_s: float = _ANSWER_TIMEOUT_S) -> tuple[str, ...]:
        """The lines that answer a command, without the last, which says that it is done."""
        self._send(command)
        return self._answer(command, timeout_s)

    def _load(self, data: bytes) -> tuple[str, ...] | None:
        """None, or what was answered instead."""
        lines = self.ask(f"db load {len(data)}")
        if lines != (f"m-[Expecting {len(data)} bytes]",):
            return lines
        for at in range(0, len(data), _BYTES_A_COMMAND):
            lines = self.ask(f"db {data[at : at + _BYTES_A_COMMAND].hex()}")
            last = at + _BYTES_A_COMMAND >= len(data)
            if lines != (("m-load-done",) if last else ()):
                return lines
        return None

    def _send(self, command: str) -> None:
        self._link.write(f"{command}%".encode("ascii"))

    def _answer(self, command: str, timeout_s: float) -> tuple[str, ...]:
        """Lines up to the one that says that it is done; printable, whatever came."""
        deadline = self._clock() + timeout_s
        lines: list[str] = []
        taken = 0
        while True:
            line, found, rest = self._rest.partition(b"\n")
            if found:
                self._rest = rest
                text = line.decode("ascii", "replace").strip("\r\n\0")
                if text.endswith(_READY):
                    return tuple(lines)
                lines.append(printable(text))
                continue
            left = deadline - self._clock()
            data = self._link.read(left) if left > 0 else b""
            taken += len(data)
            if taken > _MOST_BYTES:
                raise ProtocolError(self._link.port, f"no end of what answers `{command}`", _REMEDY)
            if not data and self._clock() >= deadline:
                heard = "\n".join(lines).encode() + self._rest
                raise LinkTimeout(self._link.port, f"answer to `{command}`", timeout_s, heard)
            self._rest += data

    def _wrong(self, command: str, lines: tuple[str, ...]) -> ProtocolError:
        said = " | ".join(lines) or "nothing"
        return ProtocolError(self._link.port, f"`{command}` was answered by: {said[:200]}", _REMEDY)
